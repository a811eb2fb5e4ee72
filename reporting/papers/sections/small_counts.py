"""Small counts of people hidden on the paper of a form that asks it, with what would give them away. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.engine.form.spec import LineSpec
from reporting.lines.presenters import LineView
from reporting.models import Line, LineTerm
from reporting.papers.sections.linked_numbers import (
    EarlierPapers,
    Paper,
    Place,
    Printed,
    additions_of,
    is_count,
    link,
    place_of,
    rows_of,
)
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.formats.phrases import capital
from services.counting.masking import MASKED, hidden_cells, hidden_parts, is_small
from services.masking.audiences import Audience

# What a line counts, in the singular: a form may ask its units in its own words
PEOPLE = frozenset({
    "personne", "famille", "ménage", "individu", "enfant", "jeune", "adulte", "aîné", "aînée", "femme", "homme",
    "élève", "étudiant", "étudiante", "participant", "participante", "bénévole", "immigrant", "immigrante", "réfugié",
    "réfugiée", "travailleur", "travailleuse", "candidat", "candidate", "client", "cliente", "membre", "person",
    "people", "family", "families", "household", "individual", "child", "children", "youth", "adult", "woman",
    "women", "man", "men", "student", "volunteer", "refugee", "worker", "member",
})  # fmt: skip
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
    """What a line counts in one of the two periods; `over` of a rate only, `unknown`: how many it knows nothing of."""

    value: Decimal
    over: Decimal | None
    unknown: int = 0

    @property
    def is_small(self) -> bool:
        """Of a rate, whether one of its terms, or what lies between or beside them, is small."""
        terms = (self.value,) if self.over is None else (self.value, self.over, self.over - self.value)
        return any(_is_small(term) for term in (*terms, self.unknown))


def _is_small(value: Decimal | int) -> bool:
    return is_small(value, Audience.FUNDER)


def counts_people(line: LineSpec) -> bool:
    """Whether a small number of this line could let somebody be recognised; a rate does not say what it is of."""
    if line.kind == Line.Kind.RATIO:
        return True
    first, *others = line.unit.lower().split(" ")
    is_mean = line.is_mean or bool({"par", "per"} & set(others))
    return not is_mean and bool(PEOPLE & {first, first.removesuffix("s")})


def may_be_hidden(line: LineView, hidden: Hidden) -> bool:
    """Whether something of a line may be hidden: it counts people, or it is the mean of a hidden number."""
    return counts_people(line.line) or line.key in hidden.now | hidden.before


def hidden_lines(lines: Iterable[LineView], earlier: EarlierPapers | None = None) -> Hidden:
    """Return the lines to hide: those that are small, and those by which a small one could be computed back.

    A sum or a share of lines, and a line that is the sum of those under it, tie numbers together: one hidden number
    among shown ones is no secret. Nor is one that another version gives back, when what both hide did not change. The
    period before shows no more than its own papers did.
    """
    rows, earlier = list(lines), earlier or EarlierPapers()
    people, means = [row for row in rows if counts_people(row.line)], [row for row in rows if row.line.is_mean]
    now = {
        row.key: _Number(row.value, row.denominator, row.retention.unknown or 0 if row.retention else 0)
        for row in people
        if row.value is not None
    }
    before = {
        row.key: _Number(row.past.value, row.past.denominator)
        for row in people
        if row.past and row.past.value is not None
    }
    stays = {row.key for row in people if _reads_past(row.line) and earlier.before.masked & _read_by(row, people)}
    stays |= _terms_of_hidden_rates(people, now, earlier.now)
    unprinted = {
        key
        for key, number in before.items()
        if (place_of(key), number.value) in earlier.before.unprinted
        or (number.over is not None and key in earlier.before.masked)
    }
    return Hidden(
        _with_means(_hidden(people, now, earlier.now, stays), means),
        _with_means(_hidden(people, before, earlier.before, unprinted), means),
        earlier,
    )


def _reads_past(line: LineSpec) -> bool:
    """Whether a line counts days that earlier papers counted: those of the year, or what was filed."""
    filed = any(term.reading != LineTerm.Reading.NOW for term in line.line_terms)
    return filed or line.window in (Line.Window.YEAR, Line.Window.AGREEMENT)


def _read_by(row: LineView, people: Iterable[LineView]) -> set[str]:
    """A line that counts earlier days, the lines that it reads, and those that count the same of the period."""
    same = {other.key for other in people if set(other.line.codes) & set(row.line.codes)}
    return {row.key} | {term.line_key for term in row.line.line_terms} | same


def _terms_of_hidden_rates(people: Iterable[LineView], now: Mapping[str, _Number], printed: Printed) -> set[str]:
    """Return the lines that hid what lies between the terms of a rate, and did not change since."""
    rates = [row for row in people if row.line.kind == Line.Kind.RATIO and row.key in printed.masked]
    terms = {term.line_key for row in rates for term in row.line.line_terms} & now.keys()
    return {key for key in terms if (place_of(key), now[key].value) in printed.unprinted}


def _with_means(hidden: frozenset[str], means: list[LineView]) -> frozenset[str]:
    """Add the means of a hidden number: it would be the mean times what it is divided by."""
    return hidden | {line.key for line in means if hidden & {term.line_key for term in line.line.line_terms}}


def _hidden(
    lines: list[LineView], numbers: Mapping[str, _Number], printed: Printed, stays: Collection[str]
) -> frozenset[str]:
    """Return the lines to hide of one period; `stays`: those that are hidden whatever is found."""
    hidden = {key for key, number in numbers.items() if number.is_small or key in stays}
    known = {key for key, number in numbers.items() if (place_of(key), number.value) in printed.shown}
    # What was filed of a line that stays hidden is hidden too: its other terms give nothing back
    filed = {line.key for line in lines if line.key in stays and _reads_past(line.line)}
    ties = list(_ties((line for line in lines if line.key not in filed), numbers))
    counts = {place_of(key): number.value for key, number in numbers.items() if number.over is None}
    now, printed = Paper(counts, additions_of([line.line for line in lines])), printed.within("", "")
    while more := (
        {key for line, terms in ties for key in _given_away(line, terms, hidden, known, numbers)}
        or _wider(lines, hidden, numbers) - hidden
        or {key for key, _, _ in _hidden_places(now, printed, hidden=set(map(place_of, hidden)))} - hidden
    ):
        hidden |= more
    return frozenset(hidden)


def _wider(lines: Iterable[LineView], hidden: Collection[str], numbers: Mapping[str, _Number]) -> set[str]:
    """Return the lines that count the same as a hidden one over more days: less what was filed, they give it."""
    codes = {code for line in lines if line.key in hidden for code in line.line.codes}
    return {line.key for line in lines if _reads_past(line.line) and codes & set(line.line.codes)} & numbers.keys()


def _hidden_places(now: Paper, printed: Printed, **settled: Collection[Place]) -> frozenset[Place]:
    """Return what to hide of a paper beside earlier ones, so that bounds tell of no number that it is few."""
    cells = hidden_cells({"numbers": link(now, printed, **settled)}, Audience.FUNDER)["numbers"]
    return frozenset(place for place, value in now.numbers.items() if (place, value) in cells)


def _ties(lines: Iterable[LineView], numbers: Mapping[str, _Number]) -> Iterator[Tie]:
    """Return each line that is computed from others of now, with these, as far as they are shown."""
    for line in lines:
        read = {term.line_key for term in line.line.line_terms if term.reading == LineTerm.Reading.NOW}
        if line.key in numbers and (terms := frozenset(read & numbers.keys())):
            yield line, terms


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


def axes_in_french(line: LineView) -> list[str]:
    """Return the words of the axes of a figure, in their order: a paper names them so."""
    answered = [axis.words for axis in line.axes if axis.is_answered]
    return [*([capital(line.part_noun)] if line.parts else []), *answered]


def hide_small_counts(figure: dict, hidden: Hidden, axes: Sequence[str]) -> dict:
    """Return the figure of a paper, of a line that counts people, without what is small or gives it away.

    Of its line only what `hidden_lines` chose; its parts are chosen here. `axes`: the words of each of its axes in
    French, in whatever language the figure is.
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
    shown = []
    for axis, name in zip(figure["bands"], axes, strict=True):
        rows = rows_of(axis)
        for number, text, is_whole_hidden, printed in numbers:
            values = _values(rows, number)
            masked = set(values) if is_whole_hidden else _hidden_parts(values, (key, name), printed)
            rows = [row | ({number: None, text: said(MASKED)} if row["key"] in masked else {}) for row in rows]
        shown.append({**axis, "rows": rows[: len(axis["rows"])], "rest": rows[-1] if axis["rest"] else None, **totals})
    return {**figure, "value": now, "past": before, "bands": shown, **more}


def _masked(box: dict) -> dict:
    return {"state": box["state"], "text": said(MASKED), "number": None, "numerator": None, "denominator": None}


def _values(rows: list[dict], number: str) -> dict[str, Decimal]:
    values = ((row["key"], decimal_or_none(row[number])) for row in rows)
    return {key: value for key, value in values if value is not None}


def _hidden_parts(values: Mapping[str, Decimal], line_and_axis: tuple[str, str], printed: Printed) -> set[str]:
    """Return which parts of a shown number to hide. Those of a hidden one give it away: all are hidden, zeros too."""
    if not all(map(is_count, values.values())):
        return hidden_parts(values, Audience.FUNDER)
    if not any(map(_is_small, values.values())) and not printed.hid_parts(*line_and_axis):
        return set()
    whole, parts = place_of(line_and_axis[0]), {(*line_and_axis, key): value for key, value in values.items()}
    now = Paper(parts | {whole: sum(values.values(), Decimal(0))}, [(whole, tuple(parts))])
    return {key for *_, key in _hidden_places(now, printed.within(*line_and_axis), known={whole})}
