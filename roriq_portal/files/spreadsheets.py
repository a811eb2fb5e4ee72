"""Tables as CSV or XLSX files: typed cells, and nothing that a spreadsheet would run. The only writer."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from roriq_portal.files.cells import csv_cell, readable, safe_cell, storable
from roriq_portal.formats.language import is_english
from roriq_portal.formats.money import format_money
from roriq_portal.formats.rates import Exact, format_percent

DAY, MONEY, ENGLISH_MONEY = "yyyy-mm-dd", '#,##0.00 "$"', '"$"#,##0.00'
LEAST_WIDTH, MOST_WIDTH = 8, 60
LETTER = 1
MOST_NAME = 31
BYTES = {"strings_to_formulas": False, "strings_to_urls": False}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Number:
    """A number, and the format a workbook shows it in; `text`: what a CSV writes in its place."""

    value: Decimal
    style: str
    text: str = ""


def money_style() -> str:
    """Return how a workbook shows dollars: « 1 204,50 $ », « $1,204.50 »."""
    return ENGLISH_MONEY if is_english() else MONEY


def rate_cell(part: Exact, whole: Exact, printed: Decimal) -> Number:
    """Return a quotient, shown with the decimals it is printed with: 319 of 320 is not shown as 100 %."""
    exact, rounded = Fraction(part) / Fraction(whole), printed.normalize().as_tuple().exponent
    decimals = max(-rounded, 0) if isinstance(rounded, int) else 0
    style = ("0." + "0" * decimals if decimals else "0") + ("%" if is_english() else " %")
    return Number(Decimal(exact.numerator) / Decimal(exact.denominator), style, format_percent(printed))


Cell = str | int | Decimal | date | Number | None


@dataclass(frozen=True)
class Table:
    """A head and its rows. `decimals`: the format of its decimals; `totals`: how many last rows no filter sorts.

    `sums`: the ranks of rows that add up others, in bold. `widths`: how wide columns are, by their words; rows are then
    written while they are read, however many they are.
    `frozen`: how many columns stay while the rest scrolls. `is_paper`: texts unchanged, wrapped, and nothing sorts.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    decimals: str = ""
    totals: int = 0
    sums: frozenset[int] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1
    is_paper: bool = False


def render_tables(kind: str, tables: Iterable[Table], *, title: str = "") -> bytes:
    """Return the bytes of a `csv` (UTF-8 with its mark, semicolons, a blank line between tables) or of an `xlsx`.

    A workbook has a sheet for each table. The same tables give the same bytes.
    """
    return _csv(tables) if kind == "csv" else _xlsx(list(tables), title)


def table_response(kind: str, stem: str, *tables: Table, title: str = "") -> HttpResponse:
    """Return the answer that saves these tables as `stem.kind`."""
    return file_response(kind, stem, render_tables(kind, tables, title=title))


def file_response(kind: str, stem: str, data: bytes) -> HttpResponse:
    """Return the answer that saves bytes already written as `stem.kind`."""
    return _saved(HttpResponse(data, content_type=TYPES[kind]), f"{stem}.{kind}")


def csv_response(stem: str, table: Table) -> StreamingHttpResponse:
    """Return the answer that saves one table as `stem.csv`, a line at a time: a long list leaves while it is read."""
    return _saved(StreamingHttpResponse(_lines(table), content_type=TYPES["csv"]), f"{stem}.csv")


def _lines(table: Table) -> Iterator[bytes]:
    yield f"\ufeff{_line(table.head)}".encode()
    for row in table.rows:
        yield _line(row).encode()


def _saved(response, name: str):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(tables: Iterable[Table]) -> bytes:
    rows = (row for rank, table in enumerate(tables) for row in (*([()] if rank else ()), table.head, *table.rows))
    return "".join(map(_line, rows)).encode("utf-8-sig")


def _line(row: Sequence[Cell]) -> str:
    out = io.StringIO()
    plain = ((cell.text or cell.value) if isinstance(cell, Number) else cell for cell in row)
    csv.writer(out, delimiter=";").writerow([csv_cell(cell) for cell in plain])
    return out.getvalue()


def _xlsx(tables: Sequence[Table], title: str) -> bytes:
    out = io.BytesIO()
    memory = "constant_memory" if any(table.widths for table in tables) else "in_memory"
    with xlsxwriter.Workbook(out, {memory: True, **BYTES}) as book:
        book.set_properties({"title": readable(title), "created": datetime(2000, 1, 1)})
        styles = _Styles(book)
        for table in tables:
            _write(book.add_worksheet(table.name[:MOST_NAME]), table, styles)
    return out.getvalue()


class _Styles:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})

    def of(self, table: Table, cell: Cell, is_sum: bool) -> Format:
        style = _style(table, cell)
        key = style, table.is_paper, is_sum
        if key not in self._made:
            shown = {"num_format": style} if style else {"text_wrap": table.is_paper}
            paper = {"valign": "top"} if table.is_paper else {}
            total = {"bold": True, "top": 1, "bottom": 6} if is_sum else {}
            self._made[key] = self._book.add_format({**paper, **shown, **total})
        return self._made[key]


def _style(table: Table, cell: Cell) -> str:
    if isinstance(cell, Number):
        return cell.style
    return DAY if isinstance(cell, date) else table.decimals if isinstance(cell, Decimal) else ""


def _write(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    rows = table.rows if table.widths else list(table.rows)
    for column, words in enumerate(table.head):
        sheet.set_column(
            column, column, table.widths.get(words, LEAST_WIDTH) if table.widths else _width(column, words, rows)
        )
        sheet.write_string(0, column, readable(words), styles.head)
    last = 0
    for last, row in enumerate(rows, start=1):
        is_sum = last - 1 in table.sums
        for column, cell in enumerate(row):
            if is_sum or cell not in (None, ""):
                _put(sheet, last, column, _text(table, cell), styles.of(table, cell, is_sum))
    if not table.is_paper:
        sheet.autofilter(0, 0, last - table.totals, len(table.head) - 1)
    _set_up(sheet, table)


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format | None) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, Number):
        sheet.write_number(row, column, cell.value, style)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, style)
    elif cell is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, cell, style)


def _text(table: Table, cell: Cell) -> Cell:
    """Return a text as text, never as a formula; outside a paper, also once the sheet is saved as CSV."""
    if not isinstance(cell, str):
        return cell
    return readable(cell) if table.is_paper else str(safe_cell(storable(cell)))


def _width(column: int, words: str, rows: Iterable[Sequence[Cell]]) -> int:
    """As wide as its longest cell, from 8 to 60 signs."""
    shown = [words, *(_shown(row[column]) for row in rows if column < len(row))]
    longest = max(len(line) for text in shown for line in text.split("\n"))
    return min(max(longest + 2, LEAST_WIDTH), MOST_WIDTH)


def _shown(cell: Cell) -> str:
    """About what a cell shows, to know how wide it is."""
    if isinstance(cell, Number):
        return format_money(cell.value)
    return "" if cell is None else str(cell)


def _set_up(sheet: Worksheet, table: Table) -> None:
    """On screen its head stays; on paper it lies, as wide as a page, its head on each page and its place below."""
    sheet.freeze_panes(1, table.frozen)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(LETTER)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{table.name}&R{gettext('Page &P de &N')}")
