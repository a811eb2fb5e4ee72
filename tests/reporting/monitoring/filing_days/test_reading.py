"""Days of each side: its own days alone, what was undone left out, by year, with their exact middle."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from reporting.models import Report
from reporting.monitoring.filing_days.reading import ACCEPT, APPROVE, ENDORSE, FILE, Spent, read_days
from reporting.monitoring.filing_days.summary import all_stages, stage_days, stages_by
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_funder_report
from tests.reporting.monitoring.filing_days.steps import walk

DUE = date(2026, 6, 30)
TODAY = date(2026, 9, 1)


def day(after: int) -> date:
    return DUE + timedelta(days=after)


def days_of(report: Report, today=TODAY) -> dict:
    return {row.stage: (row.days, row.is_over) for row in read_days(Report.objects.filter(pk=report.pk), today)}


@pytest.fixture
def annual(organism, network):
    return make_annual(organism, network)


@pytest.fixture
def issued(agreement, director):
    return walk(make_funder_report(agreement, director), director, ("issue", "issued", day(0)))


def test_each_side_has_its_own_days(annual, director):
    walk(
        annual,
        director,
        ("submit", "submitted", day(-3)),
        ("return", "returned", day(2)),
        ("submit", "submitted", day(20)),
        ("endorse", "endorsed", day(24)),
        ("approve", "approved", day(31)),
    )
    assert days_of(annual) == {FILE: (-3, True), ENDORSE: (5 + 4, True), APPROVE: (7, True)}


def test_what_still_waits_counts_until_today(annual, director):
    assert days_of(annual, DUE) == {}
    assert days_of(annual, day(1)) == {FILE: (1, False)}
    walk(annual, director, ("submit", "submitted", day(4)))
    assert days_of(annual, day(10)) == {FILE: (4, True), ENDORSE: (6, False)}
    walk(annual, director, ("return", "returned", day(12)))
    assert days_of(annual, day(30)) == {FILE: (4, True)}


def test_a_day_is_that_of_quebec(annual, director):
    walk(annual, director, ("submit", "submitted", day(0)), ("endorse", "endorsed", day(0)))
    late = timezone.make_aware(timezone.datetime(2026, 6, 30, 23, 30))
    Report.objects.filter(pk=annual.pk).update(filed_at=late)
    assert days_of(annual, DUE) == {FILE: (0, True), ENDORSE: (0, True), APPROVE: (0, False)}


def test_what_was_taken_back_decided_nothing(annual, director):
    walk(
        annual,
        director,
        ("submit", "submitted", day(0)),
        ("endorse", "endorsed", day(1)),
        ("take_back", "submitted", day(2)),
    )
    assert days_of(annual, day(9)) == {FILE: (0, True), ENDORSE: (1 + 7, False)}
    walk(annual, director, ("endorse", "endorsed", day(10)))
    assert days_of(annual, day(10)) == {FILE: (0, True), ENDORSE: (1 + 8, True), APPROVE: (1 + 0, False)}


def test_an_endorsement_that_nobody_gave_has_no_days(annual, director):
    walk(annual, director, ("submit", "submitted", day(0)), ("skip_endorsement", "endorsed", day(0)))
    assert days_of(annual, day(3)) == {FILE: (0, True), APPROVE: (3, False)}


def test_a_funder_counts_while_the_organism_does_not_answer_it(issued, director):
    walk(
        issued,
        director,
        ("ask", "asked", day(5)),
        ("reply", "issued", day(25)),
        ("reserve", "reserve", day(28)),
    )
    assert days_of(issued) == {FILE: (0, True), ACCEPT: (5 + 3, True)}


def test_a_letter_that_was_contested_accepted_nothing(issued, director):
    walk(issued, director, ("accept", "accepted", day(4)), ("contest", "asked", day(6)))
    assert days_of(issued) == {FILE: (0, True)}


def test_a_contest_that_was_taken_back_leaves_the_acceptance(issued, director):
    walk(
        issued,
        director,
        ("accept", "accepted", day(4)),
        ("contest", "asked", day(6)),
        ("take_back", "accepted", day(6)),
    )
    assert days_of(issued) == {FILE: (0, True), ACCEPT: (4, True)}


def test_a_report_that_comes_again_waits_again(annual, director):
    walk(
        annual,
        director,
        ("submit", "submitted", day(0)),
        ("endorse", "endorsed", day(2)),
        ("return", "returned", day(3)),
        ("submit", "submitted", day(10)),
    )
    assert days_of(annual, day(50)) == {FILE: (0, True), ENDORSE: (2 + 40, False)}
    walk(annual, director, ("endorse", "endorsed", day(51)), ("approve", "approved", day(52)))
    assert days_of(annual, day(52)) == {FILE: (0, True), ENDORSE: (2 + 41, True), APPROVE: (1 + 1, True)}
    walk(annual, director, ("reopen", "returned", day(60)), ("submit", "submitted", day(61)))
    walk(annual, director, ("endorse", "endorsed", day(61)))
    assert days_of(annual, day(70)) == {FILE: (0, True), ENDORSE: (2 + 41, True), APPROVE: (2 + 9, False)}


def test_an_excused_report_has_no_days(annual, network):
    Report.objects.filter(pk=annual.pk).update(excused_at=timezone.now(), excused_by=network, excused_reason="Fermé")
    assert days_of(annual) == {}


def test_two_queries_whatever_the_number(annual, issued, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = read_days(Report.objects.all(), TODAY)
    assert {(row.report_id, row.year) for row in rows} >= {(annual.pk, 2025), (issued.pk, 2025)}


def spent(stage, days, *, year=2025, over=True) -> Spent:
    return Spent(stage, 1, 1, 1, year, days, over)


def test_the_middle_is_a_whole_or_a_half_day():
    odd = stage_days(ENDORSE, [spent(ENDORSE, days) for days in (1, 9, 4)])
    even = stage_days(ENDORSE, [spent(ENDORSE, days) for days in (1, 4)])
    assert (odd.middle, odd.words, odd.longest) == (4, "4\u00a0j", 9)
    assert (even.middle, even.words) == (Fraction(5, 2), "2,5\u00a0j")


def test_what_still_waits_is_said_beside_the_middle():
    summary = stage_days(APPROVE, [spent(APPROVE, 3), spent(APPROVE, 40, over=False), spent(ENDORSE, 90)])
    assert (summary.over, summary.middle, summary.waiting, summary.waiting_longest) == (1, 3, 1, 40)


def test_nothing_over_is_said_by_a_dash():
    summaries = all_stages([spent(FILE, 3, over=False)])
    assert [(stage.key, summary.words) for stage, summary in summaries.items()] == [
        ("file", "–"), ("endorse", "–"), ("approve", "–"), ("accept", "–"),
    ]  # fmt: skip
    assert (summaries[FILE].waiting, summaries[ENDORSE].longest) == (1, None)


def test_a_filing_says_before_or_after_its_day():
    assert [stage_days(FILE, [spent(FILE, days)]).words for days in (-3, 0, 2)] == [
        "3\u00a0j avant", "0\u00a0j", "2\u00a0j après",
    ]  # fmt: skip


def test_years_are_summed_apart():
    rows = [spent(ENDORSE, 2, year=2024), spent(ENDORSE, 6), spent(ENDORSE, 8)]
    by_year = stages_by(lambda row: row.year, rows)
    assert {year: stages[ENDORSE].middle for year, stages in by_year.items()} == {2024: 2, 2025: 7}
