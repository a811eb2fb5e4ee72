"""Workbooks that people fill away from the portal: prefilled sheets of which only some cells are unlocked.

Texts pass the sanitizer of all other files; a cell for texts is of the kind « text », so that what is typed there never
becomes a formula.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from roriq_portal.files.cells import storable
from roriq_portal.files.spreadsheets import BYTES, LETTER
from roriq_portal.formats.numbers import format_number

NO_NAME = dict.fromkeys(map(ord, r"[]:*?/\\"), " ")
MOST_NAME = 31
LOCKED_INK, OPEN_GROUND, OPEN_RULE, HEAD_GROUND = "#4a5a55", "#fff7e0", "#b9a25c", "#e6efec"


class Look(Enum):
    """How a cell looks. Those of OPEN are unlocked."""

    TITLE = "title"
    GUIDE = "guide"
    PLAIN = "plain"
    STRONG = "strong"
    HEAD = "head"
    GROUP = "group"
    QUIET = "quiet"
    COMPUTED = "computed"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    TEXT = "text"


OPEN = frozenset({Look.NUMBER, Look.MONEY, Look.CHOICE, Look.TEXT})
LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 16},
    Look.GUIDE: {"italic": True, "font_color": LOCKED_INK},
    Look.PLAIN: {"text_wrap": True},
    Look.STRONG: {"text_wrap": True, "bold": True},
    Look.HEAD: {"text_wrap": True, "bold": True, "bottom": 1, "bg_color": HEAD_GROUND, "valign": "bottom"},
    Look.GROUP: {"bold": True, "top": 1},
    Look.QUIET: {"text_wrap": True, "font_color": LOCKED_INK},
    Look.COMPUTED: {"font_color": LOCKED_INK, "italic": True, "align": "right"},
    Look.NUMBER: {},
    Look.MONEY: {"num_format": "#,##0.00"},
    Look.CHOICE: {},
    Look.TEXT: {"num_format": "@", "text_wrap": True},
}


@dataclass(frozen=True)
class FormCell:
    """One cell. `choices`: what its list offers; `most`: how many signs its text may have, None for no limit."""

    value: str | Decimal | None
    look: Look = Look.PLAIN
    choices: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True)
class FormSheet:
    """A sheet and its rows, from the first. `widths`: of its columns, 0 for one that does not show.

    `head`: the rank of the row of names, from 0, which stays on screen with the `still` first columns. `heights`: of
    some rows, in points.
    """

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[FormCell]]
    head: int | None = None
    still: int = 0
    heights: Sequence[float | None] = ()
    is_hidden: bool = False


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet: its title without what no sheet may be named by, cut, no two the same."""
    names: list[str] = []
    for title in titles:
        whole = storable(title).translate(NO_NAME).strip(" '")[:MOST_NAME].strip(" '") or "Feuille"
        name, rank = whole, 1
        while name.casefold() in {other.casefold() for other in names}:
            rank += 1
            name = f"{whole[: MOST_NAME - 5]} ({rank})"
        names.append(name)
    return names


def render_form_book(sheets: Sequence[FormSheet], *, title: str) -> bytes:
    """Return the XLSX of these sheets, each protected without a password. The same sheets give the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **BYTES}) as book:
        book.set_properties({"title": storable(title), "created": datetime(2000, 1, 1)})
        formats = {look: book.add_format({"valign": "top", **_drawn(look)}) for look in Look}
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return out.getvalue()


def _drawn(look: Look) -> dict[str, Any]:
    if look not in OPEN:
        return LOOKS[look]
    return {**LOOKS[look], "locked": False, "bg_color": OPEN_GROUND, "border": 1, "border_color": OPEN_RULE}


def _write(page: Worksheet, sheet: FormSheet, formats: dict[Look, Format]) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width or 8, None, {"hidden": not width})
    for row, height in enumerate(sheet.heights):
        if height:
            page.set_row(row, height)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            _put(page, row, column, cell, formats[cell.look])
            _bound(page, row, column, cell)
    page.protect("", {"format_columns": True, "format_rows": True})
    _set_up(page, sheet)


def _put(page: Worksheet, row: int, column: int, cell: FormCell, style: Format) -> None:
    if isinstance(cell.value, Decimal):
        page.write_number(row, column, cell.value, style)
    elif cell.value:
        page.write_string(row, column, storable(cell.value), style)
    elif cell.look != Look.PLAIN:
        page.write_blank(row, column, None, style)


def _bound(page: Worksheet, row: int, column: int, cell: FormCell) -> None:
    """A list stops what it does not offer; a long text is warned of, since nothing typed may be lost."""
    if cell.choices:
        words = {"error_title": "Choisissez dans la liste", "error_message": ", ".join(cell.choices)[:255]}
        page.data_validation(row, column, row, column, {"validate": "list", "source": [*cell.choices], **words})
    elif cell.most is not None:
        words = {"error_title": "Texte trop long", "error_message": f"Au plus {format_number(cell.most)} signes."}
        limit = {"validate": "length", "criteria": "<=", "value": cell.most, "error_type": "warning"}
        page.data_validation(row, column, row, column, {**limit, **words})


def _set_up(page: Worksheet, sheet: FormSheet) -> None:
    if sheet.is_hidden:
        page.hide()
    if sheet.head is not None:
        page.freeze_panes(sheet.head + 1, sheet.still)
        page.repeat_rows(sheet.head)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(LETTER)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{sheet.name.replace('&', '&&')}&RPage &P de &N")
