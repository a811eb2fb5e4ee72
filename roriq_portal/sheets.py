"""Tables handed out as CSV or XLSX: cells that a spreadsheet takes for what they are, and nothing that it would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

import xlsxwriter
from django.http import HttpResponse

from roriq_portal.cells import safe_cell

Cell = str | int | Decimal | date | None
MONEY = "#,##0.00 $"
WIDEST, NARROWEST = 44, 10
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


@dataclass(frozen=True)
class Table:
    """A head and its rows. `decimals`: the number format of its decimals in a workbook; `totals`: last rows no filter sorts."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    decimals: str = ""
    totals: int = 0


def render_tables(kind: str, tables: Iterable[Table]) -> bytes:
    """Return the bytes of a `csv` (UTF-8 with its mark, semicolons, a blank line between tables) or of an `xlsx`, a sheet a table."""
    return _csv(tables) if kind == "csv" else _xlsx(tables)


def table_response(kind: str, stem: str, *tables: Table) -> HttpResponse:
    """Return the answer that saves these tables as `stem.kind`."""
    response = HttpResponse(render_tables(kind, tables), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield one table as the CSV of `render_tables`, a line at a time: a long list leaves while it is read."""
    mark = "\ufeff"
    for row in chain([head], rows):
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerow([safe_cell(_french(cell)) for cell in row])
        yield f"{mark}{out.getvalue()}".encode("utf-8", "replace")
        mark = ""


def _csv(tables: Iterable[Table]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for rank, table in enumerate(tables):
        for row in (*([()] if rank else ()), table.head, *table.rows):
            writer.writerow([safe_cell(_french(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _french(cell: Cell) -> Cell:
    return f"{cell}".replace(".", ",") if isinstance(cell, Decimal) else cell


def _xlsx(tables: Iterable[Table]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            number = book.add_format({"num_format": table.decimals}) if table.decimals else None
            _sheet(book.add_worksheet(table.name[:31]), table, bold, {date: day, Decimal: number})
    return out.getvalue()


def _sheet(sheet, table: Table, bold, formats: dict) -> None:
    sheet.freeze_panes(1, 1)
    for column, words in enumerate(table.head):
        longest = max([len(str(row[column] or "")) for row in table.rows if column < len(row)], default=0)
        sheet.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2)))
        sheet.write_string(0, column, words, bold)
    for rank, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, rank, column, cell, formats.get(type(cell)))
    sheet.autofilter(0, 0, len(table.rows) - table.totals, len(table.head) - 1)


def _write(sheet, row: int, column: int, cell: Cell, style) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, str):
        sheet.write_string(row, column, str(safe_cell(cell.translate(ILLEGAL))))
    elif cell is not None:
        sheet.write_number(row, column, cell, style)
