"""A proof is another table of whole numbers that keeps every sum: what it says, and how one is searched."""

import numpy as np
import pytest

from services.masking.evidence import Evidence
from services.masking.polytope import Polytope, halves

# Two parts of 3 and 4, and their total
SUMS = [(2, (0, 1))]
VALUES = np.array([3, 4, 7])
FREE = np.inf


def asked(down=(3, 4, 0), up=(2, 1, 0)) -> Evidence:
    return Evidence(Polytope(3, SUMS), VALUES, np.array(down), np.array(up))


def bounds(*pairs) -> tuple:
    return tuple(np.array(side, dtype=float) for side in zip(*pairs, strict=True))


ALL_ASKED = [(1, -4), (0, -3), (0, 2), (1, 1)]
PARTS_HIDDEN, ONE_HIDDEN = np.array([True, True, False]), np.array([True, False, False])


def test_what_asks_most_is_missing_first_and_a_cell_that_asks_nothing_never():
    evidence = asked()
    assert evidence.missing() == ALL_ASKED
    assert [evidence.is_proven(place) for place in range(3)] == [False, False, True]


def test_a_change_proves_by_its_opposite_and_several_times_while_no_count_is_below_nothing():
    evidence = asked()
    evidence.add(np.array([1.0, -1.0, 0.0]))
    assert evidence.missing() == []
    assert all((VALUES + change >= 0).all() for change in evidence.changes)
    farther = asked(down=(3, 5, 0), up=(5, 1, 0))
    farther.add(np.array([1.0, -1.0, 0.0]))
    # The second cannot lose five of its four, nor the first take five from it
    assert farther.missing() == [(0, 5), (1, -5)]


def test_of_one_cell_both_less_and_more_are_to_be_proven():
    evidence = asked(down=(3, 0, 0), up=(2, 0, 0))
    evidence.add(np.array([2.0, 0.0, 2.0]))
    assert evidence.missing() == [(0, -3)]
    assert not evidence.is_proven(0)
    evidence.add(np.array([-3.0, 0.0, -3.0]))
    assert evidence.is_proven(0)


def test_a_proof_is_searched_among_hidden_cells_alone():
    assert asked().holds(PARTS_HIDDEN)
    assert not asked().holds(ONE_HIDDEN)
    assert asked().look(PARTS_HIDDEN) == []
    assert asked().look(ONE_HIDDEN) == ALL_ASKED
    # Hidden with its total, a cell moves, and the other is known
    with_total = np.array([True, False, True])
    assert asked().look(with_total) == [(1, -4), (1, 1)]


def test_what_one_more_shown_cell_takes_away_is_to_be_proven_again():
    evidence = asked()
    evidence.look(PARTS_HIDDEN)
    assert evidence.without(2).missing() == []
    assert evidence.without(0).missing() == ALL_ASKED


def test_the_farthest_change_keeps_sums_and_bounds_and_none_is_said_so():
    polytope = Polytope(3, SUMS)
    gains = np.array([1.0, 0.0, 0.0])
    change, is_whole = polytope.farthest(gains, *bounds((-3, FREE), (-4, FREE), (0, 0)))
    assert (list(change), is_whole) == ([4, -4, 0], True)
    change, is_whole = polytope.farthest(-gains, *bounds((-3, FREE), (-4, FREE), (-7, FREE)))
    assert (change[0], change[0] + change[1] == change[2]) == (-3, True)
    assert polytope.farthest(gains, *bounds((5, 5), (-4, FREE), (0, 0))) == (None, False)
    assert polytope.solved == 3
    assert list(polytope.farthest_whole(gains, *bounds((-3, FREE), (-4, FREE), (0, 0)))) == [4, -4, 0]
    assert list(polytope.farthest_whole(-gains, *bounds((-3, FREE), (-4, FREE), (0, 0)))) == [-3, 3, 0]


# Three parts, each two of them in a sum that grows by one: each grows by a half
TRIANGLE = [(3, (0, 1)), (4, (1, 2)), (5, (0, 2))]
BY_ONE = bounds(*[(-9, 9)] * 3, *[(1, 1)] * 3)
BY_TWO = bounds(*[(-9, 9)] * 3, *[(2, 2)] * 3)


def test_a_change_of_halves_is_said_not_to_be_whole_and_whole_ones_are_searched_apart():
    polytope, nothing = Polytope(6, TRIANGLE), np.zeros(6)
    change, is_whole = polytope.farthest(nothing, *BY_ONE)
    assert (list(change), is_whole) == ([0.5] * 3 + [1] * 3, False)
    assert polytope.farthest_whole(nothing, *BY_ONE) is None
    assert list(polytope.farthest_whole(nothing, *BY_TWO)) == [1] * 3 + [2] * 3
    change, is_whole = polytope.farthest(nothing, *BY_ONE)
    assert (list(change), is_whole) == ([0.5] * 3 + [1] * 3, False)


def test_what_is_added_and_what_is_taken_cost_apart_and_keep_the_sums_together():
    program = halves(3, SUMS)
    lower = np.array([2.0, 0, 0, 0, 0, 0])
    upper = np.array([2.0, FREE, FREE, 0, 4, 7])
    # Two more in the first part: from the other part, or by a total of two more, whichever is cheaper
    dear_total, _ = program.farthest(-np.array([1.0, 1, 9, 1, 1, 9]), lower, upper)
    dear_part, is_whole = program.farthest(-np.array([1.0, 9, 1, 1, 9, 1]), lower, upper)
    assert (list(dear_total), list(dear_part)) == ([2, 0, 0, 0, 2, 0], [2, 0, 2, 0, 0, 0])
    assert is_whole


def test_the_search_writes_nothing_on_the_console(capfd):
    asked().look(PARTS_HIDDEN)
    polytope = Polytope(6, TRIANGLE)
    polytope.farthest_whole(np.zeros(6), *BY_TWO)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("is_quick", [True, False])
@pytest.mark.parametrize(("far", "missing"), [(1, [(0, -1), (0, 1)]), (2, [])])
def test_half_of_somebody_proves_nothing(far, missing, is_quick):
    """The first is twice each of two others: to move it by one, each would move by a half."""
    polytope = Polytope(4, [(0, (1, 2)), (None, (1, 3)), (None, (2, 3))])
    asked = np.array([far, 0, 0, 0])
    evidence = Evidence(polytope, np.array([8, 4, 4, 4]), asked, asked)
    assert evidence.look(np.ones(4, dtype=bool), is_quick=is_quick) == missing
    assert all(not change.any() or change[0] == 2 * change[1] for change in evidence.changes)
