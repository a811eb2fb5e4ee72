"""Targets of periods: typed, revised, amended, carried, kept by the database, and never lost in silence."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.agreement.actions import change_agreement, remove_requirement, save_requirement, set_targets
from agreements.agreement.renewal import next_facts, start_agreement
from agreements.agreement.terms.facts import facts_of, fingerprint
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.amendments.actions import AmendmentInput, draft_amendment, revise_target, sign_amendment
from agreements.amendments.clauses import Clause, Kind, TargetPlace, clauses_of, target_clause, targets_of
from agreements.exceptions import AgreementRefused
from agreements.models import Amendment, Change, Deliverable, PeriodTarget, Requirement, Target
from organisms.models import Indicator
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories
from tests.agreements.amendments.test_views_amendments import boxes, prepare
from tests.agreements.amendments.test_views_amendments import url as amendment_url

HALF = PeriodPlace("interim", 1)
JUNE = PeriodPlace("monthly", 3)


def ask(agreement, by, kind="interim", **more) -> Requirement:
    day = {"due_after_days": 15, "period_months": 1} if kind == "monthly" else {"due_month": 10, "due_day": 31}
    asked = Requirement(kind=kind, **{"period_from_month": 4, "period_months": 6, **day, **more})
    return save_requirement(agreement=agreement, requirement=asked, by=by)


def promise(agreement, by, *, value="18", number=2, **periods) -> Target:
    """A target of stays in one year, and those of periods, by their kind and rank: `interim_1="7"`."""
    year, stays = agreement.years.get(number=number), Indicator.objects.get(code="V1.06")
    places = {name.rpartition("_")[::2]: Decimal(n) for name, n in periods.items()}
    set_targets(
        agreement=agreement,
        values={(year.pk, stays.pk): Decimal(value)},
        periods={(year.pk, stays.pk, PeriodPlace(kind, int(rank))): n for (kind, rank), n in places.items()},
        by=by,
    )
    return Target.objects.get(year=year, indicator=stays)


def given(agreement) -> dict[str, Decimal]:
    return {place.clause.subject: value for place, value in targets_of(agreement).items() if place.period}


@pytest.fixture
def half(agreement, coordinator) -> Requirement:
    return ask(agreement, coordinator)


@pytest.fixture
def target(agreement, half, coordinator) -> Target:
    return promise(agreement, coordinator, interim_1="7")


def page(name, agreement, *more):
    return reverse(f"agreements:{name}", args=[agreement.pk, *more])


def amend(agreement, by, change) -> Amendment:
    terms = AmendmentInput(date(2025, 5, 2), "x")
    after = change(clauses_of(agreement))
    draft = draft_amendment(agreement=agreement, terms=terms, after=after, by=by)
    return sign_amendment(amendment=draft, signed_on=date(2025, 5, 2), by=by)


def test_both_are_typed_where_targets_are_entered(agreement, half, coordinator, client_for):
    year, stays = agreement.years.get(number=2), Indicator.objects.get(code="V1.06")
    browser = client_for(coordinator)
    assert "Cibles de période, an 2" in browser.get(page("target-add", agreement)).text

    answer = browser.post(
        page("target-add", agreement), {f"t{year.pk}-{stays.pk}": "18", "p-2-V1.06-interim-1": "7,5"}, follow=True
    )

    assert "2 cibles inscrites" in answer.text
    assert given(agreement) == {"2/V1.06/interim/1": Decimal("7.5")}
    assert "avril à septembre 2025\u00a0: 7,5" in answer.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Inscrivez d’abord la cible de l’année, ou videz cette case."),
        ("9" * 30, "Ce nombre est trop grand."),
        ("-1", "Inscrivez 0 ou plus."),
        ("sept", "Inscrivez un nombre"),
    ],
)
def test_what_cannot_stand_is_said_beside_its_box_and_nothing_is_lost(
    agreement, half, coordinator, client_for, typed, words
):
    year, stays = agreement.years.get(number=2), Indicator.objects.get(code="V1.06")
    sent = {f"t{year.pk}-{stays.pk}": "18" if typed else "", "p-2-V1.06-interim-1": typed or "7"}

    answer = client_for(coordinator).post(page("target-add", agreement), sent)

    assert words in answer.text
    assert f'value="{typed or 7}"' in answer.text
    assert not Target.objects.exists()


def test_months_have_their_boxes_once_the_year_has_its_target(agreement, coordinator, client_for):
    ask(agreement, coordinator, "monthly")
    browser = client_for(coordinator)
    assert "p-2-V1.06-monthly-3" not in browser.get(page("target-add", agreement)).text
    promise(agreement, coordinator)

    assert "Juin 2025" in browser.get(page("target-add", agreement)).text
    browser.post(page("target-add", agreement), {"p-2-V1.06-monthly-3": "0"})

    assert given(agreement) == {"2/V1.06/monthly/3": 0}
    assert "p-2-V1.06-monthly-3" not in browser.get(page("target-add", agreement)).text


def test_two_tabs_do_not_write_one_target_twice(agreement, half, coordinator, director):
    target = promise(agreement, coordinator)
    place = {(target.year_id, target.indicator_id, HALF): Decimal(7)}
    set_targets(agreement=agreement, values={}, periods=place, by=coordinator)

    with pytest.raises(AgreementRefused, match="par quelqu’un d’autre"):
        set_targets(agreement=agreement, values={}, periods=place, by=director)


def test_a_letter_changes_both_and_each_keeps_what_it_was(agreement, target, coordinator, client_for):
    where = page("target-revise", agreement, target.pk)
    form = client_for(coordinator).get(where).context["form"]
    assert (form["seen"].value(), form["interim/1"].value()) == ("18.00 interim/1=7.00", 7)
    letter = {
        "value": "20",
        "interim/1": "9",
        "seen": "18.00 interim/1=7.00",
        "decided_on": "2025-05-02",
        "reason": "x",
    }

    answer = client_for(coordinator).post(where, letter, follow=True)

    changes = {change.subject: (change.old, change.new) for change in Change.objects.all()}
    assert changes == {"2/V1.06": ("18.00", "20.00"), "2/V1.06/interim/1": ("7.00", "9.00")}
    assert "avril à septembre 2025\u00a0: 9" in answer.text
    assert "auparavant 18\u00a0: x" in answer.text
    assert "rapport d’étape\u00a0: auparavant 7\u00a0: x" in answer.text
    paper = page("amendment-detail", agreement, Amendment.objects.get().pk)
    assert "Cible V1.06, an 2, rapport d’étape" in client_for(coordinator).get(paper).text


def test_an_emptied_box_takes_the_target_of_the_period_away(agreement, target, coordinator, client_for):
    letter = {"value": "18", "interim/1": "", "seen": "18.00 interim/1=7.00", "decided_on": "2025-05-02", "reason": "x"}

    client_for(coordinator).post(page("target-revise", agreement, target.pk), letter)

    assert given(agreement) == {}
    assert [(row.old, row.new) for row in Change.objects.all()] == [("7.00", None)]


def test_a_letter_written_over_another_is_refused(agreement, target, coordinator, director):
    said = {"target": target, "value": Decimal(18), "decided_on": date(2025, 5, 2), "reason": "x"}
    revise_target(**said, periods={HALF: Decimal(8)}, seen="18.00 interim/1=7.00", by=coordinator)

    with pytest.raises(StaleRevision):
        revise_target(**said, periods={HALF: Decimal(9)}, seen="18.00 interim/1=7.00", by=director)

    assert given(agreement) == {"2/V1.06/interim/1": 8}


def test_a_letter_for_a_period_that_is_not_asked_is_refused(agreement, target, coordinator):
    with pytest.raises(AgreementRefused, match="rapport mensuel nº\u00a03, n’a plus sa période"):
        revise_target(
            target=target, value=Decimal(18), periods={HALF: Decimal(7), JUNE: Decimal(2)},
            seen="18.00 interim/1=7.00", decided_on=date(2025, 5, 2), reason="x", by=coordinator,
        )  # fmt: skip
    assert not Amendment.objects.exists()


def test_an_amendment_that_says_nothing_of_it_leaves_it(agreement, target, coordinator):
    amend(agreement, coordinator, lambda now: now | {target_clause(2, "V5.01"): "4.00"})

    assert given(agreement) == {"2/V1.06/interim/1": 7}


def test_the_form_of_an_amendment_has_its_box(agreement, target, coordinator, client_for):
    browser = client_for(coordinator)
    prepare(browser, agreement, **{"p-2-V1.06-interim-1": "9"})
    draft = Amendment.objects.get()

    assert ("2/V1.06/interim/1", "7.00", "9.00") in draft.changes.values_list("subject", "old", "new")
    browser.post(amendment_url("sign", agreement, draft), {"signed_on": "2026-05-02"})
    assert given(agreement) == {"2/V1.06/interim/1": 9}


def test_an_amendment_that_takes_the_report_away_takes_its_target_and_says_so(
    agreement, target, coordinator, client_for
):
    browser = client_for(coordinator)
    where = amendment_url("add", agreement)
    sent = {name: value for name, value in boxes(browser, where).items() if name != "interim-asked"}
    browser.post(where, {**sent, "reason": "Sans rapport d’étape", "effective_on": "2026-04-01"})
    draft = Amendment.objects.get()

    compared = browser.get(amendment_url("detail", agreement, draft)).text
    assert "Cible V1.06, an 2, rapport d’étape" in compared
    browser.post(amendment_url("sign", agreement, draft), {"signed_on": "2026-05-02"})

    assert (given(agreement), Deliverable.objects.count()) == ({}, 0)
    assert Target.objects.get().value == 18


@pytest.mark.parametrize(
    ("dropped", "words"),
    [("interim-asked", "Cette période ne sera plus demandée"), ("t-2-V1.06", "Inscrivez d’abord la cible de l’année")],
)
def test_a_target_typed_for_what_the_amendment_takes_away_is_refused(
    agreement, target, coordinator, client_for, dropped, words
):
    browser = client_for(coordinator)
    where = amendment_url("add", agreement)
    sent = {name: value for name, value in boxes(browser, where).items() if name != dropped}

    answer = browser.post(where, {**sent, "p-2-V1.06-interim-1": "9", "reason": "Sans", "effective_on": "2026-04-01"})

    assert words in answer.text
    assert not Amendment.objects.exists()


def test_an_amendment_that_moves_the_calendar_keeps_each_target_at_its_place(agreement, coordinator):
    ask(agreement, coordinator, "monthly")
    promise(agreement, coordinator, monthly_1="1", monthly_3="3")
    later = {Clause(Kind.TERM): "2024-05-01/2027-03-31"}

    amend(agreement, coordinator, lambda now: now | later)

    agreement.refresh_from_db()
    assert given(agreement) == {"2/V1.06/monthly/1": 1, "2/V1.06/monthly/3": 3}
    assert {row.deliverable.period.lower for row in PeriodTarget.objects.all()} == {date(2025, 4, 1), date(2025, 6, 1)}


def test_a_report_whose_months_change_keeps_its_target(agreement, half, target, coordinator):
    half.refresh_from_db()
    half.period_from_month = 5
    save_requirement(agreement=agreement, requirement=half, by=coordinator)

    assert given(agreement) == {"2/V1.06/interim/1": 7}
    assert PeriodTarget.objects.get().deliverable.period.lower == date(2025, 5, 1)


@pytest.mark.parametrize("change", [{"period_months": 12}, {"period_from_month": 1, "period_months": 6}])
def test_a_report_that_leaves_its_year_or_becomes_it_is_refused_while_it_has_a_target(
    agreement, half, target, coordinator, change
):
    half.refresh_from_db()
    for name, value in change.items():
        setattr(half, name, value)

    with pytest.raises(AgreementRefused, match="1\u00a0cible de période"):
        save_requirement(agreement=agreement, requirement=half, by=coordinator)

    assert given(agreement) == {"2/V1.06/interim/1": 7}


def test_a_requirement_is_not_removed_under_its_target(agreement, half, target, coordinator, client_for):
    with pytest.raises(AgreementRefused, match="1\u00a0cible de période sans période"):
        remove_requirement(requirement=half, by=coordinator)
    answer = client_for(coordinator).post(page("requirement-remove", agreement, half.pk), follow=True)
    assert "1\u00a0cible de période sans période" in answer.text


def test_a_term_does_not_lose_the_period_of_a_target(agreement, half, coordinator):
    promise(agreement, coordinator, number=1, interim_1="7")
    facts = facts_of(agreement)
    later = type(facts.term)(date(2024, 10, 1), facts.term.upper)
    moved = type(facts)(**{**vars(facts), "term": later})

    with pytest.raises(AgreementRefused, match="cible de période"):
        change_agreement(agreement=agreement, facts=moved, seen=fingerprint(facts), by=coordinator)


@pytest.mark.parametrize(("requirements", "carried"), [(True, 7), (False, None)])
def test_the_agreement_that_follows_has_it_at_the_same_place(agreement, target, coordinator, requirements, carried):
    facts = next_facts(agreement)
    facts = type(facts)(**{**vars(facts), "reference": "MIN-2027"})

    after = start_agreement(
        organism=agreement.organism, facts=facts, prior=agreement, requirements=requirements, targets=True,
        by=coordinator,
    )  # fmt: skip

    assert targets_of(after).get(TargetPlace(2, "V1.06", HALF)) == carried
    assert targets_of(after)[TargetPlace(2, "V1.06")] == 18
    if requirements:
        assert PeriodTarget.objects.get(target__year__agreement=after).deliverable.period.lower == date(2028, 4, 1)


def sql(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_keeps_a_period_in_its_year_and_its_agreement(
    agreement, target, half, organism, funder, coordinator
):
    other = factories.make_agreement(organism, funder, "AUTRE")
    ask(other, coordinator)
    ask(agreement, coordinator, "final", period_months=12)
    foreign = other.requirements.get().deliverables.first()
    row, put = PeriodTarget.objects.get(), "UPDATE agreements_periodtarget SET deliverable_id = %s WHERE id = %s"
    elsewhere = half.deliverables.order_by("period").first()
    year = agreement.requirements.get(kind="final").deliverables.get(period__startswith=date(2025, 4, 1))
    for deliverable in (foreign, elsewhere, year):
        with pytest.raises(IntegrityError, match="period target of no period of its year"):
            sql(put, deliverable.pk, row.pk)
    with pytest.raises(IntegrityError, match="period_target_not_negative"):
        sql("UPDATE agreements_periodtarget SET value = -1")
    with pytest.raises(IntegrityError, match="period_target_once_per_deliverable"):
        sql(
            "INSERT INTO agreements_periodtarget (target_id, deliverable_id, value) VALUES (%s, %s, 1)",
            target.pk, row.deliverable_id,
        )  # fmt: skip
    left = "period target left without"
    for statement in (
        "UPDATE agreements_deliverable SET period = daterange('2026-04-01', '2026-10-02') WHERE id = %s",
        "UPDATE agreements_deliverable SET period = daterange('2025-04-01', '2026-04-01') WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match=left):
            sql(statement, row.deliverable_id)
    with pytest.raises(IntegrityError, match=left):
        sql("UPDATE agreements_target SET year_id = %s WHERE id = %s", agreement.years.get(number=3).pk, target.pk)
    with pytest.raises(IntegrityError, match=left):
        sql(
            "UPDATE agreements_requirement SET agreement_id = %s WHERE id = %s", make_bare(organism, funder).pk, half.pk
        )
    with pytest.raises(IntegrityError, match=left):
        sql(
            "UPDATE agreements_agreementyear SET during = daterange('2025-05-01', '2026-04-01') WHERE id = %s",
            target.year_id,
        )
    with pytest.raises(IntegrityError, match="agreements_periodtarget"):
        sql("DELETE FROM agreements_deliverable WHERE id = %s", row.deliverable_id)


def make_bare(organism, funder):
    return factories.make_agreement(organism, funder, "VIDE")


def test_the_journal_keeps_what_a_period_target_was(agreement, target):
    row = PeriodTarget.objects.get()
    sql("UPDATE agreements_periodtarget SET value = 8 WHERE id = %s", row.pk)

    assert [event.value for event in PeriodTarget.pgh_event_model.objects.all()] == [7]
