"""The sheets of an XLSX: their cells, and what the workbook hides, merges or leaves without a value."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.cell.text import Text
from openpyxl.utils import get_column_letter as column_letter
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.functions import fromstring

from roriq_portal.files.tables.archives import DAMAGED, in_usual_form
from roriq_portal.files.tables.cell_values import (
    Cell,
    MergedBlank,
    Row,
    UnreadableFile,
    error_cell,
    formula_without_value,
    is_empty,
    plain_cell,
)

LAST_ROW = 1_048_576
# Ranges do not overlap: no more of them cross a row than it has columns
MOST_AT_ONCE = 256
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FIRST, _LAST = re.compile(rb'\bmin="(\d{1,5})"'), re.compile(rb'\bmax="(\d{1,5})"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FILTER = re.compile(rb"<(?:\w+:)?filterColumn\b")


@dataclass(frozen=True)
class MergedRange:
    """Columns and rows, from 1, both ends included."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Layout:
    """What a sheet hides or merges: rows from 1, columns by their letters, ranges in the order of their first row."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[MergedRange, ...] = ()
    is_filtered: bool = False


@dataclass(frozen=True)
class OpenSheet:
    """A sheet and its rows, numbered from 1 as the spreadsheet shows them; rows without any cell are not given."""

    name: str
    is_hidden: bool
    rows: Iterator[Row]
    layout: Layout = field(default_factory=Layout)


class _CellReader(WorkSheetParser):
    """Keeps apart what openpyxl reads as nothing or as a text: formulas without value, errors."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        formula = element.find(FORMULA_TAG) if cell["value"] is None else None
        if cell["data_type"] == "e" and cell["value"] is not None:
            cell["value"] = error_cell(str(cell["value"]))
        elif formula is not None and element.get("t", "n") != "str":
            cell["value"] = formula_without_value(f"={formula.text or ''}")
        return cell


@contextmanager
def open_book(data: bytes, most_columns: int) -> Iterator[tuple[OpenSheet, ...]]:
    """Give the sheets of an XLSX that was weighed; formulas give the value they last had.

    A row has at most one cell more than `most_columns`. Raises UnreadableFile for a workbook that breaks.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(in_usual_form(data)), read_only=True, data_only=True, keep_links=False
            )
            try:
                strings = _escaped_strings(book._archive)
                yield tuple(_open_sheet(book, sheet, strings, most_columns + 1) for sheet in book.worksheets)
            finally:
                book.close()
        except UnreadableFile:
            raise
        except Exception as problem:  # a hostile workbook can make openpyxl raise nearly anything
            raise UnreadableFile(DAMAGED) from problem


def _escaped_strings(archive: zipfile.ZipFile) -> list[str] | None:
    """Return the shared texts as they are written, where one holds « x005F_ »; None elsewhere.

    openpyxl takes that sign out: « _x005F_x0041_ », the text « _x0041_ », could then no more be told from « A ».
    """
    names = [name for name in archive.namelist() if name.lower().endswith("/sharedstrings.xml")]
    text = archive.read(names[0]) if names else b""
    if b"x005F_" not in text:
        return None
    return [Text.from_tree(node).content for node in fromstring(text) if node.tag.endswith("}si")]


def _open_sheet(book: Any, sheet: Any, strings: list[str] | None, columns: int) -> OpenSheet:
    layout = _layout_of(book._archive, sheet._worksheet_path)
    shared = sheet._shared_strings if strings is None else strings
    rows = merged_marked(_sheet_rows(book, sheet, shared, columns), layout.merged)
    return OpenSheet(sheet.title, sheet.sheet_state != "visible", rows, layout)


def _layout_of(archive: zipfile.ZipFile, path: str) -> Layout:
    """Read from the sheet's text, before its rows: merged ranges are written after them."""
    text = archive.read(path)
    rows = (match[1] for match in _ROW.finditer(text) if _HIDDEN.search(match[1]))
    merged = {MergedRange(*range_boundaries(match[1].decode())) for match in _MERGED.finditer(text)}
    return Layout(
        hidden_rows=frozenset(int(number[1]) for attributes in rows if (number := _NUMBER.search(attributes))),
        hidden_columns=tuple(_hidden_columns(text)),
        merged=tuple(sorted(merged, key=lambda each: (each.top, each.left))),
        is_filtered=_FILTER.search(text) is not None,
    )


def _hidden_columns(text: bytes) -> Iterator[str]:
    for column in _COLUMN.finditer(text):
        first, last = _FIRST.search(column[1]), _LAST.search(column[1])
        if first and last and _HIDDEN.search(column[1]):
            # Columns hidden to the end of the sheet hold nothing
            yield from map(column_letter, range(int(first[1]), min(int(last[1]), 256) + 1))


def _sheet_rows(book: Any, sheet: Any, shared: list[str], columns: int) -> Iterator[Row]:
    with sheet._get_source() as source:
        parser = _CellReader(
            source,
            shared,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        last = 0
        for number, cells in parser.parse():
            if not last < number <= LAST_ROW:
                raise UnreadableFile(DAMAGED)
            last = number
            yield number, _cells(cells, columns)


def _cells(cells: list[dict[str, Any]], columns: int) -> tuple[Cell, ...]:
    """The values in their columns, without the empty ones at the end."""
    values: list[Cell] = []
    for cell in cells:
        place = cell["column"] - 1
        if cell["value"] is None or place >= columns:
            continue
        values += [None] * (place + 1 - len(values))
        values[place] = plain_cell(_unescaped(cell["value"]))
    return tuple(values)


def _unescaped(value: Any) -> Any:
    """A workbook writes « _x0041_ » as « _x005F_x0041_ »."""
    return unescape(value) if isinstance(value, str) and "_x" in value else value


def merged_marked(rows: Iterable[Row], merged: Iterable[MergedRange]) -> Iterator[Row]:
    """Yield the rows with a MergedBlank in the first column of a merged range, in each of its rows but the first."""
    waiting = [each for each in merged if each.bottom > each.top]
    waiting.reverse()
    active: list[tuple[MergedRange, Cell]] = []
    for number, cells in rows:
        active = [(each, above) for each, above in active if each.bottom >= number]
        if active and not is_empty(cells):
            cells = _with_blanks(cells, active)
        while waiting and waiting[-1].top <= number:
            each = waiting.pop()
            if each.top == number and each.left <= len(cells) and len(active) < MOST_AT_ONCE:
                active.append((each, cells[each.left - 1]))
        yield number, cells


def _with_blanks(cells: tuple[Cell, ...], active: list[tuple[MergedRange, Cell]]) -> tuple[Cell, ...]:
    values = list(cells)
    for each, above in active:
        values += [None] * (each.left - len(values))
        if is_empty(values[each.left - 1 : each.left]) and not is_empty((above,)):
            values[each.left - 1] = MergedBlank(above)
    return tuple(values)
