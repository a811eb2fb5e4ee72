"""What one agreement says, as one value: the form makes it, the actions write it, two of them can be compared."""

import hashlib
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import number_format

from organisms.models import Component, Mrc, Region
from roriq_portal.formats.days import say_day

from .models import Agreement, Funder, FunderOffice, Programme, Stream
from .terms import first_month_of

LABELS = {
    "reference": "Référence",
    "funder_reference": "Numéro de dossier du bailleur",
    "title": "Titre",
    "programme": "Programme",
    "stream": "Volet du programme",
    "lead": "Bailleur principal",
    "office": "Bureau",
    "cosigners": "Autres signataires",
    "term": "Durée",
    "first_month": "Début des années",
    "components": "Volets",
    "regions": "Régions",
    "mrcs": "MRC",
    "issued_by_network": "Rapports transmis par le réseau",
    "amounts": "Montants",
}
YEAR_STARTS = {4: "1er avril", 1: "1er janvier", 0: "à la date de début de l’entente"}


@dataclass(frozen=True)
class AgreementFacts:
    reference: str
    funder_reference: str
    title: str
    programme: Programme
    stream: Stream | None
    lead: Funder
    office: FunderOffice | None
    cosigners: tuple[Funder, ...]
    term: DateRange
    first_month: int
    components: tuple[int, ...]
    regions: tuple[Region, ...]
    mrcs: tuple[Mrc, ...]
    issued_by_network: bool
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True)
class Difference:
    field: str
    mine: str
    theirs: str


def facts_of(agreement: Agreement) -> AgreementFacts:
    """Read the agreement as it stands now."""
    signatures = list(agreement.signatures.select_related("funder", "office").order_by("funder__sort_name"))
    lead = next(s for s in signatures if s.is_lead)
    years = list(agreement.years.order_by("number"))
    return AgreementFacts(
        reference=agreement.reference,
        funder_reference=agreement.funder_reference,
        title=agreement.title,
        programme=agreement.programme,
        stream=agreement.stream,
        lead=lead.funder,
        office=lead.office,
        cosigners=tuple(s.funder for s in signatures if not s.is_lead),
        term=agreement.during,
        first_month=first_month_of([y.during for y in years]),
        components=tuple(sorted(agreement.components)),
        regions=tuple(agreement.regions.all()),
        mrcs=tuple(agreement.mrcs.all()),
        issued_by_network=agreement.issued_by_network,
        amounts=tuple(y.amount for y in years),
    )


def fingerprint(facts: AgreementFacts) -> str:
    """Return the same 64 digits for the same facts, so that a page can say what it showed."""
    said = "\n".join(f"{field.name}={_key(getattr(facts, field.name))}" for field in fields(facts))
    return hashlib.sha256(said.encode()).hexdigest()


def differences(mine: AgreementFacts, theirs: AgreementFacts) -> list[Difference]:
    """List, in words, where two states of one agreement disagree."""
    return [
        Difference(label, words(getattr(mine, name)), words(getattr(theirs, name)))
        for name, label in LABELS.items()
        if _key(getattr(mine, name)) != _key(getattr(theirs, name))
    ]


def words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(words(item) for item in value) or "–"
    if isinstance(value, DateRange):
        return f"{say_day(value.lower)} au {say_day(value.upper - timedelta(days=1))}"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return f"{number_format(value, 2, force_grouping=True)}\u00a0$"
    return str(value) if value not in (None, "") else "–"


def plain_number(value: Decimal) -> str:
    """« 1 204 » or « 12,5 »: no idle decimals."""
    whole = value == value.to_integral_value()
    return number_format(value.quantize(Decimal(1)) if whole else value.normalize(), force_grouping=True)


def _key(value: object) -> str:
    if isinstance(value, tuple):
        return (
            ",".join(sorted(_key(item) for item in value))
            if value and hasattr(value[0], "pk")
            else ",".join(map(_key, value))
        )
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value.pk) if hasattr(value, "pk") else str(value)


def component_words(number: int) -> str:
    return f"Volet {number} – {Component(number).label}"
