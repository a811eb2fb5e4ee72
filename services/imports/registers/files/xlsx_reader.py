"""Workbook registers: an XLSX file, weighed before it is opened."""

import io
import warnings
from collections.abc import Iterator

import openpyxl

from roriq_portal.tables import DAMAGED, LAST_ROW, plain_cell, weigh
from services.imports.registers.files.sheet import MAX_COLUMNS, Row, Sheet, UnreadableRegister, build_sheet


def read_workbook(data: bytes, *, known_headers: frozenset[str]) -> Sheet:
    """Read the first sheet that shows; formulas give the value they last had. Refuses in a sentence."""
    weigh(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read_first_sheet(data, known_headers)
        except UnreadableRegister:
            raise
        except Exception as problem:  # a hostile workbook can make openpyxl raise nearly anything
            raise UnreadableRegister(DAMAGED) from problem


def _read_first_sheet(data: bytes, known_headers: frozenset[str]) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise UnreadableRegister("Ce classeur n’a aucune feuille visible.")
        # A declared size may be false: some writers say A1 for a full sheet.
        sheets[0].reset_dimensions()
        return build_sheet(_rows(sheets[0]), ragged=False, known_headers=known_headers)
    finally:
        book.close()


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[Row]:
    cells = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(cells, start=1):
        if number > LAST_ROW:
            raise UnreadableRegister(DAMAGED)
        end = len(values) if values.count(None) < len(values) else 0
        while end and values[end - 1] is None:
            end -= 1
        yield number, tuple(map(plain_cell, values[:end]))
