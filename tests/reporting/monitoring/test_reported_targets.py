"""What reports declared counts in « Où en est »: for its days, with its source, and never twice."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Requirement, Target
from organisms.models import Indicator
from reporting.funder_reports.actions.issuing import issue_report
from reporting.management.demo import past_moments
from reporting.monitoring.reported.counted_once import Said, counted_once, is_whole, said_of
from reporting.monitoring.reported.issued_results import Issued, IssuedFigure
from tests import factories
from tests.reporting.builders.reports import answer, fill, make_funder_report
from tests.reporting.monitoring.test_pace import DAY, address, promise, record, rows_of, words

YEAR = DateRange(date(2026, 4, 1), date(2027, 4, 1))
FLOW = Indicator(code="V1.06", nature=Indicator.Nature.FLOW)
DISTINCT = Indicator(code="V3.01", unit="employeur distinct", nature=Indicator.Nature.FLOW)
STOCK = Indicator(code="V4.08", nature=Indicator.Nature.STOCK)


def days(first, months):
    start = date(2026 + (first < 4), first, 1)
    end = start.month - 1 + months
    return DateRange(start, date(start.year + end // 12, end % 12 + 1, 1))


def said(period, number, *, code="V1.06", is_said=True):
    figure = IssuedFigure(
        "A2", str(number), None, None if number is None else Decimal(number), None, None, period, is_said
    )
    last = period.upper - timedelta(days=1)
    return Said(Issued(1, 1, 1, period.lower, last, False, "Rapport", last, {code: figure}), figure)


def result(rows, indicator=FLOW):
    return [str(row.figure.number) for row in counted_once(rows, indicator)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        # Three months make their sum
        ([(4, 1, 3), (5, 1, 5), (6, 1, 2)], ["3", "5", "2"]),
        # A later cumul takes the place of its parts, were it smaller
        ([(4, 1, 3), (5, 1, 5), (4, 3, 7)], ["7"]),
        # After the half-year, the month that follows it is added
        ([(4, 6, 24), (10, 1, 6)], ["24", "6"]),
        # What crosses a later figure is left out: its days would count twice
        ([(4, 3, 9), (6, 2, 4)], ["4"]),
        ([(4, 6, 24), (4, 12, 40)], ["40"]),
    ],
)
def test_each_day_counts_once_and_the_later_word_counts(rows, expected):
    assert result([said(days(first, months), number) for first, months, number in rows]) == expected


def test_distinct_partners_are_never_added_and_a_state_is_the_last():
    rows = [said(days(4, 6), 12), said(days(10, 3), 9)]

    assert result(rows, DISTINCT) == ["12"]
    assert result(rows, STOCK) == ["9"]


def test_a_part_that_is_unknown_leaves_a_lower_bound():
    rows = counted_once([said(days(4, 2), 18), said(days(6, 1), None)], FLOW)

    assert [str(row.figure.number) for row in rows] == ["18"]
    assert is_whole(rows, date(2026, 4, 1), date(2026, 6, 1))
    assert not is_whole(rows, date(2026, 4, 1), date(2026, 7, 1))
    assert not is_whole([said(days(4, 1), 1), said(days(6, 1), 1)], date(2026, 4, 1), date(2026, 7, 1))


def test_what_counts_days_before_the_year_is_left_out():
    since_the_beginning = said(DateRange(date(2024, 4, 1), date(2026, 10, 1)), 300)

    assert said_of([since_the_beginning.report], "V1.06", YEAR) == []
    assert said_of([said(days(4, 6), 24).report], "V1.06", YEAR) != []


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12), st.integers(0, 50)), max_size=8))
def test_no_day_counts_twice(rows):
    figures = [said(days((rank + 3) % 12 + 1, months), number) for rank, months, number in rows]

    chosen = counted_once(figures, FLOW)

    assert all(a.days.upper <= b.days.lower for a, b in pairwise(chosen))
    assert bool(chosen) == bool(figures)


@pytest.fixture
def interim(agreement, coordinator, director):
    """April to September 2026, transmitted on 12 October: 24 stays that no activity records."""
    promise(agreement, "V1.06", 60)
    with past_moments.at(past_moments.moment(date(2026, 10, 12))):
        report = make_funder_report(
            agreement, coordinator, period=days(4, 6), kind="interim", due_on=date(2026, 10, 31)
        )
        answer(report, "a2", coordinator, 24)
        issue_report(report=fill(report, director), by=director, key=uuid.uuid4())
    return report


def row_of(client, agreement, code="V1.06", day=DAY):
    with past_moments.at(past_moments.moment(day)):
        page = words(client.get(address(agreement)))
    return rows_of(page, code)[0], page


def test_what_the_interim_declared_counts_with_its_source_and_its_day(client_for, coordinator, interim, agreement):
    row, page = row_of(client_for(coordinator), agreement)

    # 183 days of 365 have passed when it ends: 24 × 365 ÷ 183 = 47,9
    assert (row["Fait"], row["Part faite"], row["Prévision"]) == ("24", "40 %", "48")
    assert "24 du 1er avril 2026 au 30 septembre 2026" in page
    assert "transmis le 12 octobre 2026" in page
    assert f"/rapports/{interim.pk}/versions/1/#ligne-A2" in page


def test_records_count_on_the_other_days_only(client_for, coordinator, organism, interim, agreement):
    record(organism, agreement, 5, day=date(2026, 6, 3))
    assert row_of(client_for(coordinator), agreement)[0]["Fait"] == "24"

    record(organism, agreement, 6, day=date(2026, 10, 2))
    row, page = row_of(client_for(coordinator), agreement)

    # 236 days of 365: 30 × 365 ÷ 236 = 46,4
    assert (row["Fait"], row["Prévision"]) == ("30", "46")
    assert "6 selon vos activités, les autres jours" in page


def test_a_later_cumul_takes_its_place(client_for, coordinator, director, organism, interim, agreement):
    record(organism, agreement, 6, day=date(2026, 10, 2))
    with past_moments.at(past_moments.moment(date(2027, 4, 20))):
        final = make_funder_report(agreement, coordinator, period=YEAR, due_on=date(2027, 6, 30))
        answer(final, "a2", coordinator, 41, override_reason="Onze de plus à l’automne.")
        issue_report(report=fill(final, director), by=director, key=uuid.uuid4())

    row, page = row_of(client_for(coordinator), agreement, day=date(2027, 3, 31))

    assert row["Fait"] == "41"
    assert "24 du" not in page


def test_a_final_report_from_records_ends_what_was_declared(
    client_for, coordinator, director, organism, interim, agreement
):
    record(organism, agreement, 33, day=date(2026, 6, 3))
    with past_moments.at(past_moments.moment(date(2027, 4, 20))):
        final = make_funder_report(agreement, coordinator, period=YEAR, due_on=date(2027, 6, 30))
        issue_report(report=fill(final, director), by=director, key=uuid.uuid4())

    assert row_of(client_for(coordinator), agreement, day=date(2027, 3, 31))[0]["Fait"] == "33"


def test_the_funder_reads_each_period_once(
    client_for, coordinator, director, funder_agent, organism, interim, agreement
):
    record(organism, agreement, 6, day=date(2026, 10, 2))
    with past_moments.at(past_moments.moment(date(2027, 1, 10))):
        quarter = make_funder_report(
            agreement, coordinator, period=days(10, 3), kind="interim", due_on=date(2027, 1, 31)
        )
        issue_report(report=fill(quarter, director), by=director, key=uuid.uuid4())

    row, page = row_of(client_for(funder_agent), agreement, day=date(2027, 3, 1))

    assert (row["Fait"], row["Part faite"]) == ("30", "50 %")
    assert "24 du 1er avril 2026 au 30 septembre 2026" in page
    assert "6 du 1er octobre 2026 au 31 décembre 2026" in page
    assert "les 2 rapports transmis, chaque jour une fois, jusqu’au 31 décembre 2026" in page


def test_a_declaration_says_which_report_and_which_day(client_for, coordinator, director, agreement):
    promise(agreement, "V1.04", 60)
    with past_moments.at(past_moments.moment(date(2026, 10, 12))):
        report = make_funder_report(
            agreement, coordinator, period=days(4, 6), kind="interim", due_on=date(2026, 10, 31)
        )
        answer(report, "a1", coordinator, 31)
        issue_report(report=fill(report, director), by=director, key=uuid.uuid4())

    row, page = row_of(client_for(coordinator), agreement, "V1.04")

    assert row["Fait"] == "au moins 31"
    assert "au moins : déclaré du 1er avril 2026 au 30 septembre 2026" in page
    assert "transmis le 12 octobre 2026" in page


def test_monthly_cumuls_are_not_added(client_for, organism, funder, funder_agent, coordinator, director):
    made = factories.make_agreement(organism, funder, "SQ-2026", programme_key="aide-emploi", start=date(2026, 4, 1))
    Target.objects.create(
        year=made.years.get(number=1), indicator=Indicator.objects.get(code="V2.05"), value=Decimal(40)
    )
    Requirement.objects.create(agreement=made, kind="monthly", period_from_month=4, period_months=1, due_after_days=10)
    for month, people in ((4, 9), (5, 4)):
        factories.make_activity(organism, "Mesure SSI", day=date(2026, month, 15), immigrants=people, agreements=[made])
        report = make_funder_report(made, coordinator, period=days(month, 1), kind="monthly")
        issue_report(report=fill(report, director), by=director, key=uuid.uuid4())

    for who in (coordinator, funder_agent):
        assert row_of(client_for(who), made, "V2.05", day=date(2026, 6, 10))[0]["Fait"] == "13"
