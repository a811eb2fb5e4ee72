"""The numbers of a paper tied to those of earlier ones: a reader lays the versions of a report side by side. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from services.masking.tables import Standing, Tables

# A line, and of one of its parts the axis and its own key; both blank of the line itself
Place = tuple[str, str, str]
Numbers = Mapping[Place, Decimal]
# A place, and those that add up to it
Addition = tuple[Place, tuple[Place, ...]]


@dataclass(frozen=True)
class Printed:
    """What papers said of the same days. `numbers`: all that each of them counted, what it hid among them.

    `shown`: the numbers that one of them at least printed.
    """

    numbers: tuple[Numbers, ...] = ()
    shown: frozenset[tuple[Place, Decimal]] = frozenset()

    def hid_parts(self, line_key: str, axis: str) -> bool:
        """Whether a number of this axis was never printed."""
        rows = (row for numbers in self.numbers for row in numbers.items() if row[0][:2] == (line_key, axis))
        return any(row not in self.shown for row in rows)


@dataclass(frozen=True)
class EarlierPapers:
    """What a reader has of the days that a report counts, and of the period before."""

    now: Printed = field(default_factory=Printed)
    before: Printed = field(default_factory=Printed)


def place_of(line_key: str) -> Place:
    return (line_key, "", "")


def axis_of(axis: Mapping) -> tuple[str, list[dict]]:
    """Return an axis of a frozen figure, by the key of its first part as its words have a language, and all its rows"""
    rows = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    return rows[0]["key"], rows


def is_count(value: Decimal) -> bool:
    return value >= 0 and value == value.to_integral_value()


def link(
    now: Numbers,
    additions: Collection[Addition],
    papers: Printed,
    *,
    hidden: Collection[Place] = (),
    known: Collection[Place] = (),
) -> Tables:
    """Return the numbers of now and of earlier papers, tied by what adds up in each; a cell is (place, number).

    A number that did not change is one cell: a reader takes it for the same. `hidden`, `known`: the places that are
    hidden now whatever is found, and those that are shown.
    """
    tables, tied = Tables(), set()
    for numbers in (now, *papers.numbers):
        for total, terms in additions:
            parts = tuple(term for term in terms if term in numbers)
            cells = [(place, numbers[place]) for place in (total, *parts) if place in numbers]
            if not _adds_up([value for _, value in cells], len(parts)) or tuple(cells) in tied:
                continue
            for place, value in cells:
                is_now = now.get(place) == value
                is_read = (place, value) in papers.shown or (is_now and place in known)
                standing = Standing.KNOWN if is_read else Standing.OFFERED if is_now else Standing.UNSEEN
                tables.add((place, value), int(value), standing, stays_hidden=is_now and place in hidden)
            tables.tie(cells[0], cells[1:])
            tied.add(tuple(cells))
    return tables


def _adds_up(values: list[Decimal], parts: int) -> bool:
    """Whether the first of these counts is the sum of the others, of which none is lacking."""
    return 0 < parts == len(values) - 1 and all(map(is_count, values)) and values[0] == sum(values[1:])
