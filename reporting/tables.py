"""One table handed out as CSV or XLSX: cells that a spreadsheet takes for what they are, and nothing that it would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse

from roriq_portal.cells import safe_cell

Cell = str | int | Decimal | date | None
WIDEST, NARROWEST = 44, 10
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def render_table(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as the bytes of a `csv` (UTF-8 with its mark, semicolons) or of an `xlsx` of one sheet called `name`."""
    return _csv(head, rows) if kind == "csv" else _xlsx(name, head, rows)


def table_response(kind: str, stem: str, data: bytes) -> HttpResponse:
    """Return the answer that saves these bytes as `stem.kind`."""
    response = HttpResponse(data, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def _csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in (head, *rows):
        writer.writerow([safe_cell(_french(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _french(cell: Cell) -> Cell:
    return f"{cell}".replace(".", ",") if isinstance(cell, Decimal) else cell


def _xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out, told = io.BytesIO(), [list(row) for row in rows]
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name[:31])
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for column, words in enumerate(head):
        longest = max([len(str(row[column] or "")) for row in told], default=0)
        sheet.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2)))
        sheet.write_string(0, column, words, bold)
    for rank, row in enumerate(told, 1):
        for column, cell in enumerate(row):
            _write(sheet, rank, column, cell, day)
    sheet.autofilter(0, 0, len(told), len(head) - 1)
    book.close()
    return out.getvalue()


def _write(sheet, row: int, column: int, cell: Cell, day) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, str(safe_cell(cell.translate(ILLEGAL))))
    elif cell is not None:
        sheet.write_number(row, column, cell)
