"""The drawing of the time line: inside its frame, in order, and saying the same days as its table."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.stability.signature_days import Term
from agreements.stability.timeline_chart import draw
from tests.agreements.stability.test_stability import DAYS, programmes

WORDS = ("Titre", "Ce qu’on voit")
TODAY = date(2026, 11, 22)


def drawn(terms, *, day=TODAY, width=340):
    return draw(terms, lambda term: f"Programme {term.id}", day=day, width=width, words=WORDS)


def term(key=1, start=date(2023, 4, 1), end=date(2026, 4, 1), **more):
    return Term(key, 1, 1, start, end, **{"signed_on": start, **more})


def kinds(spans) -> list[str]:
    return [bar.kind for bar in spans.bars]


@given(programmes(), DAYS, st.sampled_from([340, 900]))
def test_nothing_is_drawn_outside_the_frame(terms, day, width):
    spans = drawn(terms, day=day, width=width)
    for bar in spans.bars:
        assert 0 <= float(bar.x) <= width
        assert float(bar.x) + float(bar.width) <= width + 1
        assert float(bar.y) + float(spans.bar) <= float(spans.height)
    for mark in spans.marks:
        half = len(mark.words) * 3.6
        assert float(mark.x) - half >= -0.1
        assert float(mark.x) + half <= width + 0.1
    assert 0 <= float(spans.today) <= width


@given(programmes(), DAYS)
def test_coordinates_are_numbers_that_no_page_localises(terms, day):
    spans = drawn(terms, day=day)
    numbers = [*(n for bar in spans.bars for n in (bar.x, bar.y, bar.width)), spans.today, spans.height]
    assert all(re.fullmatch(r"\d+(\.\d)?", number) for number in numbers)


@given(programmes(), DAYS)
def test_marks_of_a_row_do_not_cover_one_another(terms, day):
    rows: dict[str, list] = {}
    for mark in drawn(terms, day=day, width=900).marks:
        rows.setdefault(mark.y, []).append((float(mark.x), len(mark.words) * 3.6))
    for marks in rows.values():
        for (left, half), (right, other) in pairwise(marks):
            assert left + half <= right - other + 0.2 or right + other >= 899


@pytest.mark.parametrize(
    ("terms", "expected", "marks"),
    [
        ([term()], ["signed"], []),
        ([term(signed_on=date(2023, 5, 18))], ["unsigned", "signed"], ["47\xa0j"]),
        (
            [term(), term(2, date(2026, 5, 18), date(2029, 4, 1), renews=1)],
            ["signed", "gap", "signed", "signed"],
            ["47\xa0j"],
        ),
        (
            [term(), term(2, date(2026, 5, 18), date(2029, 4, 1), renews=1, signed_on=date(2026, 6, 18))],
            ["signed", "gap", "unsigned", "signed", "signed"],
            ["78\xa0j"],
        ),
        ([term(end=date(2027, 4, 1), signed_on=None)], ["unsigned", "coming"], ["1331\xa0j"]),
        ([term(start=date(2027, 4, 1), end=date(2028, 4, 1), signed_on=None)], ["coming"], []),
    ],
)  # fmt: skip
def test_each_sort_of_day_has_its_bar(terms, expected, marks):
    spans = drawn(terms)
    assert kinds(spans) == expected
    assert [mark.words for mark in spans.marks] == marks


def test_programmes_have_a_row_each_named_by_their_last_agreement():
    terms = [term(), term(2, date(2026, 4, 1), date(2029, 4, 1), renews=1), term(3)]
    spans = drawn(terms)
    assert [name.words for name in spans.names] == ["Programme 2", "Programme 3"]
    assert len({bar.y for bar in spans.bars}) == 2


def test_a_long_name_is_cut_inside_the_frame():
    spans = draw([term()], lambda _: "Ministère " * 20, day=TODAY, width=340, words=WORDS)
    assert spans.names[0].words.endswith("…")
    assert len(spans.names[0].words) * 7.2 <= 340


@pytest.mark.parametrize("end", [date(2099, 12, 31), date(2027, 1, 1)])
def test_a_far_year_does_not_flatten_the_others(end):
    spans = drawn([term(start=date(1991, 1, 1), end=end)])
    years = [int(tick.words) for tick in spans.ticks]
    assert years[0] >= TODAY.year - 6
    assert years[-1] <= TODAY.year + 5


def test_no_agreement_draws_an_empty_frame():
    spans = drawn([])
    assert (spans.bars, spans.names) == ((), ())
    assert spans.title == WORDS[0]


def test_two_drawings_of_a_page_have_marks_of_their_own():
    assert drawn([term()]).id != drawn([term()], width=900).id


def test_the_day_stands_where_its_days_end():
    spans = drawn([term(end=TODAY + timedelta(days=400), signed_on=None)])
    first = spans.bars[0]
    assert float(first.x) + float(first.width) == pytest.approx(float(spans.today), abs=0.2)
