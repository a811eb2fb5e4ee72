from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.actions import (
    AgreementRefused,
    change_agreement,
    create_agreement,
    remove_requirement,
    save_requirement,
    set_targets,
    take_away_requirement,
)
from agreements.agreement.terms.facts import differences, facts_of, fingerprint
from agreements.amendments.actions import revise_target
from agreements.exceptions import REFUSALS
from agreements.models import Amendment, Deliverable, FunderOffice, Requirement, Target
from organisms.models import Indicator
from organisms.removals.actions import RemovalRefused, put_back
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories


def _interim(**more):
    return Requirement(kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31, **more)


def _change(agreement, by, **changes):
    facts = facts_of(agreement)
    return change_agreement(agreement=agreement, facts=replace(facts, **changes), seen=fingerprint(facts), by=by)


@pytest.fixture
def target(agreement, coordinator):
    year = agreement.years.get(number=2)
    indicator = Indicator.objects.get(code="V1.06")
    set_targets(agreement=agreement, values={(year.pk, indicator.pk): Decimal(32)}, by=coordinator)
    return Target.objects.get(year=year, indicator=indicator)


def test_create_agreement_writes_signatures_and_years(agreement, neighbour_organism, other_funder, director):
    facts = replace(facts_of(agreement), cosigners=(other_funder,), amounts=(Decimal(1), Decimal(2), Decimal(3)))
    made = create_agreement(organism=neighbour_organism, facts=facts, by=director)
    assert facts_of(made) == facts
    assert [(y.number, y.amount) for y in made.years.all()] == [(1, 1), (2, 2), (3, 3)]
    assert made.created_by == director


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amounts": (Decimal(1),)}, "Cette durée fait 3 années"),
        ({"term": DateRange(date(2024, 4, 1), date(2031, 4, 1))}, "5 ans au plus"),
    ],
)
def test_create_agreement_refuses_what_does_not_hold(agreement, neighbour_organism, director, changes, sentence):
    with pytest.raises(AgreementRefused, match=sentence):
        create_agreement(organism=neighbour_organism, facts=replace(facts_of(agreement), **changes), by=director)
    assert not neighbour_organism.agreements.exists()


def test_create_agreement_refuses_a_reference_already_used(agreement, director):
    with pytest.raises(AgreementRefused, match="déjà une entente MIN-2024-031"):
        create_agreement(organism=agreement.organism, facts=facts_of(agreement), by=director)


def test_create_agreement_refuses_the_office_of_another_funder(agreement, neighbour_organism, other_funder, director):
    office = FunderOffice.objects.create(funder=other_funder, name="Bureau du Nord")
    with pytest.raises(AgreementRefused, match="pas de ce bailleur"):
        create_agreement(organism=neighbour_organism, facts=replace(facts_of(agreement), office=office), by=director)


def test_change_agreement_refuses_a_page_seen_before_another_change(agreement, coordinator, director):
    before = facts_of(agreement)
    _change(agreement, director, title="Titre de la direction")
    with pytest.raises(StaleRevision) as stale:
        change_agreement(
            agreement=agreement, facts=replace(before, title="Le mien"), seen=fingerprint(before), by=coordinator
        )
    agreement.refresh_from_db()
    assert agreement.title == "Titre de la direction"
    changes = differences(replace(before, title="Le mien"), stale.value.current)
    assert [(d.field, d.mine, d.theirs) for d in changes] == [("Titre", "Le mien", "Titre de la direction")]


def test_change_agreement_refuses_a_term_below_charged_activities(agreement, organism, coordinator):
    for day in (date(2026, 5, 1), date(2026, 6, 1)):
        factories.make_activity(organism, day=day, by=coordinator, agreements=[agreement], immigrants=2)
    shorter = DateRange(date(2024, 4, 1), date(2026, 4, 1))
    with pytest.raises(AgreementRefused, match="2 activités imputées"):
        _change(agreement, coordinator, term=shorter, amounts=(Decimal(1), Decimal(2)))
    assert agreement.years.count() == 3
    _change(agreement, coordinator, term=DateRange(date(2024, 4, 1), date(2026, 7, 1)))


def test_change_agreement_keeps_years_that_have_targets(agreement, coordinator, target):
    shorter = DateRange(date(2024, 4, 1), date(2025, 4, 1))
    with pytest.raises(AgreementRefused, match="1 cible"):
        _change(agreement, coordinator, term=shorter, amounts=(Decimal(1),))


