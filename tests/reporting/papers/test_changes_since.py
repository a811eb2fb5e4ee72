"""« Depuis cette version »: what left, came or changed among the activities in the scopes of a version's lines."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from organisms.models import Municipality
from reporting.funder_reports.actions.issuing import issue_report
from reporting.models import Version
from reporting.papers.frozen.records import Changes, changes_since, records_counted
from services.activities.actions import (
    change_activity,
    charge_activities,
    restore_activities,
    uncharge_activities,
    withdraw_activities,
)
from services.activities.recording import fact_of
from tests import factories
from tests.factories import make_activity
from tests.refusals import refused_to_both
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("version")
FIVE = "5\u00a0fiches modifiées\u00a0(−2)\u00a0: 3 n’y comptent plus, 1 s’y ajoute, 1 est corrigée"


def stay(organism, *agreements, **more):
    return make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=agreements, **more)


def correct(activity, by, **facts):
    activity.refresh_from_db()
    fact = replace(fact_of(activity), **facts)
    return change_activity(activity=activity, fact=fact, seen_revision=activity.revision, by=by)


@pytest.fixture
def counted(organism, agreement):
    return [stay(organism, agreement) for _ in range(5)]


@pytest.fixture
def version(counted, agreement, director) -> Version:
    return make_issued(agreement, director).versions.get()


def test_a_version_keeps_what_it_counted(version, counted):
    kept = version.records

    assert kept.activity_ids == sorted(row.pk for row in counted)
    assert kept.revisions == [1] * 5
    assert json.loads(version.content)["records_count"] == 5
    assert changes_since(version) == Changes()
    assert changes_since(version).words == ""


def test_what_left_came_and_changed_is_told_apart(version, counted, organism, agreement, director):
    withdrawn, uncharged, edited, moved, _ = counted
    withdraw_activities(activities=[withdrawn], reason="Double", by=director)
    uncharge_activities(activities=[uncharged], agreement=agreement, by=director)
    correct(edited, director, immigrants=5)
    correct(moved, director, day=date(2024, 6, 3))
    stay(organism, agreement)

    assert changes_since(version) == Changes(left=3, came=1, changed=1)
    assert changes_since(version).words == f"Depuis cette version\u00a0: {FIVE}"

    issue_report(report=version.report, by=director, key=uuid4(), reason="Fiches corrigées")
    second = version.report.versions.first()
    assert json.loads(second.content)["changes_since"] == f"{FIVE}."
    assert changes_since(second) == Changes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(changed=1), "1\u00a0fiche modifiée"),
        (Changes(changed=2), "2\u00a0fiches modifiées"),
        (Changes(left=1), "1\u00a0fiche modifiée\u00a0(−1)\u00a0: 1 n’y compte plus"),
        (Changes(came=2), "2\u00a0fiches modifiées\u00a0(+2)\u00a0: 2 s’y ajoutent"),
        (Changes(1, 1, 2), "4\u00a0fiches modifiées\u00a0: 1 n’y compte plus, 1 s’y ajoute, 2 sont corrigées"),
        (Changes(), "aucune fiche modifiée"),
    ],
)
def test_changes_in_words(changes, words):
    assert changes.records_words == words


def test_what_its_lines_do_not_count_is_not_told(version, counted, organism, agreement, funder, director):
    other = factories.make_agreement(organism, funder, "ENT-2")
    charge_activities(activities=counted[:2], agreement=other, by=director)
    correct(counted[2], director)
    withdraw_activities(activities=[counted[3]], reason="Erreur", by=director)
    restore_activities(activities=[counted[3]], by=director)
    stay(organism)

    assert changes_since(version) == Changes()


def test_a_form_of_a_county_tells_what_moved_there_only(organism, funder, director):
    agreement = factories.make_agreement(organism, funder, "VAL-1", programme_key="vitalite")
    towns = Municipality.objects.filter(mrc__isnull=False).order_by("pk")
    inside = towns.first()
    outside = towns.exclude(mrc=inside.mrc).first()
    agreement.mrcs.set([inside.mrc])
    near, far = (
        make_activity(
            organism, "Activité de rapprochement", immigrants=4, host=2, agreements=[agreement], municipality_id=town.pk
        )
        for town in (inside, outside)
    )
    version = make_issued(agreement, director).versions.get()

    correct(far, director, immigrants=5)
    assert changes_since(version) == Changes()
    correct(near, director, immigrants=5)
    assert changes_since(version) == Changes(changed=1)
    correct(near, director, municipality_id=outside.pk)
    assert changes_since(version) == Changes(left=1)


def test_a_version_of_before_tells_what_came_or_changed_and_that_it_does_not_know_what_left(
    counted, version, organism, agreement, director, client_for
):
    report = version.report
    older = Version.objects.create(
        report=report, number=9, content=version.content, sha256="", code="x", as_of=timezone.now(), frozen_by=director
    )
    unknown = "ce qui n’y compte plus ne se sait pas, cette version ayant été figée avant que le portail le garde"
    assert changes_since(older) == Changes(left=None)
    assert changes_since(older).records_words == (
        f"aucune fiche ajoutée ni modifiée parmi celles d’aujourd’hui\u00a0; {unknown}"
    )

    correct(counted[0], director, immigrants=5)
    withdraw_activities(activities=[counted[1]], reason="Double", by=director)
    stay(organism, agreement)

    assert changes_since(older) == Changes(left=None, came=1, changed=1)
    words = changes_since(older).words
    assert words == (
        f"Depuis cette version\u00a0: 2\u00a0fiches modifiées\u00a0: 1 s’y ajoute, 1 a changé\u00a0; {unknown}"
    )
    page = client_for(director).get(reverse("reporting:report-issue", args=[report.pk])).text
    assert words in page
    assert "Aucune fiche modifiée" not in page


def test_an_annual_report_stands_on_every_activity_that_it_counts(version, organism, network, director):
    stay(organism)

    assert len(records_counted(make_annual(organism, network))) == 6


def test_what_a_version_counted_is_written_once(version):
    refused_to_both("UPDATE reporting_countedrecords SET last_event = 0 WHERE version_id = %s", version.pk)
    refused_to_both("DELETE FROM reporting_countedrecords WHERE version_id = %s", version.pk)


def test_what_a_version_counted_is_whole(version, director):
    other = Version.objects.create(
        report=version.report, number=9, content="{}", sha256="", code="x", as_of=timezone.now(), frozen_by=director
    )
    columns = "(version_id, activity_ids, revisions, last_event)"
    with pytest.raises(IntegrityError, match="counted_records_pair"), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO reporting_countedrecords {columns} VALUES (%s, '{{1,2}}', '{{1}}', 0)", [other.pk])
