"""Agreements as a table to hand out: what the list shows, days as days and money as numbers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from roriq_portal.files.spreadsheets import MONEY, Cell, Table
from roriq_portal.formats.rates import format_percent

if TYPE_CHECKING:
    from agreements.agreement.listing import ListedAgreement

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


def table_of(agreements: "Iterable[ListedAgreement]") -> Table:
    """Return the table of these agreements, rows of `listing.listed`."""
    return Table("Ententes", HEAD, [_row(agreement) for agreement in agreements], decimals=MONEY)


def _row(agreement: "ListedAgreement") -> list[Cell]:
    lead, *others = agreement.funder_names or [""]
    paid = zip(agreement.funder_names, agreement.percents, strict=True)
    shares = ", ".join(f"{name} {format_percent(percent)}" for name, percent in paid) if others else ""
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
