"""Agreements as CSV: what the list shows, in cells that a spreadsheet takes for text."""

import csv
import io
from collections.abc import Iterable

from roriq_portal.cells import safe_cell

from .models import Agreement

HEAD = [
    "Référence",
    "Organisme",
    "Titre",
    "Programme",
    "Bailleur principal",
    "Autres signataires",
    "Début",
    "Fin",
    "Montant",
]


def render_agreements(agreements: Iterable[Agreement]) -> bytes:
    """Return UTF-8 with its mark and semicolons, as French spreadsheets open it; `agreements` are rows of `listing.listed`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for agreement in agreements:
        writer.writerow(map(safe_cell, _row(agreement)))
    return out.getvalue().encode("utf-8-sig")


def _row(agreement: Agreement) -> list[str]:
    lead, *others = agreement.funder_names or [""]
    return [
        agreement.reference,
        agreement.organism.name,
        agreement.title,
        agreement.programme.name,
        lead,
        ", ".join(others),
        agreement.starts_on.isoformat(),
        agreement.last_day.isoformat(),
        str(agreement.amount or 0).replace(".", ","),
    ]
