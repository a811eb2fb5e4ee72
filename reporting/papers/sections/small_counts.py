"""Small counts of people hidden on the paper of a form that asks it, with what would give them away. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reporting.lines.presenters import LineView
from reporting.models import Line, LineTerm
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import MASKED, hidden_cells, hidden_parts, is_small
from services.masking.audiences import Audience
from services.masking.tables import Standing, Tables

PEOPLE = ("personne", "famille", "ménage")


@dataclass(frozen=True)
class Hidden:
    """The keys of the lines whose number is hidden, of this period and of the one before."""

    now: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()


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


def hidden_lines(lines: Iterable[LineView]) -> Hidden:
    """Return the lines to hide: those that are small, and those by which a small one could be computed back.

    A sum or a share of lines, and a line that is the sum of those under it, tie numbers together: one hidden number
    among shown ones is no secret.
    """
    shown = list(lines)
    people, means = [row for row in shown if counts_people(row)], [row for row in shown if row.line.is_mean]
    now = {line.key: _Number(line.value, line.denominator) for line in people if line.value is not None}
    before = {
        line.key: _Number(line.past.value, line.past.denominator)
        for line in people
        if line.past and line.past.value is not None
    }
    return Hidden(*(_with_means(_hidden(people, numbers), means) for numbers in (now, before)))


def _with_means(hidden: frozenset[str], means: list[LineView]) -> frozenset[str]:
    """Add the means of a hidden number: it would be the mean times what it is divided by."""
    return hidden | {line.key for line in means if hidden & {term.line_key for term in line.line.line_terms}}


def _hidden(lines: list[LineView], numbers: Mapping[str, _Number]) -> frozenset[str]:
    hidden = {key for key, number in numbers.items() if number.is_small}
    ties = [tie for line in lines for tie in _ties(line, lines, numbers)]
    sums = {line.key: terms for line, terms in ties if _is_sum(line, terms, numbers)}
    while more := {key for line, terms in ties for key in _given_away(line, terms, hidden, numbers)} or (
        _computed_back(sums, hidden, numbers) - hidden
    ):
        hidden |= more
    return frozenset(hidden)


def _is_sum(line: LineView, terms: frozenset[str], numbers: Mapping[str, _Number]) -> bool:
    """Whether a line is the plain sum of others, all in whole numbers."""
    values = [numbers[key].value for key in terms]
    is_plain = line.kind != Line.Kind.RATIO and sum(values) == numbers[line.key].value
    return is_plain and all(value >= 0 and value == value.to_integral_value() for value in values)


def _computed_back(
    sums: Mapping[str, frozenset[str]], hidden: Collection[str], numbers: Mapping[str, _Number]
) -> frozenset[str]:
    """Return what else to hide of lines that add up to others, so that bounds tell of none that it is few."""
    tables = Tables()
    for key in dict.fromkeys(key for total, terms in sums.items() for key in (total, *sorted(terms))):
        tables.add(key, int(numbers[key].value), stays_hidden=key in hidden)
    for total, terms in sums.items():
        tables.tie(total, sorted(terms))
    return frozenset(map(str, hidden_cells({"lines": tables}, Audience.FUNDER)["lines"]))


def _ties(
    line: LineView, lines: list[LineView], numbers: Mapping[str, _Number]
) -> Iterable[tuple[LineView, frozenset[str]]]:
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
    line: LineView, terms: frozenset[str], hidden: Collection[str], numbers: Mapping[str, _Number]
) -> set[str]:
    """Return what else must be hidden of a line and its terms: a rate with any of them, of a sum always two."""
    concealed = [key for key in (line.key, *terms) if key in hidden]
    shown = [key for key in (line.key, *terms) if key not in hidden and numbers[key].value]
    if not concealed or not shown:
        return set()
    if line.kind == Line.Kind.RATIO and line.key not in hidden:
        return {line.key}
    return {min(shown, key=lambda key: (numbers[key].value, key))} if len(concealed) == 1 else set()


def hide_small_counts(figure: dict, *, is_hidden: bool = False, was_hidden: bool = False) -> dict:
    """Return the figure of a paper, of a line that counts people, without what is small or gives it away.

    `is_hidden`, `was_hidden`: whether its number, or that of the period before, is hidden whatever it is.
    """
    is_masked, was_masked = is_hidden or _is_small_box(figure["value"]), was_hidden or _is_small_box(figure["past"])
    now = _masked(figure["value"]) if is_masked else figure["value"]
    before = _masked(figure["past"]) if was_masked and figure["past"] else figure["past"]
    more = {"rate": "", "short": False} if is_masked else {}
    # What records counted is in words: nothing tells whether it is small
    more["computed"] = None
    totals = {"total": now["text"]} | ({"past_total": before["text"]} if before else {})
    axes = [{**_hide_parts(axis, is_masked, was_masked), **totals} for axis in figure["bands"]]
    return {**figure, "value": now, "past": before, "bands": axes, **more}


def _is_small_box(box: Mapping | None) -> bool:
    value, part, over = (decimal_or_none((box or {}).get(name)) for name in ("number", "numerator", "denominator"))
    if part is not None and over is not None:
        return _Number(part, over).is_small
    return value is not None and _is_small(value)


def _masked(box: dict) -> dict:
    return {"state": box["state"], "text": said(MASKED), "number": None, "numerator": None, "denominator": None}


def _hide_parts(axis: dict, is_masked: bool, was_masked: bool) -> dict:
    rows = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    for number, text, whole in (("number", "text", is_masked), ("past_number", "past", was_masked)):
        hidden = _hidden_keys(rows, number, is_whole_hidden=whole)
        rows = [row | ({number: None, text: said(MASKED)} if row["key"] in hidden else {}) for row in rows]
    return {**axis, "rows": rows[: len(axis["rows"])], "rest": rows[-1] if axis["rest"] else None}


def _hidden_keys(rows: list[dict], number: str, *, is_whole_hidden: bool) -> set[str]:
    """The parts of a hidden whole give it away together: all of them are hidden, zeros too."""
    known: dict[str, Decimal] = {}
    for row in rows:
        value = decimal_or_none(row[number])
        if value is not None:
            known[row["key"]] = value
    if is_whole_hidden or not any(map(_is_small, known.values())):
        return set(known) if is_whole_hidden else set()
    if any(value < 0 or value != value.to_integral_value() for value in known.values()):
        return hidden_parts(known, Audience.FUNDER)
    tables = Tables()
    for key, value in known.items():
        tables.add(key, int(value))
    tables.add((), int(sum(known.values())), Standing.KNOWN)
    tables.tie((), known)
    return {str(key) for key in hidden_cells({number: tables}, Audience.FUNDER)[number]}
