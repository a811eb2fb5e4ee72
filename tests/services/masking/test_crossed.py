"""Both senses of a region, its MRCs, the network and the breakdowns, read together: no small number comes back."""

from services.results.by_place.crossed import INSIDE, cross
from services.results.masked_totals import MaskedTotals
from tests.services.masking.attacker import FEW, bounds
from tests.services.masking.crossed_worlds import (
    CODE,
    Reader,
    Row,
    by_home,
    masked_page_by_page,
    masked_together,
    rows_of,
    worked_of,
)

# A part of what `./bin/bench masking` runs
WORLDS = 25


def given_away(reader: Reader, threshold: int = FEW, *, whole: bool = False) -> list:
    """The small numbers of which a reader of every page excludes nobody, or as many as are shown, or that they compute.

    Of a place and a category together no page says anything: only what is computed, or certainly few, counts.
    """
    keys = reader.small()
    known = bounds(reader.printed, keys, whole=whole)
    told = [key for key in keys if known[key].is_recovered or known[key].is_under(threshold)]
    return told + [key for key in keys if not isinstance(key, Row) and known[key].low > 0 and key not in told]


def test_no_number_of_both_senses_is_computed_back_and_page_by_page_many_are():
    small = before = printed = 0
    for seed in range(WORLDS):
        rows = rows_of(seed)
        reader = Reader(rows, masked_together(rows))
        small += len(reader.small())
        printed += sum(value is not None for value in reader.values.values())
        assert given_away(reader, whole=seed % 5 == 0) == [], seed
        before += len(given_away(Reader(rows, masked_page_by_page(rows))))
    assert small > 500
    assert printed > 500
    assert before > small / 20


def test_under_a_larger_threshold_nor_is_any_under_it_and_of_a_page_that_kept_five_many_are(settings):
    larger = 10
    thresholds = dict.fromkeys(settings.MASKING_THRESHOLDS, larger)
    small = fault = 0
    for seed in range(8):
        rows = rows_of(seed)
        kept_five = masked_together(rows)
        settings.MASKING_THRESHOLDS = thresholds
        reader = Reader(rows, masked_together(rows))
        small += len(reader.small())
        assert given_away(reader, larger) == [], seed
        fault += len(given_away(Reader(rows, kept_five), larger))
        settings.MASKING_THRESHOLDS = dict.fromkeys(thresholds, FEW)
    assert small > 150
    assert fault > small / 20


def few_at_home() -> list[Row]:
    return [Row(1, 1, "1a", "", 3), Row(2, 2, "2a", "", 30), Row(2, 1, "1a", "", 12), Row(3, 3, "3a", "", 9)]


def test_where_nothing_protects_a_small_number_nothing_by_place_is_printed():
    """The totals of organisms were printed though one is of 3: whatever is hidden by place, it is known."""
    rows = few_at_home()
    nothing_hidden = MaskedTotals(by_home(rows), {})
    totals = cross({CODE: worked_of(rows)}, nothing_hidden)
    assert totals.withheld == {CODE}
    assert totals.hides(CODE, (INSIDE, 3))
    # A region where nobody worked is not even said to be so
    inside = totals.inside([1, 4])
    assert (CODE in inside.of(4), inside.hides(CODE, 4)) == (True, True)
    assert masked_together(rows).crossed.withheld == frozenset()


def test_a_total_that_moved_between_two_readings_is_withheld_by_place():
    rows = few_at_home()
    later = [*rows, Row(2, 2, "2b", "", 1)]
    homes = masked_together(rows).homes
    assert cross({CODE: worked_of(later)}, homes).withheld == {CODE}
    assert cross({CODE: worked_of(rows)}, homes).withheld == frozenset()


def test_totals_of_organisms_are_hidden_the_same_whatever_the_places():
    rows = rows_of(7)
    elsewhere = [Row(row.home, row.home, "one", row.category, row.number) for row in rows]
    assert masked_together(rows).homes.hidden == masked_together(elsewhere).homes.hidden
