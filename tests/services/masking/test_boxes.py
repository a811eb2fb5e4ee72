"""The first choice in a large table: of all boxes along which a cell can move, the cheapest, and it keeps every sum."""

import random
from itertools import product

import numpy as np
import pytest

from services.masking.boxes import Grid
from services.masking.tables import ALL, Tables

SHAPES = [(3, 3), (4, 3), (3, 4), (3, 3, 3), (2, 3, 4)]
SEEDS = range(30)


class World:
    """A table with its totals as the last place of each axis; some cells are shown, and move in no box."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.shape = chance.choice(SHAPES)
        tables = Tables()
        axes = [[*range(size - 1)] for size in self.shape]
        tables.lay("t", axes, {place: chance.choice([0, 1, 3, 6, 9]) for place in product(*axes)})
        places = list(np.ndindex(*self.shape))
        named = {place: tuple(ALL if rank == size - 1 else rank for rank, size in zip(place, self.shape, strict=True))
                 for place in places}  # fmt: skip
        values = {place: tables.cells["t", *named[place]].value for place in places}
        self.moving = [place for place in places if values[place] and chance.random() < 0.85]
        chance.shuffle(self.moving)
        columns = np.full(self.shape, -1)
        for rank, place in enumerate(self.moving):
            columns[place] = rank
        self.values = np.array([values[place] for place in self.moving], dtype=np.int64)
        self.price = np.array([chance.choice([0.0001, 1.0, 2.5, 4.0, 7.0]) for _ in self.moving])
        self.grid = Grid(columns, self.values)
        self.value_at, self.price_at = ({place: float(row[rank]) for rank, place in enumerate(self.moving)}
                                        for row in (self.values, self.price))  # fmt: skip

    def is_total(self, axis: int, rank: int) -> bool:
        return rank == self.shape[axis] - 1

    def box(self, place, other) -> dict:
        """The corners of a box with their signs: two inner places of an axis go against each other."""
        corners = {}
        for corner in product(*zip(place, other, strict=True)):
            against = [
                axis
                for axis, rank in enumerate(corner)
                if rank != place[axis] and not self.is_total(axis, rank) and not self.is_total(axis, place[axis])
            ]
            corners[corner] = -1 if len(against) % 2 else 1
        return corners

    def costs(self, place, down: int, up: int) -> list[float]:
        """What each box costs beside the cell itself, when all its corners can move so far."""
        found = []
        for other in product(*map(range, self.shape)):
            if any(mine == theirs for mine, theirs in zip(place, other, strict=True)):
                continue
            beside = {corner: sign for corner, sign in self.box(place, other).items() if corner != place}
            if all(self.value_at.get(corner, -1) >= (up if sign < 0 else down) for corner, sign in beside.items()):
                found.append(sum(self.price_at[corner] for corner in beside))
        return found


def test_the_cheapest_box_of_each_cell_is_chosen_and_none_where_there_is_none():
    chosen = 0
    for seed in SEEDS:
        world = World(seed)
        places = dict(world.grid.places())
        assert places == dict(enumerate(world.moving))
        for rank, place in places.items():
            for down, up in ((1, 4), (3, 2), (0, 1), (2, 0)):
                corners = world.grid.cheapest(place, down, up, world.price)
                costs = world.costs(place, down, up)
                assert (corners is None) == (not costs)
                if corners:
                    chosen += 1
                    assert corners[0] == (rank, 1)
                    assert sum(world.price[corner] for corner, _ in corners[1:]) == pytest.approx(min(costs))
    assert chosen > 500


@pytest.mark.parametrize("seed", SEEDS)
def test_what_moves_along_a_box_keeps_every_sum_and_leaves_no_count_below_nothing(seed):
    world = World(seed)
    for rank, place in world.grid.places():
        corners = world.grid.cheapest(place, 2, 3, world.price)
        if corners is None:
            continue
        change = np.zeros(world.shape, dtype=np.int64)
        for corner, sign in corners:
            change[world.moving[corner]] += sign
        assert len(dict(corners)) == 2 ** len(world.shape)
        for axis in range(len(world.shape)):
            total = np.take(change, -1, axis)
            inner = np.take(change, range(world.shape[axis] - 1), axis).sum(axis)
            assert (total == inner).all()
        for corner, sign in corners:
            if corner != rank:
                assert world.values[corner] >= (3 if sign < 0 else 2)
