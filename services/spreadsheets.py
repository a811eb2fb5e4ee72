"""The list of activities as CSV and XLSX: what is shown, and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterator

import xlsxwriter

from roriq_portal.cells import safe_cell

HEADERS = [
    "Date", "Activité", "Volet", "Municipalité", "Personnes immigrantes", "Société d’accueil", "Quantité",
    "Employeur ou partenaire", "Entente(s)", "Notes", "Inscrite par", "Motif du retrait",
]  # fmt: skip


def _cells(row) -> list:
    return [
        row.day.isoformat(), row.activity_type__name, row.component, row.municipality__name, row.immigrants, row.host,
        row.quantity, " ; ".join(row.partner_names), ", ".join(row.charged), row.note, row.created_by__name,
        row.withdrawn_reason,
    ]  # fmt: skip


def csv_lines(rows) -> Iterator[str]:
    """Yield the file a line at a time, with a BOM so that spreadsheets read the accents."""
    yield "\ufeff"
    for cells in (HEADERS, *map(_cells, rows)):
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([safe_cell(cell) for cell in cells])
        yield line.getvalue()


def xlsx_bytes(rows) -> bytes:
    """Return a workbook; constant memory while it is written, text cells never become formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Activités")
    for column, words in enumerate(HEADERS):
        sheet.write_string(0, column, words, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(row)):
            if isinstance(cell, str):
                sheet.write_string(number, column, safe_cell(cell))
            elif cell is not None:
                sheet.write_number(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(HEADERS) - 1)
    book.close()
    return out.getvalue()
