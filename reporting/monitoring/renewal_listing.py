"""The agreements to renew, as a list: when each ends, what it is worth, what follows it."""

from django.urls import reverse

from reporting.monitoring.agreement_timeline import RenewalRow
from roriq_portal.formats.days import format_day
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


def _reference(row: RenewalRow) -> Shown:
    url = reverse("agreements:agreement-detail", args=[row.renewal.term.id])
    return Shown(row.renewal.term.reference, url, (Under(f"{row.programme}, {row.length}"),))


def _organism(row: RenewalRow) -> Shown:
    url = reverse("reporting:organism-spans", args=[row.renewal.term.organism_id])
    return Shown(row.organism, url, (Under(row.funders),))


def _last_day(row: RenewalRow) -> Shown:
    return Shown(format_day(row.renewal.term.last_day), under=(Under(row.left),))


def _follow_up(row: RenewalRow) -> str:
    return row.renewal.follow_up.reference if row.renewal.follow_up else ""


def _next(row: RenewalRow) -> Shown:
    said = "inscrite, pas encore signée" if row.renewal.follow_up else "rien d’inscrit"
    return Shown(row.next_words if row.next_url else "", row.next_url, (Under(said),))


RENEWALS = declare(
    Listing(
        address="reporting:renewal-list",
        name="Ententes à renouveler",
        stem="a-renouveler",
        nouns=("entente", "ententes"),
        columns=(
            Column("reference", "Entente", lambda row: row.renewal.term.reference, BY_VALUE, show=_reference),
            Column("organisme", "Organisme", lambda row: row.organism, BY_VALUE, show=_organism),
            Column("fin", "Dernier jour", lambda row: row.renewal.term.last_day, BY_VALUE, Kind.DAY, show=_last_day),
            Column("montant", "Montant", lambda row: row.renewal.term.amount, BY_VALUE, Kind.MONEY),
            Column("suite", "Suite inscrite", _follow_up, show=_next),
            Column("bailleurs", "Bailleurs", lambda row: row.funders, BY_VALUE, is_usual=False),
            Column("programme", "Programme", lambda row: row.programme, BY_VALUE, is_usual=False),
            Column("duree", "Durée", lambda row: row.length, is_usual=False),
            Column("reste", "Jours restants", lambda row: row.renewal.days_left, BY_VALUE, Kind.NUMBER, is_usual=False),
        ),
        order="",
    )
)
