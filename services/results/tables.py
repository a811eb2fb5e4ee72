"""A page of results as a table: one row for each figure, and one for each part of it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from roriq_portal.files.spreadsheets import Cell, Number, Table, rate_cell
from roriq_portal.formats.rates import round_rate, round_ratio
from services.counting.achievement import SHORT_OF
from services.counting.amounts import Amount
from services.counting.masking import threshold_of
from services.masking.audiences import Audience
from services.masking.signs import MASKED, signs_of
from services.results.figure_lines import ComponentFigures, FigureLine

HEAD = (
    "Volet", "Code", "Indicateur", "Unité", "Ventilation", "Catégorie", "Résultat", "Numérateur", "Dénominateur",
    "Période d’avant", "Écart", "Cible", "Taux", "Note",
)  # fmt: skip
NOTHING = ("",) * 7


def table_of(name: str, words: str, components: Iterable[ComponentFigures]) -> Table:
    """Return what the page shows, in its order. A figure that is hidden, or asked, keeps its words in the cell.

    `words`: the period, and what is counted in it. A ratio is its rate beside its two terms.
    """
    rows = [row for component in components for line in component.lines for row in _rows(component, line)]
    return Table(name, (*HEAD[:6], words, *HEAD[7:]), rows)


def signs_and_masked(components: Iterable[ComponentFigures]) -> tuple[list[tuple[str, str]], int]:
    """Return the signs that a page of results uses, and how many of its numbers are masked."""
    lines = [line for component in components for line in component.lines]
    said = [text for line in lines for text in (line.text, line.before, line.without_place)]
    said += [part.text for line in lines for axis in line.axes for part in axis.parts]
    return signs_of(said, threshold_of(Audience.NETWORK)), said.count(MASKED)


def _rows(component: ComponentFigures, line: FigureLine) -> Iterator[tuple[Cell, ...]]:
    number: Cell = f"{component.number}, hors des volets" if component.is_outside else component.number
    about = (number, line.indicator.code, line.words, line.unit)
    without = f"Sans lieu, dans tout le réseau\u00a0: {line.without_place}." if line.without_place else ""
    notes = " ".join(filter(None, (line.note, without, *(rupture.words for rupture in line.breaks))))
    result = _result(line.amount) if line.amount else (line.text, "", "")
    before = line.before if line.past is None else _whole(line.past)
    yield (*about, "", "", *result, before, _moved(line), _target(line), _achieved(line), notes)
    for axis in line.axes:
        for part in axis.parts:
            value = part.text if part.value is None else _whole(part.value)
            yield (*about, axis.words, part.words, value, *NOTHING)


def _result(amount: Amount) -> tuple[Cell, Cell, Cell]:
    """The result, then the two terms of a ratio."""
    if not amount.denominator:
        return _whole(amount.value), "", ""
    rate = rate_cell(amount.value, amount.denominator, round_ratio(amount.value, amount.denominator))
    return rate, _whole(amount.value), _whole(amount.denominator)


def _moved(line: FigureLine) -> Cell:
    if line.moved is None or not line.indicator.is_ratio:
        return line.change if line.moved is None else _whole(line.moved)
    points = line.moved
    return Number(points, f'{"0" if points == points.to_integral_value() else "0.0"} "points"')


def _target(line: FigureLine) -> Cell:
    if line.aim is None:
        return ""
    return rate_cell(line.aim, 100, line.aim) if line.indicator.is_ratio else _whole(line.aim)


def _achieved(line: FigureLine) -> Cell:
    share = line.achievement.share
    return line.rate if share is None else rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF]))


def _whole(value: Decimal) -> int | Decimal:
    """A count is a whole number in a spreadsheet too; hours and dollars keep their decimals."""
    return int(value) if value == value.to_integral_value() else value
