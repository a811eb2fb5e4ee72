"""The burden of accountability: what is asked, how it was answered, why by hand, and who reads it."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reporting.lines.cells import Way
from reporting.models import Answer, QuestionCount
from reporting.monitoring.burden.drafts import count_drafts
from reporting.monitoring.burden.idea_rows import Facet
from reporting.monitoring.burden.network import read_network_burden
from reporting.monitoring.burden.reasons import SPARED, Reason
from reporting.monitoring.burden.sheet import read_organism_burden
from tests.factories import make_agreement, make_funder
from tests.reporting.builders.annual_reports import make_filed
from tests.reporting.builders.funder_reports import make_issued, make_open
from tests.reporting.monitoring.recount import recounted

pytestmark = pytest.mark.built_once("filed", "issued", "draft")
YEAR = 2025


@pytest.fixture
def filed(organism, network, director):
    return make_filed(organism, network, director)


@pytest.fixture
def issued(filed, agreement, director):
    return make_issued(agreement, director)


@pytest.fixture
def draft(issued, organism, other_funder, director):
    """A report to another funder that nobody answered yet."""
    given = make_agreement(organism, other_funder, "FON-2025-07", programme_key="inclusion-fondation")
    report = make_open(given, director)
    count_drafts(timezone.now())
    return report


def tally(count: QuestionCount) -> dict[str, int]:
    return {
        Way.HAND: count.by_hand,
        Way.REUSED: count.reused,
        Way.RECORDS: count.from_records,
        Way.EMPTY: count.unanswered,
    }


def test_a_version_is_counted_as_its_frozen_content_says(filed, issued):
    for report in (filed, issued):
        version = report.versions.get()
        count = QuestionCount.objects.get(report=report)
        assert count.version == version
        assert tally(count) == recounted(version), report
        said = [way for answer in json.loads(version.content)["answers"].values() for way in answer["cells"].values()]
        assert {way: said.count(way) for way in Way} == tally(count)
        assert count.by_hand > 5


def test_what_was_declared_for_the_same_population_is_reused(draft):
    """The foundation asks V4.03 of the whole organism over the same days: what the annual report said fills it."""
    count = QuestionCount.objects.get(report=draft)
    assert count.lines["d1"]["own"] == Way.REUSED
    assert (count.reused, count.by_hand) == (1, 0)
    assert not Answer.objects.filter(report=draft, line_key="d1").exists()


def test_one_figure_asked_several_ways_says_what_forbids_the_first_answer(draft, coordinator):
    page = read_organism_burden(coordinator, draft.organism_id, "", YEAR)
    ideas = {idea.code: idea for idea in page.ideas}
    families = ideas["V4.04"]
    assert [row.state for row in families.rows] == ["Répondu", "Redemandé"]
    assert [row.people.forbids for row in families.rows] == [False, True]
    assert families.rows[1].people.words == "imputé à l’entente MIN-2024-031"
    assert families.rows[1].days == Facet("avril à mars")
    assert families.spared >= 1
    received = ideas["V4.03"]
    assert [(row.state, row.people.forbids) for row in received.rows] == [("Répondu", False), ("Repris", False)]
    reasons = {row.reason: row.number for row in page.reasons}
    assert reasons.keys() >= {Reason.SCOPE, Reason.FIRST, Reason.TEXT}
    assert page.spared == sum(number for reason, number in reasons.items() if reason in SPARED)


def test_the_page_adds_the_reports_of_the_year_and_says_what_stands_behind(draft, filed, issued, coordinator):
    page = read_organism_burden(coordinator, filed.organism_id, "La Croisée boréale", YEAR)
    counts = QuestionCount.objects.all()
    assert page.basis.reports == counts.count() == 3
    assert (page.basis.frozen, page.basis.drafts, page.basis.uncounted) == (2, 1, 0)
    assert page.total.asked == sum(count.asked for count in counts)
    assert page.total.hand == sum(count.by_hand for count in counts) == sum(row.number for row in page.reasons)
    assert [row.words for row in page.funders] == ["Réseau", "Ministère des Essais", "Fondation des Épreuves"]
    assert sum(row.tally.asked for row in page.funders) == page.total.asked
    assert page.before is None
    assert page.hours.total == Decimal(7)
    shared = [idea for idea in page.ideas if idea.spared]
    assert shared == sorted(shared, key=lambda idea: -idea.spared)


def test_a_funder_of_an_organism_has_its_own_rows_only(draft, coordinator, funder):
    page = read_organism_burden(coordinator, draft.organism_id, "", YEAR, funder=funder.pk)
    assert [row.words for row in page.funders] == [funder.name]
    assert page.total.hand == sum(row.number for row in page.reasons) > 0
    assert page.ideas == ()


def test_the_network_reads_what_was_filed_or_issued(draft, network):
    page = read_network_burden(network, YEAR)
    assert page.basis.reports == page.basis.frozen == 2
    assert [(row.name, row.funders, row.reports) for row in page.organisms] == [("La Croisée boréale", 1, 2)]
    assert page.total.hand == sum(row.number for row in page.reasons)
    assert len(page.years) == 1


def test_a_draft_is_counted_again_when_it_was_answered(draft, director):
    before = QuestionCount.objects.get(report=draft)
    assert (before.version, before.by_hand) == (None, 0)
    assert count_drafts(timezone.now()) == 0
    line = draft.template_version.lines.filter(kind="text").first()
    Answer.objects.create(report=draft, line_key=line.key, text="Un texte.", saved_by=director)
    assert count_drafts(timezone.now()) == 1
    after = QuestionCount.objects.get(report=draft)
    assert (after.by_hand, after.asked) == (1, before.asked)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE reporting_questioncount SET version_id = NULL WHERE report_id = %(filed)s",
        "UPDATE reporting_questioncount SET by_hand = 0 WHERE report_id = %(filed)s",
        "UPDATE reporting_questioncount SET version_id = %(other)s WHERE report_id = %(draft)s",
        "UPDATE reporting_questioncount SET report_id = %(filed)s WHERE report_id = %(draft)s",
        "UPDATE reporting_questioncount SET by_hand = -1 WHERE report_id = %(draft)s",
        "UPDATE reporting_questioncount SET hours = 3 WHERE report_id = %(draft)s",
        "UPDATE reporting_questioncount SET hours = -3, hours_state = 'value' WHERE report_id = %(draft)s",
    ],
)
def test_what_a_version_asked_stays(attack, filed, draft):
    values = {"filed": filed.pk, "draft": draft.pk, "other": filed.versions.get().pk}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, values)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_questioncount SET by_hand = 1 WHERE report_id = %s", [draft.pk])
        assert cursor.rowcount == 1


def test_pages_and_files_show_the_same_numbers(draft, client_for, coordinator, network):
    for user, base in (
        (coordinator, reverse("reporting:organism-burden", args=[draft.organism_id])),
        (network, reverse("reporting:network-burden")),
    ):
        client = client_for(user)
        page = client.get(base, {"exercice": "2025"})
        total = page.context["page"].total
        assert str(total.asked) in page.content.decode().replace("\u00a0", "")
        for table in ("sources", "bailleurs", "raisons", "idees"):
            for kind in ("csv", "xlsx"):
                assert client.get(f"{base}{table}.{kind}", {"exercice": "2025"}).status_code == 200
        body = client.get(f"{base}bailleurs.csv", {"exercice": "2025"}).content.decode()
        assert f"Tous;;{total.asked};{total.hand};" in body
        assert client.get(f"{base}ailleurs.csv").status_code == 404
        assert client.get(f"{base}sources.pdf").status_code == 404
    for table in ("annees", "nombre", "organismes"):
        assert client.get(f"{base}{table}.csv", {"exercice": "2025"}).status_code == 200


def test_a_funder_sheet_names_no_other(draft, client_for, coordinator, network, funder):
    for user, base in (
        (coordinator, reverse("reporting:organism-burden", args=[draft.organism_id])),
        (network, reverse("reporting:network-burden")),
    ):
        url = f"{base}bailleurs/{funder.pk}/"
        body = client_for(user).get(url, {"exercice": "2025"}).content.decode()
        assert funder.name in body
        assert "Rapport annuel" not in body
        assert "Régionalisation, rapport final" in body
        files = {"exercice": "2025", "bailleur": funder.pk}
        assert "Régionalisation" in client_for(user).get(f"{base}gabarits.csv", files).content.decode()
        assert client_for(user).get(url.replace(f"/{funder.pk}/", "/999999999/")).status_code == 404


def test_a_year_without_reports_says_so(draft, client_for, coordinator):
    url = reverse("reporting:organism-burden", args=[draft.organism_id])
    page = client_for(coordinator).get(url, {"exercice": "1999"})
    assert page.status_code == 200
    words = client_for(coordinator).get(url, {"exercice": "2025"}).content.decode()
    assert "Pas encore de mesure" in words
    assert "de plus" not in words


def test_the_number_of_statements_does_not_follow_the_reports(draft, organism, director, network, coordinator):
    def statements() -> tuple[int, int]:
        sizes = []
        for read in (
            lambda: read_organism_burden(coordinator, organism.pk, "", YEAR),
            lambda: read_network_burden(network, YEAR),
        ):
            with CaptureQueriesContext(connection) as queries:
                read()
            sizes.append(len(queries))
        return sizes[0], sizes[1]

    statements()
    before = statements()
    for number in (1, 2):
        funder = make_funder(f"Fondation {number}")
        given = make_agreement(organism, funder, f"INC-{number}", programme_key="inclusion-fondation")
        make_issued(given, director)
    assert read_organism_burden(coordinator, organism.pk, "", YEAR).basis.reports == 5
    assert statements() == before
    assert max(before) <= 8


def test_what_a_form_that_is_retired_asked_still_counts(draft, coordinator, network):
    page = read_organism_burden(coordinator, draft.organism_id, "", YEAR)
    template = draft.template_version.template
    template.retired_at, template.retired_by = timezone.now(), network
    template.save()
    after = read_organism_burden(coordinator, draft.organism_id, "", YEAR)
    assert after.total == page.total
    assert "(gabarit retiré)" in after.funders[-1].detail + after.funders[-2].detail
