"""How far a report had come on a day, from its steps: what comes back goes back, what is taken back too."""

from datetime import date, timedelta

import pytest

from network.portrait.sections.filing.ways import Issued, Reached, Way, counted

OPENED = date(2026, 4, 20)


def day(after: int) -> date:
    return OPENED + timedelta(days=after)


def way(*steps, **more) -> Way:
    return Way(2025, OPENED, [(day(after), state) for after, state in steps], **more)


@pytest.mark.parametrize(
    ("seen", "reached"),
    [
        (0, Reached.BEGUN),
        (9, Reached.BEGUN),
        (10, Reached.READY),
        (20, Reached.FILED),
        (30, Reached.ENDORSED),
        (40, Reached.FILED),
        (50, Reached.ENDORSED),
        (59, Reached.ENDORSED),
        (60, Reached.APPROVED),
        (70, Reached.CONSOLIDATED),
        (80, Reached.FILED),
    ],
)
def test_an_annual_report_on_each_day(seen, reached):
    report = way(
        (10, "to_certify"),
        (20, "submitted"),
        (30, "endorsed"),
        (40, "returned"),
        (45, "submitted"),
        (50, "endorsed"),
        (60, "approved"),
        (80, "returned"),
        is_begun=True,
        consolidated_on=day(70),
    )
    assert report.reached(day(seen)) == reached


def test_the_last_of_two_steps_of_a_day_is_the_one_that_stands():
    assert way((5, "submitted"), (5, "endorsed")).reached(day(5)) == Reached.ENDORSED


def test_a_report_that_nobody_began_is_asked_and_no_further():
    assert way().reached(day(400)) == Reached.ASKED
    assert way(is_begun=True).reached(day(400)) == Reached.BEGUN


@pytest.mark.parametrize(
    ("state", "issued"),
    [
        ("draft", Issued.BEGUN),
        ("submitted", Issued.BEGUN),
        ("approved", Issued.BEGUN),
        ("issued", Issued.ISSUED),
        ("asked", Issued.ISSUED),
        ("accepted", Issued.ACCEPTED),
        ("reserve", Issued.ACCEPTED),
    ],
)
def test_a_funders_report_by_its_state(state, issued):
    assert way((1, state), is_begun=True).issued(day(1)) == issued
    assert way((1, state)).issued(day(0)) == Issued.DUE


def test_what_is_excused_is_asked_until_that_day():
    excused = way(excused_on=day(10))
    assert [excused.is_asked(day(after)) for after in (-1, 0, 9, 10)] == [False, True, True, False]


def test_each_step_counts_those_that_came_further():
    reached = [Reached.ASKED, Reached.FILED, Reached.FILED, Reached.CONSOLIDATED]
    assert counted(reached, Reached) == [4, 3, 3, 3, 1, 1, 1]
    assert counted([], Issued) == [0, 0, 0, 0]
