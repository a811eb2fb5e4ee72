"""Small counts of people hidden on the paper of a form that asks it, with what would give them away. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.lines.presenters import LineView
from reporting.models import Line, LineTerm
from reporting.papers.sections.linked_numbers import (
    Addition,
    EarlierPapers,
    Numbers,
    Place,
    Printed,
    axis_of,
    is_count,
    link,
    place_of,
)
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import MASKED, hidden_cells, hidden_parts, is_small
from services.masking.audiences import Audience

PEOPLE = ("personne", "famille", "ménage")
# A line, and the lines that it is computed from
Tie = tuple[LineView, frozenset[str]]


@dataclass(frozen=True)
class Hidden:
    """The keys of the lines whose number is hidden, of this period and of the one before; what papers told of both."""

    now: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    earlier: EarlierPapers = field(default_factory=EarlierPapers)


@dataclass(frozen=True)
class _Number:
    """What a line counts in one of the two periods; `over` of a rate only."""

    value: Decimal
    over: Decimal | None

    @property
    def is_small(self) -> bool:
        """Of a rate, whether one of its terms, or what lies between them, is small."""
        terms = (self.value,) if self.over is None else (self.value, self.over, self.over - self.value)
        return any(_is_small(term) for term in terms)


def _is_small(value: Decimal) -> bool:
    return is_small(value, Audience.FUNDER)


def counts_people(line: LineView) -> bool:
    """Whether a small number of this line could let somebody be recognised; a rate does not say what it is of."""
    return line.kind == Line.Kind.RATIO or (line.line.unit.split(" ")[0] in PEOPLE and not line.line.is_mean)


def may_be_hidden(line: LineView, hidden: Hidden) -> bool:
    """Whether something of a line may be hidden: it counts people, or it is the mean of a hidden number."""
    return counts_people(line) or line.key in hidden.now | hidden.before


def hidden_lines(lines: Iterable[LineView], earlier: EarlierPapers | None = None) -> Hidden:
    """Return the lines to hide: those that are small, and those by which a small one could be computed back.

    A sum or a share of lines, and a line that is the sum of those under it, tie numbers together: one hidden number
    among shown ones is no secret. Nor is one that another version gives back, when what both hide did not change.
    """
    shown = list(lines)
    people, means = [row for row in shown if counts_people(row)], [row for row in shown if row.line.is_mean]
    now = {line.key: _Number(line.value, line.denominator) for line in people if line.value is not None}
    before = {
        line.key: _Number(line.past.value, line.past.denominator)
        for line in people
        if line.past and line.past.value is not None
    }
    earlier = earlier or EarlierPapers()
    return Hidden(
        _with_means(_hidden(people, now, earlier.now), means),
        _with_means(_hidden(people, before, earlier.before), means),
        earlier,
    )


def _with_means(hidden: frozenset[str], means: list[LineView]) -> frozenset[str]:
    """Add the means of a hidden number: it would be the mean times what it is divided by."""
    return hidden | {line.key for line in means if hidden & {term.line_key for term in line.line.line_terms}}


def _hidden(lines: list[LineView], numbers: Mapping[str, _Number], papers: Printed) -> frozenset[str]:
    hidden = {key for key, number in numbers.items() if number.is_small}
    known = {key for key, number in numbers.items() if (place_of(key), number.value) in papers.shown}
    ties = [tie for line in lines for tie in _ties(line, lines, numbers)]
    while more := {key for line, terms in ties for key in _given_away(line, terms, hidden, known, numbers)} or (
        _computed_back(ties, hidden, papers, numbers) - hidden
    ):
        hidden |= more
    return frozenset(hidden)


def _computed_back(
    ties: Iterable[Tie], hidden: Collection[str], papers: Printed, numbers: Mapping[str, _Number]
) -> frozenset[str]:
    """Return what else to hide of lines that add up to others, so that bounds tell of none that it is few."""
    now = {place_of(key): number.value for key, number in numbers.items() if number.over is None}
    additions = [(place_of(line.key), tuple(map(place_of, sorted(terms)))) for line, terms in ties]
    return frozenset(key for key, _, _ in _hidden_places(now, additions, papers, hidden=set(map(place_of, hidden))))


def _hidden_places(now: Numbers, additions: Collection[Addition], papers: Printed, **settled) -> frozenset[Place]:
    tables = link(now, additions, papers, **settled)
    cells = hidden_cells({"numbers": tables}, Audience.FUNDER)["numbers"]
    return frozenset(place for place, value in now.items() if (place, value) in cells)


def _ties(line: LineView, lines: list[LineView], numbers: Mapping[str, _Number]) -> Iterator[Tie]:
    """Return what a line is computed from, as far as it is shown; filed numbers are known from earlier papers."""
    if line.key not in numbers:
        return
    read = {term.line_key for term in line.line.line_terms if term.reading == LineTerm.Reading.NOW}
    if terms := frozenset(read & numbers.keys()):
        yield line, terms
    under = {row.key for row in lines if row.line.parent_key == line.key and row.line.unit == line.line.unit}
    parts = frozenset(under & numbers.keys())
    if parts and sum(numbers[key].value for key in parts) == numbers[line.key].value:
        yield line, parts


def _given_away(
    line: LineView,
    terms: frozenset[str],
    hidden: Collection[str],
    known: Collection[str],
    numbers: Mapping[str, _Number],
) -> set[str]:
    """Return what else must be hidden of a line and its terms: a rate with any of them, of a sum always two.

    The second of a sum is one that no earlier paper printed, if there is one: to hide the others hides nothing.
    """
    concealed = [key for key in (line.key, *terms) if key in hidden]
    shown = [key for key in (line.key, *terms) if key not in hidden and numbers[key].value]
    if not concealed or not shown:
        return set()
    if line.kind == Line.Kind.RATIO and line.key not in hidden:
        return {line.key}
    return {min(shown, key=lambda key: (key in known, numbers[key].value, key))} if len(concealed) == 1 else set()


def hide_small_counts(figure: dict, hidden: Hidden) -> dict:
    """Return the figure of a paper, of a line that counts people, without what is small or gives it away.

    Of its line only what `hidden_lines` chose; its parts are chosen here.
    """
    key = figure["line_key"]
    is_masked, was_masked = key in hidden.now, key in hidden.before
    now = _masked(figure["value"]) if is_masked else figure["value"]
    before = _masked(figure["past"]) if was_masked and figure["past"] else figure["past"]
    more = {"rate": "", "short": False} if is_masked else {}
    # What records counted is in words: nothing tells whether it is small
    more["computed"] = None
    totals = {"total": now["text"]} | ({"past_total": before["text"]} if before else {})
    numbers = (
        ("number", "text", is_masked, hidden.earlier.now),
        ("past_number", "past", was_masked, hidden.earlier.before),
    )
    axes = []
    for axis in figure["bands"]:
        name, rows = axis_of(axis)
        for number, text, is_whole_hidden, papers in numbers:
            values = _values(rows, number)
            masked = set(values) if is_whole_hidden else _hidden_parts(values, (key, name), papers)
            rows = [row | ({number: None, text: said(MASKED)} if row["key"] in masked else {}) for row in rows]
        axes.append({**axis, "rows": rows[: len(axis["rows"])], "rest": rows[-1] if axis["rest"] else None, **totals})
    return {**figure, "value": now, "past": before, "bands": axes, **more}


def _masked(box: dict) -> dict:
    return {"state": box["state"], "text": said(MASKED), "number": None, "numerator": None, "denominator": None}


def _values(rows: list[dict], number: str) -> dict[str, Decimal]:
    values = ((row["key"], decimal_or_none(row[number])) for row in rows)
    return {key: value for key, value in values if value is not None}


def _hidden_parts(values: Mapping[str, Decimal], line_and_axis: tuple[str, str], papers: Printed) -> set[str]:
    """Return which parts of a shown number to hide. Those of a hidden one give it away: all are hidden, zeros too."""
    if not all(map(is_count, values.values())):
        return hidden_parts(values, Audience.FUNDER)
    if not any(map(_is_small, values.values())) and not papers.hid_parts(*line_and_axis):
        return set()
    whole, parts = place_of(line_and_axis[0]), {(*line_and_axis, key): value for key, value in values.items()}
    now = parts | {whole: sum(values.values(), Decimal(0))}
    hidden = _hidden_places(now, [(whole, tuple(parts))], papers, known={whole})
    return {key for *_, key in hidden}
