"""The money of an organism's State year as CSV and XLSX: what the page shows, in cells that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter
from django.utils.text import slugify

from roriq_portal.cells import safe_cell

from .organism_accounts import OrganismYear

HEAD = (
    "Entente", "Titre", "Bailleurs", "Budget", "Reçu", "Dépensé", "Engagé", "Solde", "Mise de fonds",
)  # fmt: skip
AID_HEAD = ("Entente", "Titre", "Bailleur", "Reçu")
Cells = tuple[str | Decimal, ...]


def file_name(organism_name: str, year: int, kind: str) -> str:
    """Return argent-la-croisee-boreale-2025-2026.xlsx."""
    return f"argent-{slugify(organism_name) or 'organisme'}-{year}-{year + 1}.{kind}"


def rows_of(found: OrganismYear) -> Iterator[Cells]:
    """Yield the cells under HEAD, and the total."""
    names = ("budget", "received", "spent", "committed", "balance", "brought")
    for row in found.rows:
        yield (row.agreement.reference, row.agreement.title, row.funders, *(getattr(row, name) for name in names))
    yield ("Total", "", "", *(found.totals[name] for name in names))


def aid_of(found: OrganismYear) -> Iterator[Cells]:
    """Yield the cells under AID_HEAD: the aid of Québec and municipalities, its total, and the statement it asks for."""
    for line in found.statement.lines:
        yield (line.reference, line.title, line.funder, line.amount)
    yield ("Total", "", "", found.statement.total)
    yield ("État financier", found.statement.kind, found.statement.words)


def csv_bytes(found: OrganismYear) -> bytes:
    """Return UTF-8 with its mark and semicolons, as French spreadsheets open it; amounts with a comma."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for cells in (HEAD, *rows_of(found), (), AID_HEAD, *aid_of(found)):
        writer.writerow([_plain(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: str | Decimal) -> object:
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, Decimal) else safe_cell(cell)


def xlsx_bytes(found: OrganismYear) -> bytes:
    """Return a workbook of two sheets; amounts are numbers, text never becomes a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, f"Argent {found.words}", HEAD, rows_of(found))
    _sheet(book, "Aide publique", AID_HEAD, aid_of(found))
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, head: Cells, rows: Iterator[Cells]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 2, 34)
    sheet.set_column(3, len(head), 16)
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": '#,##0.00 "$"'})
    for number, cells in enumerate((head, *rows)):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(number, column, cell, money)
            else:
                sheet.write_string(number, column, safe_cell(cell), bold if number == 0 else None)
