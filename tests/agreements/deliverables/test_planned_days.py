"""The days that a requirement makes, in words: listed while they are few."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.deliverables.planned_days import PlannedDay, days_words, mark_of, planned_days, written_words
from agreements.models import Requirement


def planned(number) -> list[PlannedDay]:
    firsts = [date(2020 + rank, 4, 1) for rank in range(number)]
    ends = [first.replace(year=first.year + 1) - timedelta(days=1) for first in firsts]
    return [PlannedDay(first, end, end + timedelta(days=91)) for first, end in zip(firsts, ends, strict=True)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 échéance inscrite au calendrier."),
        (1, "1 échéance inscrite au calendrier : 30 juin 2021."),
        (2, "2 échéances inscrites au calendrier : 30 juin 2021, 30 juin 2022."),
        (7, "7 échéances inscrites au calendrier."),
    ],
)
def test_what_was_written_is_said_and_listed_while_it_is_short(number, words):
    assert written_words(planned(number)).replace("\u00a0", " ") == words


def test_six_days_are_listed_and_seven_are_counted():
    assert days_words(planned(6)).endswith("30 juin 2025, 30 juin 2026")
    assert days_words(planned(6)) in written_words(planned(6))
    assert days_words(planned(7)) == "7 échéances, du 30 juin 2021 au 30 juin 2027"


TWO_YEARS = DateRange(date(2024, 4, 1), date(2026, 4, 1))
SPRING = DateRange(date(2024, 4, 15), date(2024, 6, 10))


@pytest.mark.parametrize(
    ("term", "asked", "expected"),
    [
        (
            TWO_YEARS,
            {"kind": "final", "period_months": 12, "due_month": 6, "due_day": 30},
            [("2024-04-01", "2025-03-31", "2025-06-30"), ("2025-04-01", "2026-03-31", "2026-06-30")],
        ),
        (
            TWO_YEARS,
            {"kind": "interim", "period_months": 6, "due_after_days": 45},
            [("2024-04-01", "2024-09-30", "2024-11-14"), ("2025-04-01", "2025-09-30", "2025-11-14")],
        ),
        (
            SPRING,
            {"kind": "monthly", "period_months": 12, "due_after_days": 10},
            [
                ("2024-04-15", "2024-04-30", "2024-05-10"),
                ("2024-05-01", "2024-05-31", "2024-06-10"),
                ("2024-06-01", "2024-06-09", "2024-06-19"),
            ],
        ),
    ],
)
def test_a_requirement_plans_each_period_to_its_last_day_and_when_it_is_due(term, asked, expected):
    days = planned_days(term, Requirement(period_from_month=4, **asked))

    assert [(day.first.isoformat(), day.last.isoformat(), day.due_on.isoformat()) for day in days] == expected


def test_other_days_have_another_mark():
    assert mark_of(planned(2)) == mark_of(planned(2))
    assert len({mark_of(planned(number)) for number in range(4)}) == 4
