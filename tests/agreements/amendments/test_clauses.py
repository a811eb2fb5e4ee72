"""Clauses are plain text in both directions: whatever the agreement, moving there and back loses nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.agreement.terms.facts import facts_of
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.amendments.clauses import (
    Clause,
    Kind,
    Move,
    TargetPlace,
    clauses_of,
    facts_from,
    moved,
    moves_between,
    party_text,
    read_party,
    requirements_in,
    said_apart,
    stale,
    target_clause,
    targets_in,
    term_from,
)
from agreements.amendments.comparison import compared
from agreements.models import FunderOffice, Requirement

clauses = st.builds(Clause, st.sampled_from(list(Kind)), st.text("0123456789/V.", max_size=8))
books = st.dictionaries(clauses, st.text("0123456789./-", min_size=1, max_size=10), max_size=12)


@given(books, books)
def test_moves_lead_from_one_book_to_the_other_and_back(before, after):
    moves = moves_between(before, after)
    assert moved(before, moves) == after
    assert moved(after, [Move(m.clause, m.new, m.old) for m in moves]) == before
    assert stale(before, moves) == []
    assert all(move.old != move.new for move in moves)


@given(books, books, books)
def test_only_clauses_that_say_something_else_are_stale(before, after, now):
    for move, found in stale(now, moves_between(before, after)):
        assert found == now.get(move.clause) != before.get(move.clause)


@given(st.dates(date(1990, 1, 1), date(2094, 1, 1)), st.integers(1, 1826))
def test_a_term_reads_back_to_the_day(first, days):
    term = DateRange(first, first + timedelta(days=days))
    last = term.upper - timedelta(days=1)
    assert term_from(f"{first.isoformat()}/{last.isoformat()}") == term


PLACES = st.builds(
    TargetPlace,
    st.integers(1, 5),
    st.sampled_from(["V1.06", "V4.04"]),
    st.none()
    | st.builds(PeriodPlace, st.sampled_from([str(kind) for kind in Requirement.PLANNED]), st.integers(1, 12)),
)


@given(st.dictionaries(PLACES, st.decimals(0, 10**9, places=2)))
def test_targets_read_back_to_the_cent(values):
    written = {place.clause: f"{value:.2f}" for place, value in values.items()}
    assert targets_in(written) == values


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 12), st.integers(1, 31))
def test_requirements_read_back(month, months, due_month, due_day):
    text = f"{month}/{months}/{due_month}/{due_day}"
    read = requirements_in({Clause(Kind.REQUIREMENT, "final"): text})["final"]
    assert (read.period_from_month, read.period_months, read.due_month, read.due_day) == (
        month, months, due_month, due_day,
    )  # fmt: skip


@given(st.sampled_from(["lead", "signatory"]), st.none() | st.integers(1, 10**9), st.decimals(0, 100, places=2))
def test_a_party_reads_back_with_its_share(role, office, share):
    text = party_text(role, share, FunderOffice(pk=office) if office else None)
    assert read_party(text) == (role, office, share)
    assert len(text) <= 80
    assert ("@" in text) == (share != (100 if role == "lead" else 0))


def test_facts_come_back_from_their_clauses(agreement, other_funder):
    office = other_funder.offices.create(name="Bureau du Nord")
    agreement.signatures.create(funder=other_funder, is_lead=False)
    facts = facts_of(agreement)
    assert facts_from(facts, clauses_of(agreement)) == facts
    taken = {
        **clauses_of(agreement),
        Clause(Kind.PARTY, str(facts.lead.pk)): "signatory",
        Clause(Kind.PARTY, str(other_funder.pk)): f"lead/{office.pk}",
    }
    changed = facts_from(facts, taken)
    assert (changed.lead, changed.office, changed.cosigners) == (other_funder, office, (facts.lead,))


@pytest.mark.django_db
def test_moves_are_told_in_words(agreement, funder, django_assert_max_num_queries):
    moves = [
        Move(Clause(Kind.TERM), "2024-04-01/2027-03-31", "2024-04-01/2028-03-31"),
        Move(Clause(Kind.AMOUNT, "4"), None, "52000.00"),
        Move(Clause(Kind.PARTY, str(funder.pk)), "lead", None),
        Move(target_clause(2, "V1.06"), "40.00", "48.50"),
        Move(Clause(Kind.REQUIREMENT, "interim"), None, "4/6/10/31"),
    ]
    with django_assert_max_num_queries(3):
        rows = compared(moves, {moves[3]: "45.00"})
    assert [row.clause.split("\u00a0: ")[0] for row in rows] == [
        "Durée", "Montant, an 4", "Partie", "Cible V1.06, an 2", "Exigence",
    ]  # fmt: skip
    assert rows[1].old == "–"
    assert rows[1].new.replace("\u00a0", " ").replace("\u202f", " ") == "52 000,00 $"
    assert (rows[3].old, rows[3].new, rows[3].now) == ("40", "48,5", "45")
    assert rows[4].new == "6 mois à compter d’avril, à remettre le 31 octobre"
    assert Decimal("48.5") == targets_in({moves[3].clause: "48.50"})[TargetPlace(2, "V1.06")]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("18.00", "20.00", [("2/V1.06", "18.00", "20.00")]),
        ("18.00", "18.00/7.00", [("2/V1.06/interim/1", None, "7.00")]),
        ("18.00/7.00", "20.00", [("2/V1.06", "18.00", "20.00"), ("2/V1.06/interim/1", "7.00", None)]),
        (None, "20.00/9.00", [("2/V1.06", None, "20.00"), ("2/V1.06/interim/1", None, "9.00")]),
    ],
)
def test_what_a_letter_said_of_two_targets_in_one_text_is_read_as_two(old, new, parts):
    read = said_apart([Move(target_clause(2, "V1.06"), old, new)])

    assert [(move.clause.subject, move.old, move.new) for move in read] == parts
