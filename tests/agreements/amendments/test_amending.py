"""Amendments: what they change, what they refuse, and what stays once they are signed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.agreement.actions import save_requirement, set_targets
from agreements.agreement.terms.facts import facts_of
from agreements.agreement.terms.target_texts import target_mark
from agreements.agreement.terms.writing import AgreementRefused
from agreements.amendments.actions import (
    AmendmentInput,
    discard_amendment,
    draft_amendment,
    moves_of,
    redraft_amendment,
    revise_target,
    sign_amendment,
)
from agreements.amendments.clauses import Clause, Kind, TargetPlace, clauses_of, target_clause
from agreements.amendments.comparison import compared
from agreements.amendments.target_writing import write_targets
from agreements.models import Amendment, Change, Deliverable, Requirement, Target
from organisms.models import Indicator
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories

TERMS = AmendmentInput(date(2026, 4, 1), "Ajout d’une année")
FOURTH_YEAR = {Clause(Kind.TERM): "2024-04-01/2028-03-31", Clause(Kind.AMOUNT, "4"): "52000.00"}


@pytest.fixture
def target(agreement, coordinator):
    return make_target(agreement, coordinator, "V1.06", 2, 40)


def make_target(agreement, by, code, number, value):
    year, indicator = agreement.years.get(number=number), Indicator.objects.get(code=code)
    set_targets(agreement=agreement, values={(year.pk, indicator.pk): Decimal(value)}, by=by)
    return Target.objects.get(year=year, indicator=indicator)


def prepare(agreement, by, changes, terms=TERMS):
    agreement.refresh_from_db()
    after = {**clauses_of(agreement), **changes}
    return draft_amendment(
        agreement=agreement, terms=terms, after={c: v for c, v in after.items() if v is not None}, by=by
    )


def sign(amendment, by, on=None):
    return sign_amendment(amendment=amendment, signed_on=on or timezone.localdate(), by=by)


def test_the_agreement_of_the_tests_has_three_years(agreement):
    clauses = clauses_of(agreement)
    assert clauses[Clause(Kind.TERM)] == "2024-04-01/2027-03-31"
    assert [c.subject for c in clauses if c.kind == Kind.AMOUNT] == ["1", "2", "3"]
    assert clauses[Clause(Kind.PARTY, str(agreement.signatures.get().funder_id))] == "lead"


def test_a_draft_changes_nothing(agreement, target, coordinator):
    before = clauses_of(agreement)
    amendment = prepare(agreement, coordinator, {target_clause(2, "V1.06"): "48.00"})
    assert clauses_of(agreement) == before
    assert (amendment.number, amendment.signed_at, str(amendment)) == (None, None, "Avenant en préparation")
    assert [(m.old, m.new) for m in moves_of(amendment)] == [("40.00", "48.00")]


def test_signing_makes_every_change_at_once(agreement, target, other_funder, coordinator, director):
    wanted = {
        **FOURTH_YEAR,
        Clause(Kind.AMOUNT, "2"): "47500.25",
        Clause(Kind.PARTY, str(other_funder.pk)): "signatory",
        Clause(Kind.REQUIREMENT, "interim"): "4/6/10/31",
        target_clause(2, "V1.06"): "48.00",
        target_clause(4, "V1.06"): "50.00",
    }
    after = {**clauses_of(agreement), **wanted}
    signed = sign(prepare(agreement, coordinator, wanted), director)

    agreement.refresh_from_db()
    assert clauses_of(agreement) == after
    assert (signed.number, signed.signed_by, str(signed)) == (1, director, "Avenant nº\u00a01")
    assert agreement.years.get(number=4).during == DateRange(date(2027, 4, 1), date(2028, 4, 1))
    assert facts_of(agreement).cosigners == (other_funder,)
    owed = Deliverable.objects.filter(requirement__agreement=agreement, requirement__kind="interim")
    assert [d.due_on.year for d in owed] == [2024, 2025, 2026, 2027]


def test_more_targets_are_written_in_no_more_statements(agreement, target, coordinator):
    def statements(*codes) -> int:
        with CaptureQueriesContext(connection) as captured:
            write_targets(agreement, {TargetPlace(year, code): Decimal(7) for code in codes for year in (1, 3)})
        return len(captured)

    assert statements("V1.04") == statements("V1.10", "V2.01", "V2.02")
    assert Target.objects.filter(year__agreement=agreement, value=7).count() == 8
    write_targets(agreement, {TargetPlace(2, "V1.06"): Decimal(41)})
    assert Target.objects.get(pk=target.pk).value == 41


def test_amendments_and_letters_are_numbered_apart_in_order(agreement, target, coordinator):
    for value in (41, 42):
        target.refresh_from_db()
        revise_target(
            target=target, value=Decimal(value), seen=target_mark(target.value, {}), decided_on=date(2025, 5, 1),
            reason="x",
            by=coordinator,
        )  # fmt: skip
    first = sign(prepare(agreement, coordinator, FOURTH_YEAR), coordinator)
    second = sign(prepare(agreement, coordinator, {Clause(Kind.AMOUNT, "4"): "1.00"}), coordinator)
    kept = Amendment.objects.filter(agreement=agreement).values_list("instrument", "number")
    assert sorted(kept) == [("amendment", 1), ("amendment", 2), ("letter", 1), ("letter", 2)]
    assert (first.number, second.number) == (1, 2)


def test_a_value_changed_meanwhile_refuses_the_signature_and_shows_both(agreement, target, coordinator, director):
    amendment = prepare(agreement, coordinator, {target_clause(2, "V1.06"): "48.00", **FOURTH_YEAR})
    revise_target(
        target=target, value=Decimal(45), seen="40.00", decided_on=date(2025, 5, 1), reason="lettre", by=director
    )
    with pytest.raises(StaleRevision) as refused:
        sign(amendment, director)
    [(move, now)] = refused.value.current
    assert (move.old, move.new, now) == ("40.00", "48.00", "45.00")
    agreement.refresh_from_db()
    assert agreement.during.upper == date(2027, 4, 1)

    after = {**clauses_of(agreement), target_clause(2, "V1.06"): "48.00", **FOURTH_YEAR}
    redraft_amendment(amendment=amendment, terms=TERMS, after=after, seen=1, by=coordinator)
    sign(amendment, director)
    assert clauses_of(agreement)[target_clause(2, "V1.06")] == "48.00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "ne change rien"),
        ({Clause(Kind.TERM): "2024-04-01/2028-03-31"}, "Cette durée fait 4 années"),
        ({Clause(Kind.TERM): "2024-04-01/2031-03-31"}, "5 ans au plus"),
        (
            {
                Clause(Kind.TERM): "2024-04-01/2025-03-31",
                Clause(Kind.AMOUNT, "2"): None,
                Clause(Kind.AMOUNT, "3"): None,
            },
            "1 cible",
        ),
        ({target_clause(5, "V1.06"): "3.00"}, "vise l’an 5"),
    ],
)  # fmt: skip
def test_what_could_not_be_signed_is_refused_at_once(agreement, target, coordinator, changes, sentence):
    before = clauses_of(agreement)
    with pytest.raises(AgreementRefused, match=sentence):
        prepare(agreement, coordinator, changes)
    assert clauses_of(agreement) == before
    assert not Amendment.objects.exists()


def test_a_term_may_not_leave_charged_work_outside(agreement, organism, coordinator):
    activity = factories.make_activity(organism, day=date(2026, 9, 9), by=coordinator)
    activity.charges.create(agreement=agreement)
    shorter = {Clause(Kind.TERM): "2024-04-01/2026-03-31", Clause(Kind.AMOUNT, "3"): None}
    with pytest.raises(AgreementRefused, match="1 activité imputée"):
        prepare(agreement, coordinator, shorter)


def test_a_shorter_term_takes_its_targets_along(agreement, coordinator):
    make_target(agreement, coordinator, "V1.06", 3, 9)
    shorter = {
        Clause(Kind.TERM): "2024-04-01/2026-03-31",
        Clause(Kind.AMOUNT, "3"): None,
        target_clause(3, "V1.06"): None,
    }
    sign(prepare(agreement, coordinator, shorter), coordinator)
    assert agreement.years.count() == 2
    assert not Target.objects.filter(year__agreement=agreement).exists()


def test_one_amendment_is_prepared_at_a_time(agreement, coordinator, director):
    amendment = prepare(agreement, coordinator, FOURTH_YEAR)
    with pytest.raises(AgreementRefused, match="déjà en préparation"):
        prepare(agreement, director, {Clause(Kind.AMOUNT, "1"): "2.00"})
    discard_amendment(amendment=amendment, by=director)
    assert prepare(agreement, director, {Clause(Kind.AMOUNT, "1"): "2.00"}).changes.count() == 1


def test_a_draft_rewritten_meanwhile_is_not_written_over(agreement, coordinator, director):
    amendment = prepare(agreement, coordinator, FOURTH_YEAR)
    after = {**clauses_of(agreement), Clause(Kind.AMOUNT, "1"): "7.00"}
    redraft_amendment(amendment=amendment, terms=TERMS, after=after, seen=1, by=director)
    with pytest.raises(StaleRevision, match="a changé pendant"):
        redraft_amendment(amendment=amendment, terms=TERMS, after={**after, **FOURTH_YEAR}, seen=1, by=coordinator)
    assert [(m.clause.subject, m.new) for m in moves_of(amendment)] == [("1", "7.00")]


@pytest.mark.parametrize("days", [1, 400])
def test_nobody_signs_tomorrow(agreement, coordinator, days):
    amendment = prepare(agreement, coordinator, FOURTH_YEAR)
    with pytest.raises(AgreementRefused, match="jour de la signature"):
        sign(amendment, coordinator, timezone.localdate() + timedelta(days=days))


def test_amendments_are_signed_in_sequence(agreement, coordinator):
    sign(prepare(agreement, coordinator, FOURTH_YEAR), coordinator, date(2026, 5, 2))
    second = prepare(agreement, coordinator, {Clause(Kind.AMOUNT, "1"): "2.00"})
    with pytest.raises(AgreementRefused, match="celui-ci vient après"):
        sign(second, coordinator, date(2026, 5, 1))


@pytest.mark.parametrize("act", ["sign", "discard", "redraft"])
def test_a_signed_amendment_is_closed(agreement, coordinator, act):
    amendment = sign(prepare(agreement, coordinator, FOURTH_YEAR), coordinator)
    acts = {
        "sign": lambda: sign(amendment, coordinator),
        "discard": lambda: discard_amendment(amendment=amendment, by=coordinator),
        "redraft": lambda: redraft_amendment(
            amendment=amendment, terms=TERMS, after=clauses_of(agreement), seen=1, by=coordinator
        ),
    }
    with pytest.raises(AgreementRefused, match="est signé"):
        acts[act]()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agreements_amendment SET reason = 'autre'",
        "UPDATE agreements_amendment SET signed_at = NULL, signed_by_id = NULL, signed_on = NULL, number = NULL",
        "DELETE FROM agreements_amendment",
        "UPDATE agreements_change SET new = '0.01' WHERE kind = 'amount'",
        "DELETE FROM agreements_change",
        "INSERT INTO agreements_change (amendment_id, kind, subject, new)"
        " SELECT id, 'amount', '9', '1' FROM agreements_amendment",
    ],
)
def test_sql_does_not_move_what_was_signed(agreement, coordinator, sql):
    sign(prepare(agreement, coordinator, FOURTH_YEAR), coordinator)
    with pytest.raises(IntegrityError, match="signed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_sql_writes_no_change_that_changes_nothing(agreement, coordinator):
    amendment = prepare(agreement, coordinator, FOURTH_YEAR)
    for old, new in ((None, None), ("1.00", "1.00")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.create(amendment=amendment, kind="amount", subject="1", old=old, new=new)


def test_a_requirement_leaves_with_what_it_had_planned(agreement, coordinator):
    wanted = Requirement(kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30)
    save_requirement(agreement=agreement, requirement=wanted, by=coordinator)
    assert Deliverable.objects.count() == 3
    sign(prepare(agreement, coordinator, {Clause(Kind.REQUIREMENT, "final"): None}), coordinator)
    assert not Deliverable.objects.exists()


def test_the_lead_may_change_hands(agreement, funder, other_funder, coordinator):
    parties = {Clause(Kind.PARTY, str(funder.pk)): "signatory", Clause(Kind.PARTY, str(other_funder.pk)): "lead"}
    sign(prepare(agreement, coordinator, parties), coordinator)
    facts = facts_of(agreement)
    assert (facts.lead, facts.cosigners) == (other_funder, (funder,))
    assert facts == replace(facts, lead=other_funder)


def test_sql_takes_no_change_out_of_what_was_signed(agreement, coordinator):
    signed = sign(prepare(agreement, coordinator, FOURTH_YEAR), coordinator)
    draft = prepare(
        agreement, coordinator, {Clause(Kind.AMOUNT, "1"): "1.00"}, AmendmentInput(date(2026, 5, 1), "Suite")
    )
    sql = "UPDATE agreements_change SET amendment_id = %s WHERE amendment_id = %s"
    left = pytest.raises(IntegrityError, match="row leaves its amendment")
    with left, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [draft.pk, signed.pk])


def test_what_was_signed_agrees_with_its_instrument():
    words = {kind: Amendment(instrument=kind).signed_word for kind in Amendment.Instrument.values}
    assert words == {"amendment": "signé", "letter": "signée"}


def test_who_reads_a_report_first_is_a_clause_that_an_amendment_changes(agreement, coordinator):
    assert clauses_of(agreement)[Clause(Kind.REVIEW)] == "none"
    amendment = prepare(agreement, coordinator, {Clause(Kind.REVIEW): "both"})
    agreement.refresh_from_db()
    assert agreement.review == "none"
    [row] = compared(moves_of(amendment), {})
    assert (row.clause, row.old, row.new) == (
        "Qui lit les rapports avant le bailleur", "Personne", "L’organisme-pivot, puis le réseau",
    )  # fmt: skip

    sign(amendment, coordinator)

    agreement.refresh_from_db()
    assert agreement.review == "both"
    assert agreement.events.order_by("pgh_id").last().review == "none"
