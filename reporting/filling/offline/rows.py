"""The rows of a section's sheet: the names of its columns, a group, a line, a box with what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from reporting.filling.actions.answer_checks import MOST_NOTE
from reporting.filling.offline.boxes import OfflineBox
from reporting.filling.offline.written import ANSWERS, ERASE, OFFERED
from reporting.filling.page.notes import closed_notes, figure_notes
from reporting.models import Line, Report
from roriq_portal.files.form_books import FormCell, Look
from roriq_portal.formats.numbers import decimal_or_none, format_number


@dataclass(frozen=True)
class Column:
    name: str
    width: int


NUMBER, OVER, ANSWER, TEXT, MARK = "Nombre", "Sur", "Réponse", "Texte", "Repère"
PAST_RANK = 3
COLUMNS = (
    Column("Numéro", 9), Column("Question", 46), Column("Unité ou limite", 17), Column("Période d’avant", 14),
    Column(NUMBER, 14), Column(OVER, 10), Column(ANSWER, 13), Column(TEXT, 72), Column("À savoir", 58), Column(MARK, 0),
)  # fmt: skip
SOURCES = {"agreements": "l’argent de l’entente", "households": "vos ménages"}
COMPUTED = "Calculé d’après {}. Il se corrige dans le portail, avec un motif."
SIGNS_A_LINE, POINTS_A_LINE, LEAST_LINES, MOST_LINES = 80, 15, 5, 25


def head_row(past: str) -> list[FormCell]:
    names = [column.name for column in COLUMNS]
    names[PAST_RANK] = past
    return [FormCell(name, Look.HEAD) for name in names]


def group_row(words: str) -> list[FormCell]:
    return [FormCell(words if rank == 1 else "", Look.GROUP) for rank in range(len(COLUMNS) - 1)]


def line_row(number: str, words: str, beside: str = "") -> list[FormCell]:
    return [FormCell(number, Look.STRONG), FormCell(words, Look.STRONG), *_blank(6), FormCell(beside, Look.QUIET)]


def _blank(count: int) -> list[FormCell]:
    return [FormCell("")] * count


def box_row(box: OfflineBox, report: Report, *, may_write: bool) -> list[FormCell]:
    """Return the row of a box: what it asks, its last answer, its cells, what to know, and its mark."""
    is_open = box.is_open and may_write
    return [
        FormCell("" if box.band else box.line.number),
        FormCell(box.question),
        FormCell(_limit(box), Look.QUIET),
        FormCell(box.past, Look.QUIET),
        *(_text_cells(box, is_open) if box.is_text else _number_cells(box, is_open)),
        FormCell("\n".join(_beside(box, report, may_write)), Look.QUIET),
        FormCell(box.mark, Look.QUIET),
    ]


def _limit(box: OfflineBox) -> str:
    if box.is_text:
        return f"{format_number(box.line.line.max_chars or MOST_NOTE)} signes au plus"
    return "" if box.band else box.line.unit


def _number_cells(box: OfflineBox, is_open: bool) -> Sequence[FormCell]:
    said, is_ratio = box.written, box.line.kind == Line.Kind.RATIO and not box.band
    number = Look.MONEY if box.line.kind == Line.Kind.MONEY else Look.NUMBER
    look, listed = (number, Look.CHOICE) if is_open else (Look.COMPUTED, Look.COMPUTED)
    choices = tuple(ANSWERS) if is_open else ()
    return (
        FormCell(_number(said.number), look),
        FormCell(_number(said.over), look if is_ratio else Look.PLAIN),
        FormCell(OFFERED.get(said.answer, ""), listed, choices),
        FormCell(""),
    )


def _text_cells(box: OfflineBox, is_open: bool) -> Sequence[FormCell]:
    text = FormCell(box.written.text, Look.TEXT, most=box.line.line.max_chars or MOST_NOTE)
    if not is_open:
        return (*_blank(3), FormCell(box.written.text, Look.QUIET))
    return (*_blank(2), FormCell("", Look.CHOICE, (ERASE,)), text)


def _number(words: str) -> Decimal | str:
    """A number is a cell of numbers, so that the spreadsheet can add it up."""
    number = decimal_or_none(words.replace(",", ".") or None)
    return "" if number is None else number


def _beside(box: OfflineBox, report: Report, may_write: bool) -> list[str]:
    line, notes = box.line, []
    if box.is_computed and line.figure:
        notes.append(COMPUTED.format(SOURCES.get(line.figure.origin.source, "vos activités")))
    if box.band is None:
        notes += [line.line.hint] if line.line.hint else []
        notes += [*figure_notes(line), *(f"À répondre dans le portail\u00a0: {c.body}" for c in line.open_comments)]
        if box.is_text and line.past and line.past.narrative:
            notes.append(f"{line.past.period}\u00a0: {line.past.narrative}")
    return [*notes, *closed_notes(report, line, may_write)]


def text_height(box: OfflineBox) -> float:
    """Return how high the row of a text is, in points: what is written shows, with some room to write."""
    text = box.written.text
    lines = sum(max(1, ceil(len(line) / SIGNS_A_LINE)) for line in text.split("\n"))
    return POINTS_A_LINE * min(max(lines + 1, LEAST_LINES), MOST_LINES)
