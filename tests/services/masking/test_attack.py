"""What is hidden cannot be computed back: by programmes, by trying every number, from paper to paper."""

from dataclasses import replace

import pytest

from services.masking.memory import published, recall
from services.masking.protection import protect
from services.masking.tables import ALL, Standing, Tables
from tests.services.masking import worlds
from tests.services.masking.attacker import FEW, Printed, bounds, every_table, printed

# A small part of what `./bin/bench masking` runs: 10 000 tables, 200 sequences
TABLES, SEQUENCES = 40, 12
LARGER = 10


def found_out(page, tables, keys, threshold=FEW, *, whole=True) -> list:
    """The small cells of which an attacker excludes nobody, or the threshold and more; and what it computes exactly."""
    known = bounds(page, keys, whole=whole)
    few = [key for key in keys if 0 < tables.cells[key].value < threshold]
    told = [key for key in few if known[key].low > 0 or known[key].is_under(threshold)]
    return told + [key for key in keys if known[key].is_recovered]


def hidden_small(tables, hidden, threshold=FEW) -> list:
    return [key for key in hidden if tables.cells[key].value < threshold]


@pytest.mark.parametrize(("threshold", "tables_tried"), [(FEW, TABLES), (LARGER, TABLES // 2)])
def test_no_hidden_cell_of_random_linked_tables_is_computed_back_and_before_most_were(
    threshold, tables_tried, settings
):
    settings.MASKING_THRESHOLDS = dict.fromkeys(settings.MASKING_THRESHOLDS, threshold)
    before = small = 0
    for seed in range(tables_tried):
        tables = worlds.linked_tables(seed, threshold)
        masking = protect(tables, threshold)
        hidden = masking.hidden
        assert masking.withheld == frozenset()
        assert {key for key, cell in tables.cells.items() if 0 < cell.value < threshold} <= hidden
        assert not [key for key in hidden if not tables.cells[key].value]
        assert found_out(printed(tables, hidden), tables, sorted(hidden, key=str), threshold) == [], seed
        small += masking.small
        # The fault that this test must see: parts hidden axis by axis
        fault = worlds.masked_axis_by_axis(tables)
        told = found_out(printed(tables, fault), tables, hidden_small(tables, fault, threshold), threshold)
        before += len(told)
    assert small > tables_tried * 2
    assert before > small / 3


def test_what_a_smaller_threshold_hides_does_not_hold_for_a_larger_one():
    """The fault of a door that kept its five: cells of 5 to 9 are shown, and those of 1 to 4 are known to be few."""
    shown = told = 0
    for seed in range(10):
        tables = worlds.linked_tables(seed, LARGER)
        hidden = protect(tables, FEW).hidden
        shown += sum(FEW <= cell.value < LARGER for key, cell in tables.cells.items() if key not in hidden)
        keys = sorted(hidden, key=str)
        told += len(found_out(printed(tables, hidden), tables, keys, LARGER, whole=False))
    assert shown > 10
    assert told > 10


@pytest.mark.parametrize("seed", range(6))
def test_every_whole_number_is_tried_on_small_tables(seed):
    chance = worlds.random.Random(seed)
    values = {(row, column): chance.choice([0, 1, 2, 3, 6, 7]) for row in "ab" for column in "xyz"}
    tables = Tables()
    tables.lay("t", ["ab", "xyz"], values)
    hidden = protect(tables, FEW).hidden
    page = printed(tables, hidden)
    # Where no total is shown a cell can be as much as one likes: nine stands for it
    seen = {key: set() for key in hidden}
    if len(hidden) <= 6:
        for table in every_table(page, 9):
            for key in hidden:
                seen[key].add(table[key])
        assert [key for key in hidden_small(tables, hidden) if 0 not in seen[key]] == []
        assert [key for key in hidden_small(tables, hidden) if max(seen[key]) < FEW] == []
    assert found_out(page, tables, sorted(hidden, key=str)) == []


def read_one_after_the_other(seed, protects, thresholds=(FEW,)) -> tuple[Tables, dict]:
    """Publish the papers of a sequence, each under the next of these thresholds; return its world and what was seen."""
    world, papers = worlds.sequence(seed, max(thresholds))
    earlier, told = [], {}
    for rank, paper in enumerate(papers):
        now = Tables(dict(world.cells), world.sums, world.grids)
        for key in paper:
            now.cells[key] = replace(now.cells[key], standing=Standing.OFFERED)
        prints = protects(now, earlier, paper, thresholds[rank % len(thresholds)])
        earlier.append(prints)
        told.update({key: value for key, value in prints.items() if value is not None})
    return world, told


def after_what_was_read(tables, earlier, paper, threshold):
    recall(tables, earlier, threshold)
    return published(tables, protect(tables, threshold).hidden)


def each_paper_by_itself(tables, earlier, paper, threshold):
    """The fault: what each paper hides is hidden in it alone, as if nothing else had been read."""
    alone = Tables({key: tables.cells[key] for key in tables.cells if key in paper})
    alone.sums = [one for one in tables.sums if {one.total, *one.parts} <= paper]
    return published(alone, worlds.masked_axis_by_axis(alone))


def without_memory(tables, earlier, paper, threshold):
    """The fault of a threshold that moves: each paper is masked whole under its own, as if it were the first."""
    return published(tables, protect(tables, threshold).hidden)


def given_away(world, told, threshold=FEW) -> list:
    page = Printed({key: told.get(key) for key in world.cells}, [(one.total, one.parts) for one in world.sums])
    keys = [key for key, cell in world.cells.items() if key not in told and 0 < cell.value < threshold]
    known = bounds(page, keys, whole=True)
    return [key for key in keys if known[key].low > 0 or known[key].is_under(threshold)]


def test_no_cell_is_found_from_one_paper_to_the_next_and_before_some_were():
    before = printed_cells = 0
    for seed in range(SEQUENCES):
        world, told = read_one_after_the_other(seed, after_what_was_read)
        printed_cells += len(told)
        assert given_away(world, told) == [], seed
        before += len(given_away(*read_one_after_the_other(seed, each_paper_by_itself)))
    assert printed_cells > 100
    assert before > 10


@pytest.mark.parametrize("thresholds", [(FEW, LARGER), (LARGER, FEW)])
def test_no_small_cell_is_found_while_the_threshold_moves_from_paper_to_paper(thresholds):
    """What was published under another threshold stays read: counts of 1 to 4 are still nobody's to compute."""
    fault = printed_cells = 0
    for seed in range(SEQUENCES):
        world, told = read_one_after_the_other(seed, after_what_was_read, thresholds)
        printed_cells += len(told)
        assert given_away(world, told) == [], seed
        fault += len(given_away(*read_one_after_the_other(seed, without_memory, thresholds)))
    assert printed_cells > 100
    assert fault


def test_what_a_smaller_threshold_published_stays_published_and_the_rest_follows_the_larger_one():
    tables = Tables()
    for key, value in {"before": 7, "now": 8, "more": 30}.items():
        tables.add(key, value)
    tables.add(ALL, 45)
    tables.tie(ALL, ["before", "now", "more"])
    recall(tables, [{"before": 7}], LARGER)
    hidden = protect(tables, LARGER).hidden
    assert "before" not in hidden
    assert {"now"} < hidden


def test_what_a_larger_threshold_hid_stays_hidden_under_a_smaller_one():
    tables = Tables()
    for key, value in {"hidden": 7, "beside": 30, "moved": 26}.items():
        tables.add(key, value)
    tables.add(ALL, 63, Standing.UNSEEN)
    tables.tie(ALL, ["hidden", "beside", "moved"])
    recall(tables, [{"hidden": None, "beside": None, "moved": 20}], FEW)
    assert protect(tables, FEW).hidden == {"hidden", "beside"}


def test_a_region_taken_from_its_network_and_a_year_from_the_next():
    """Three regions of which one is small: two shown and their sum would be the third."""
    tables = Tables()
    tables.lay("t", [["01", "02", "08"], ["2024", "2025"]], {
        ("01", "2024"): 40, ("02", "2024"): 30, ("08", "2024"): 3, ("01", "2025"): 41, ("02", "2025"): 30,
        ("08", "2025"): 20,
    })  # fmt: skip
    hidden = protect(tables, FEW).hidden
    assert ("t", "08", "2024") in hidden
    assert len([key for key in hidden if key[2] == "2024"]) == 2
    # Both years together minus 2025 would be 2024
    assert len([key for key in hidden if key[1] == "08"]) >= 2
    assert found_out(printed(tables, hidden), tables, sorted(hidden)) == []


def test_what_was_shown_before_may_leave_nothing_to_protect_with_and_the_paper_is_withheld():
    tables = Tables()
    tables.add("region", 12, Standing.KNOWN)
    tables.add("other", 9, Standing.KNOWN)
    tables.add("mine", 3)
    tables.tie("region", ["other", "mine"])
    masking = protect(tables, FEW)
    assert masking.withheld == {"mine"}
    assert masking.hidden == {"mine"}


def test_a_number_that_moved_by_fewer_than_five_is_hidden_and_one_hidden_stays_so():
    tables = Tables()
    for key, value in {"same": 20, "moved": 23, "far": 40, "hidden": 9, "new": 30}.items():
        tables.add(key, value)
    tables.add(ALL, 122, Standing.UNSEEN)
    tables.tie(ALL, ["same", "moved", "far", "hidden", "new"])
    recall(tables, [{"same": 20, "moved": 20, "far": 20, "hidden": None}], FEW)
    assert tables.cells["same"].standing == Standing.KNOWN
    assert protect(tables, FEW).hidden == {"moved", "hidden"}
    assert published(tables, protect(tables, FEW).hidden) == {"moved": None, "far": 40, "hidden": None, "new": 30}
