"""A page of results as a table: one row for each figure, and one for each part of it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from roriq_portal.files.spreadsheets import Cell, Table
from services.counting.periods import Period
from services.results.figure_lines import ComponentFigures, FigureLine

HEAD = (
    "Volet", "Code", "Indicateur", "Unité", "Ventilation", "Catégorie", "Résultat", "Période d’avant", "Écart", "Cible",
    "Note",
)  # fmt: skip


def table_of(name: str, period: Period, components: Iterable[ComponentFigures]) -> Table:
    """Return what the page shows, in its order. A figure that is hidden, or asked, keeps its words in the cell."""
    rows = [row for component in components for line in component.lines for row in _rows(component, line)]
    return Table(name, (*HEAD[:6], period.words, *HEAD[7:]), rows)


def _rows(component: ComponentFigures, line: FigureLine) -> Iterator[tuple[Cell, ...]]:
    number: Cell = f"{component.number}, hors des volets" if component.is_outside else component.number
    about = (number, line.indicator.code, line.words, line.unit)
    notes = " ".join(filter(None, (line.note, *(rupture.words for rupture in line.breaks))))
    value: Cell = _whole(line.amount.value) if line.amount else line.text
    yield (*about, "", "", value, line.before, line.change, line.target, notes)
    for axis in line.axes:
        for part in axis.parts:
            yield (
                *about,
                axis.words,
                part.words,
                part.text if part.value is None else _whole(part.value),
                "",
                "",
                "",
                "",
            )


def _whole(value: Decimal) -> Cell:
    """A count is a whole number in a spreadsheet too; hours and dollars keep their decimals."""
    return int(value) if value == value.to_integral_value() else value
