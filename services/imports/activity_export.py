"""The list of activities as CSV and XLSX: what is shown and what was broken down, and nothing that a spreadsheet would run.

The headings are those that an import knows: a file handed out can come back.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

import xlsxwriter
from django.db.models import QuerySet
from django.utils.text import slugify

from organisms.models import Organism
from roriq_portal.cells import safe_cell
from services.imports.registers import BREAKDOWNS, LABELS
from services.imports.vocabulary import category_ids
from services.models import Breakdown

BEFORE = ("Date", "Activité", "Volet", "Municipalité", "MRC", "Personnes immigrantes", "Société d’accueil", "Quantité")
PARTS = tuple(LABELS[name] for name in BREAKDOWNS)
AFTER = ("Employeur ou partenaire", "Entente(s)", "Notes", "Inscrite par", "Motif du retrait")
HEADERS = (*BEFORE, *PARTS, *AFTER)
WIDTHS = {"Date": 11, "Activité": 34, "Municipalité": 22, "MRC": 22, "Employeur ou partenaire": 30, "Entente(s)": 18,
          "Notes": 50, "Inscrite par": 20, "Motif du retrait": 24}  # fmt: skip
CHUNK = 2000


def file_name(organism: Organism, day: date, kind: str) -> str:
    """Return activites-la-croisee-boreale-2026-11-22.xlsx."""
    return f"activites-{slugify(organism.name) or organism.pk}-{day.isoformat()}.{kind}"


def lines_of(rows: QuerySet) -> Iterator[list]:
    """Yield the cells of each row of `filters.shown`, under HEADERS; one more query for each 2000 rows."""
    ids = category_ids()
    columns = [ids[pair] for pair in BREAKDOWNS.values()]
    waiting = rows.iterator(CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        parts = _parts([row.pk for row in chunk])
        for row in chunk:
            yield _cells(row, [parts.get((row.pk, category)) for category in columns])


def _parts(activities: list[int]) -> dict[tuple[int, int], int]:
    """The same people are broken down under each indicator of a record: once is enough."""
    known = Breakdown.objects.filter(count__activity__in=activities).order_by()
    cells = known.values_list("count__activity", "category", "value")
    return {(activity, category): value for activity, category, value in cells}


def _cells(row, parts: list[int | None]) -> list:
    return [
        row.day, row.activity_type__name, row.component, row.municipality__name, row.municipality__mrc__name,
        row.immigrants, row.host, row.quantity, *parts, " ; ".join(row.partner_names), ", ".join(row.charged),
        row.note, row.created_by__name, row.withdrawn_reason,
    ]  # fmt: skip


def csv_lines(rows: QuerySet) -> Iterator[str]:
    """Yield the file a line at a time, with a BOM so that spreadsheets read the accents."""
    yield "\ufeff" + _csv_line(HEADERS)
    for cells in lines_of(rows):
        yield _csv_line(cells)


def _csv_line(cells: Iterable) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def xlsx_bytes(rows: QuerySet) -> bytes:
    """Return a workbook; constant memory while it is written, dates are dates, text cells never become formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Activités")
    sheet.freeze_panes(1, 0)
    head, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, words in enumerate(HEADERS):
        sheet.set_column(column, column, WIDTHS.get(words, 12))
        sheet.write_string(0, column, words, head)
    number = 0
    for number, cells in enumerate(lines_of(rows), start=1):
        for column, cell in enumerate(cells):
            _write(sheet, number, column, cell, day)
    sheet.autofilter(0, 0, number, len(HEADERS) - 1)
    book.close()
    return out.getvalue()


def _write(sheet, number: int, column: int, cell: object, day) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(number, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(number, column, safe_cell(cell))
    elif cell is not None:
        sheet.write_number(number, column, cell)