@pytest.mark.parametrize("start", [date(2023, 4, 1), date(2025, 4, 1), date(2024, 9, 1)])
def test_change_agreement_moves_years_without_overlap(agreement, coordinator, start):
    term = DateRange(start, date(start.year + 3, 4, 1))
    _change(agreement, coordinator, term=term)
    years = list(agreement.years.order_by("number"))
    assert years[0].during.lower == start
    assert years[-1].during.upper == term.upper
    assert [y.amount for y in years] == [Decimal(100_000)] * 3


def test_change_agreement_reschedules_what_is_owed(agreement, coordinator):
    save_requirement(agreement=agreement, requirement=_interim(), by=coordinator)
    _change(
        agreement, coordinator, term=DateRange(date(2024, 4, 1), date(2026, 4, 1)), amounts=(Decimal(1), Decimal(2))
    )
    due = Deliverable.objects.filter(requirement__agreement=agreement).values_list("due_on", flat=True)
    assert list(due) == [date(2024, 10, 31), date(2025, 10, 31)]


def test_save_requirement_refuses_a_second_of_its_kind(agreement, coordinator):
    save_requirement(agreement=agreement, requirement=_interim(), by=coordinator)
    with pytest.raises(AgreementRefused, match="déjà une exigence"):
        save_requirement(agreement=agreement, requirement=_interim(), by=coordinator)


def test_remove_requirement_takes_its_calendar(agreement, coordinator):
    requirement = save_requirement(agreement=agreement, requirement=_interim(), by=coordinator)
    assert Deliverable.objects.filter(requirement=requirement).exists()
    remove_requirement(requirement=requirement, by=coordinator)
    assert not Deliverable.objects.exists()


def test_revise_target_keeps_the_old_value_the_day_and_the_reason(target, coordinator):
    letter = revise_target(
        target=target, value=Decimal(45), seen="32.00", decided_on=date(2025, 10, 3),
        reason="lettre du 3 octobre", by=coordinator,
    )  # fmt: skip
    target.refresh_from_db()
    kept = letter.changes.get()
    assert target.value == 45
    assert (kept.kind, kept.subject, kept.old, kept.new) == ("target", "2/V1.06", "32.00", "45.00")
    assert (letter.instrument, letter.number, letter.signed_on, letter.signed_by) == (
        "letter", 1, date(2025, 10, 3), coordinator,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "seen", "sentence"),
    [(45, "31.00", "a changé"), (45, "32.00/7.00", "a changé"), (32, "32.00", "déjà celle")],
)
def test_revise_target_refuses_a_stale_or_equal_value(target, coordinator, value, seen, sentence):
    with pytest.raises(REFUSALS, match=sentence):
        revise_target(
            target=target,
            value=Decimal(value),
            seen=seen,
            decided_on=date(2025, 1, 1),
            reason="x",
            by=coordinator,
        )
    assert not Amendment.objects.exists()


def test_set_targets_refuses_the_year_of_another_agreement(agreement, neighbour_organism, funder, coordinator):
    other = factories.make_agreement(neighbour_organism, funder, "AUTRE-1")
    indicator = Indicator.objects.get(code="V1.06")
    with pytest.raises(AgreementRefused, match="pas de cette entente"):
        set_targets(agreement=agreement, values={(other.years.first().pk, indicator.pk): Decimal(1)}, by=coordinator)
    assert not Target.objects.exists()


def test_a_requirement_comes_back_only_into_the_dates_that_planned_it(agreement, coordinator):
    facts = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_month": 6, "due_day": 30}
    need = save_requirement(agreement=agreement, requirement=Requirement(**facts), by=coordinator)
    before = list(Deliverable.objects.order_by("pk").values())
    removal = take_away_requirement(requirement=need, by=coordinator)
    put_back(removal=removal, by=coordinator)
    assert list(Deliverable.objects.order_by("pk").values()) == before
    removal = take_away_requirement(requirement=Requirement.objects.get(), by=coordinator)
    shorter = {"term": DateRange(date(2024, 4, 1), date(2026, 4, 1)), "amounts": facts_of(agreement).amounts[:2]}
    _change(agreement, coordinator, **shorter)
    with pytest.raises(RemovalRefused, match="ce dont il dépendait a changé"):
        put_back(removal=removal, by=coordinator)
    assert not Requirement.objects.exists()
    # Nor once a release knows its columns no longer
    removal.rows = removal.rows.replace('"due_month"', '"due_moon"')
    removal.save()
    with pytest.raises(RemovalRefused):
        put_back(removal=removal, by=coordinator)
