"""The numbers of a paper tied to those of earlier ones: a reader lays the versions of a report side by side. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from reporting.engine.form.spec import LineSpec
from reporting.models import Line, LineTerm
from services.masking.tables import Standing, Tables

# A line, and of one of its parts the words of the axis in French and its own key; both blank of the line itself
Place = tuple[str, str, str]
Numbers = Mapping[Place, Decimal]
# A place, and those that add up to it
Addition = tuple[Place, tuple[Place, ...]]


@dataclass(frozen=True)
class Paper:
    """`numbers`: all that it counts, what it hides among them; `additions`: what may add up in it."""

    numbers: Numbers
    additions: Sequence[Addition] = ()


@dataclass(frozen=True)
class Printed:
    """What papers said of the same days. `shown`: each number that one of them at least printed.

    `masked`: the lines, rates too, whose number one of them hid.
    """

    papers: tuple[Paper, ...] = ()
    shown: frozenset[tuple[Place, Decimal]] = frozenset()
    masked: frozenset[str] = frozenset()

    @cached_property
    def unprinted(self) -> frozenset[tuple[Place, Decimal]]:
        """Every number that a paper counted and none printed."""
        return frozenset(row for paper in self.papers for row in paper.numbers.items()) - self.shown

    def within(self, line_key: str, axis: str) -> "Printed":
        """Return the same, with what adds up in one axis alone; both blank: in the lines."""
        own = (
            Paper(paper.numbers, [tie for tie in paper.additions if _lies_in(tie, line_key, axis)])
            for paper in self.papers
        )
        return replace(self, papers=tuple(own))

    def hid_parts(self, line_key: str, axis: str) -> bool:
        """Whether a number of this axis was never printed."""
        return any(place[:2] == (line_key, axis) for place, _ in self.unprinted)


@dataclass(frozen=True)
class EarlierPapers:
    """What a reader has of the days that a report counts, and of the period before."""

    now: Printed = field(default_factory=Printed)
    before: Printed = field(default_factory=Printed)


def place_of(line_key: str) -> Place:
    return (line_key, "", "")


def is_count(value: Decimal) -> bool:
    return value >= 0 and value == value.to_integral_value()


def rows_of(axis: Mapping) -> list[dict]:
    """Return the parts of an axis of a figure, and what none of them holds."""
    return [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]


def additions_of(lines: Collection[LineSpec]) -> list[Addition]:
    """Return which lines of a form add up to which: the terms of a sum, the lines under another.

    A line less others adds up with these to what it is taken from.
    """
    additions = []
    for line in lines:
        terms = [term for term in line.line_terms if term.reading == LineTerm.Reading.NOW]
        plus = [place_of(term.line_key) for term in terms if term.sign > 0]
        minus = [place_of(term.line_key) for term in terms if term.sign < 0]
        if line.kind != Line.Kind.RATIO and plus and not minus:
            additions.append((place_of(line.key), tuple(plus)))
        elif line.kind != Line.Kind.RATIO and len(plus) == 1:
            additions.append((plus[0], (place_of(line.key), *minus)))
        under = [place_of(row.key) for row in lines if row.parent_key == line.key and row.unit == line.unit]
        if under:
            additions.append((place_of(line.key), tuple(under)))
    return additions


def link(now: Paper, printed: Printed, *, hidden: Collection[Place] = (), known: Collection[Place] = ()) -> Tables:
    """Return the numbers of now and of earlier papers, tied by what adds up in each; a cell is (place, number).

    A number that did not change is one cell: a reader takes it for the same. `hidden`, `known`: the places that are
    hidden now whatever is found, and those that are shown.
    """
    tables, tied = Tables(), set()
    for paper in (now, *printed.papers):
        for total, terms in paper.additions:
            parts = tuple(term for term in terms if term in paper.numbers)
            cells = [(place, paper.numbers[place]) for place in (total, *parts) if place in paper.numbers]
            if not _adds_up([value for _, value in cells], len(parts)) or tuple(cells) in tied:
                continue
            for place, value in cells:
                is_now = now.numbers.get(place) == value
                is_read = (place, value) in printed.shown or (is_now and place in known)
                standing = Standing.KNOWN if is_read else Standing.OFFERED if is_now else Standing.UNSEEN
                tables.add((place, value), int(value), standing, stays_hidden=is_now and place in hidden)
            tables.tie(cells[0], cells[1:])
            tied.add(tuple(cells))
    return tables


def _lies_in(addition: Addition, line_key: str, axis: str) -> bool:
    """Whether what adds up are the parts of this axis of a line, or lines when there is no axis."""
    total, parts = addition
    return {(total[0], part[1]) == (line_key, axis) if axis else not part[1] for part in parts} == {True}


def _adds_up(values: list[Decimal], parts: int) -> bool:
    """Whether the first of these counts is the sum of the others, of which none is lacking."""
    return 0 < parts == len(values) - 1 and all(map(is_count, values)) and values[0] == sum(values[1:])
