"""The columns of the list of agreements, on its page and in its files."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from agreements.agreement.listing import term_in_words
from roriq_portal.formats.days import format_day
from roriq_portal.formats.rates import format_percent
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare

if TYPE_CHECKING:
    from agreements.agreement.listing import ListedAgreement


def _reference(row: Any) -> Shown:
    late = "1 rapport en retard" if row.late == 1 else f"{row.late} rapports en retard"
    marks = (Under(late, turn="late", sign="alert"),) if row.late else ()
    url = reverse("agreements:agreement-detail", args=[row.pk])
    return Shown(row.reference, url, (*((Under(row.title),) if row.title else ()), *marks))


def _funders(row: "ListedAgreement") -> str:
    return ", ".join(row.funder_names)


def _signed_by(row: "ListedAgreement") -> Shown:
    return Shown(_funders(row), under=(Under(row.programme.name),))


def _term(row: "ListedAgreement") -> str:
    return f"{format_day(row.starts_on)} au {format_day(row.last_day)}"


def _last_day(row: "ListedAgreement") -> date:
    return row.last_day


def _dated(row: "ListedAgreement") -> Shown:
    return Shown(_term(row), under=(Under(term_in_words(row, row.starts, timezone.localdate())),))


def _shares(row: "ListedAgreement") -> str:
    if len(row.funder_names) < 2:
        return ""
    paid = zip(row.funder_names, row.percents, strict=True)
    return ", ".join(f"{name} {format_percent(percent)}" for name, percent in paid)


AGREEMENTS = declare(
    Listing(
        address="agreements:agreement-list",
        name="Ententes",
        stem="ententes",
        nouns=("entente", "ententes"),
        columns=(
            Column("reference", "Entente", lambda row: row.reference, ("reference",), show=_reference),
            Column("organisme", "Organisme", lambda row: row.organism.name, ("organism__sort_name", "reference")),
            Column("bailleur", "Bailleur", _funders, ("lead_name",), show=_signed_by),
            Column("fin", "Durée", _term, ("during__endswith",), show=_dated),
            Column("montant", "Montant", lambda row: row.amount or Decimal(0), ("amount",), Kind.MONEY),
            Column("titre", "Titre", lambda row: row.title, ("title",), is_usual=False),
            Column("programme", "Programme", lambda row: row.programme.name, ("programme__name",), is_usual=False),
            Column("parts", "Parts des bailleurs", _shares, is_usual=False),
            Column("dossier", "Dossier du bailleur", lambda row: row.funder_reference, is_usual=False),
            Column("nature", "Nature", lambda row: row.get_kind_display(), ("kind",), is_usual=False),
            Column("signee", "Signée le", lambda row: row.signed_on, ("signed_on",), Kind.DAY, is_usual=False),
            Column("debut", "Début", lambda row: row.starts_on, ("during__startswith",), Kind.DAY, is_usual=False),
            Column("dernier", "Dernier jour", _last_day, ("during__endswith",), Kind.DAY, is_usual=False),
        ),
        order="reference",
    )
)
