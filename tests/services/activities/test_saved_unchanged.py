"""A record corrected into what it said already: no correction in its history, and what differs is written."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from organisms.models import Category
from services.activities.actions import change_activity, record_activity
from services.activities.entry.activity_form import initial_of
from services.activities.history import history_of
from services.activities.recording import ActivityInput, fact_of
from services.models import Activity, ActivityType

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(agreement):
    return ActivityInput(
        activity_type_id=ActivityType.objects.get(name="Activité de rapprochement").pk,
        day=date(2025, 6, 3),
        immigrants=12,
        host=20,
        categories={Category.objects.get(dimension__key="sex", order=1).pk: 7},
        agreement_ids=(agreement.pk,),
        note="Au parc",
    )


@pytest.fixture
def activity(organism, fact, staff):
    names = ("Cégep", "CISSS")
    made, _ = record_activity(organism=organism, fact=fact, partner_names=names, submit_key=uuid4(), by=staff)
    return made


def correct(activity, fact, by, names=("CISSS", "Cégep")) -> Activity:
    seen = Activity.objects.get(pk=activity.pk).revision
    return change_activity(activity=activity, fact=fact, partner_names=names, seen_revision=seen, by=by)


def journal_of(activity) -> int:
    return Activity.pgh_event_model._default_manager.filter(pgh_obj=activity).count()


def test_a_record_is_read_back_as_it_was_typed(activity, fact):
    standing = fact_of(activity)

    assert standing.columns() == fact.columns()
    assert (standing.categories, standing.agreement_ids) == (fact.categories, fact.agreement_ids)


def test_nothing_changed_is_no_correction(activity, fact, coordinator):
    before, noted = Activity.objects.values().get(pk=activity.pk), journal_of(activity)

    correct(activity, fact, coordinator)

    assert Activity.objects.values().get(pk=activity.pk) == before
    assert [change.words for change in history_of(activity)] == ["Inscrite"]
    assert journal_of(activity) == noted


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", date(2025, 6, 4)), ("immigrants", 13), ("host", None), ("quantity", Decimal("1.5")), ("note", ""),
        ("categories", {}), ("agreement_ids", ()),
    ],
)  # fmt: skip
def test_whatever_differs_is_a_correction(activity, fact, coordinator, field, value):
    changed = correct(activity, ActivityInput(**{**vars(fact), field: value}), coordinator)

    assert changed.revision == 2
    assert history_of(changed)[0].words.startswith("Corrigée")


def test_another_partner_is_a_correction(activity, fact, coordinator):
    assert correct(activity, fact, coordinator, names=("Cégep",)).revision == 2


def test_the_page_says_that_nothing_changed(activity, coordinator, organism, client_for):
    shown = {name: "" if value is None else value for name, value in initial_of(activity).items()}
    client = client_for(coordinator)

    page = client.post(reverse("services:activity-edit", args=[organism.pk, activity.pk]), shown, follow=True)

    assert "Rien n’a changé" in page.text
    assert "Fiche corrigée" not in page.text
