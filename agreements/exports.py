"""Agreements as CSV and XLSX: what the list shows, in cells that a spreadsheet takes for text, money for numbers."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import xlsxwriter

from roriq_portal.cells import safe_cell

from .facts import percent_words
from .models import Agreement

HEAD = [
    "Référence",
    "Organisme",
    "Titre",
    "Programme",
    "Bailleur principal",
    "Autres signataires",
    "Parts des bailleurs",
    "Dossier du bailleur",
    "Nature",
    "Signée le",
    "Début",
    "Fin",
    "Montant",
]
WIDTHS = [18, 34, 40, 24, 34, 34, 50, 20, 12, 11, 11, 11, 16]


def render_csv(agreements: Iterable[Agreement]) -> bytes:
    """Return UTF-8 with its mark and semicolons, as French spreadsheets open it; `agreements` are rows of `listing.listed`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for agreement in agreements:
        writer.writerow(map(safe_cell, map(_as_text, _row(agreement))))
    return out.getvalue().encode("utf-8-sig")


def render_xlsx(agreements: Iterable[Agreement]) -> bytes:
    """Return a workbook of one sheet: days are days, money is a number; its head stays in sight and filters."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Ententes")
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: book.add_format({"num_format": "#,##0.00 $"}),
        }
        sheet.write_row(0, 0, HEAD, bold)
        rank = 0
        for rank, agreement in enumerate(agreements, start=1):
            for column, value in enumerate(_row(agreement)):
                sheet.write(rank, column, safe_cell(value), formats.get(type(value)))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, rank, len(HEAD) - 1)
    return out.getvalue()


FORMATS = {
    "csv": (render_csv, "text/csv; charset=utf-8"),
    "xlsx": (render_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _row(agreement: Agreement) -> list[str | date | Decimal]:
    lead, *others = agreement.funder_names or [""]
    paid = zip(agreement.funder_names, agreement.percents, strict=True)
    shares = ", ".join(f"{name} {percent_words(percent)}" for name, percent in paid) if others else ""
    return [
        agreement.reference,
        agreement.organism.name,
        agreement.title,
        agreement.programme.name,
        lead,
        ", ".join(others),
        shares,
        agreement.funder_reference,
        agreement.get_kind_display(),
        agreement.signed_on or "",
        agreement.starts_on,
        agreement.last_day,
        agreement.amount or Decimal(0),
    ]


def _as_text(value: str | date | Decimal) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(".", ",") if isinstance(value, Decimal) else value
