"""The days that a requirement makes, in words: listed while they are few."""

from datetime import date, timedelta

import pytest

from agreements.deliverables.planned_days import PlannedDay, days_words, mark_of, written_words


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


def test_other_days_have_another_mark():
    assert mark_of(planned(2)) == mark_of(planned(2))
    assert len({mark_of(planned(number)) for number in range(4)}) == 4
