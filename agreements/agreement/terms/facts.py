"""What one agreement says, as one value: the form makes it, the actions write it, two of them can be compared."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.terms.schedule import first_month_of
from agreements.models import Agreement, AgreementFunder, Funder, FunderOffice, Programme, Stream
from organisms.models import Component, Mrc, Organism, Region
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.rates import format_percent

WHOLE = Decimal(100)

LABELS = {
    "reference": "Référence",
    "funder_reference": "Numéro de dossier du bailleur",
    "title": "Titre",
    "programme": "Programme",
    "stream": "Volet du programme",
    "lead": "Bailleur principal",
    "office": "Bureau",
    "cosigners": "Autres signataires",
    "shares": "Parts des bailleurs",
    "partners": "Organismes partenaires",
    "term": "Durée",
    "first_month": "Début des années",
    "components": "Volets",
    "regions": "Régions",
    "mrcs": "MRC",
    "issued_by_network": "Rapports transmis par le réseau",
    "review": "Qui lit les rapports avant le bailleur",
    "amounts": "Montants",
    "kind": "Nature",
    "signed_on": "Signée le",
    "renews": "Fait suite à",
    "is_complementary": "Complémentaire",
    "funder_share_max": "Part maximale des bailleurs",
    "in_kind_allowed": "Apports en nature admis",
    "stacking_limit": "Cumul maximal des aides publiques",
    "forbids_double_claims": "Interdit la double déclaration",
}
YEAR_STARTS = {
    4: "1er avril", 1: "1er janvier", 0: "à la date de début de l’entente", 2: "1er février", 3: "1er mars",
    5: "1er mai", 6: "1er juin", 7: "1er juillet", 8: "1er août", 9: "1er septembre", 10: "1er octobre",
    11: "1er novembre", 12: "1er décembre",
}  # fmt: skip
PERCENTS = ("funder_share_max", "stacking_limit")


@dataclass(frozen=True)
class Share:
    """What one funder pays of an agreement, in percent."""

    funder: Funder
    percent: Decimal

    def __str__(self):
        return f"{self.funder}\u00a0: {format_percent(self.percent)}"


@dataclass(frozen=True)
class AgreementInput:
    """`shares`: what each funder pays, those that pay nothing left out; none when the lead funder pays all."""

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
    shares: tuple[Share, ...] = ()
    partners: tuple[Organism, ...] = ()
    kind: str = Agreement.Kind.SERVICE
    review: str = Agreement.Review.NONE
    signed_on: date | None = None
    renews: Agreement | None = None
    is_complementary: bool = False
    funder_share_max: Decimal | None = None
    in_kind_allowed: bool = True
    stacking_limit: Decimal | None = None
    forbids_double_claims: bool | None = None

    def share_of(self, funder: Funder) -> Decimal:
        """What this funder pays, in percent; 0 for one that only signs."""
        if not self.shares:
            return WHOLE if funder == self.lead else Decimal(0)
        return next((share.percent for share in self.shares if share.funder == funder), Decimal(0))


PLAIN = (
    "reference", "funder_reference", "title", "programme", "stream", "issued_by_network", "review", "kind", "signed_on",
    "renews",
    "is_complementary", "funder_share_max", "in_kind_allowed", "stacking_limit",
    "forbids_double_claims",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    field: str
    mine: str
    theirs: str


def facts_of(agreement: Agreement) -> AgreementInput:
    """Read the agreement as it stands now."""
    signatures = list(agreement.signatures.select_related("funder", "office").order_by("funder__sort_name"))
    lead = next(s for s in signatures if s.is_lead)
    years = list(agreement.years.order_by("number"))
    return AgreementInput(
        **{name: getattr(agreement, name) for name in PLAIN},
        lead=lead.funder,
        office=lead.office,
        cosigners=tuple(s.funder for s in signatures if not s.is_lead),
        term=agreement.during,
        first_month=first_month_of([y.during for y in years]),
        components=tuple(sorted(agreement.components)),
        regions=tuple(agreement.regions.all()),
        mrcs=tuple(agreement.mrcs.all()),
        amounts=tuple(y.amount for y in years),
        shares=shares_in(signatures),
        partners=tuple(row.organism for row in agreement.partners.select_related("organism")),
    )


def shares_in(signatures: list[AgreementFunder]) -> tuple[Share, ...]:
    """Return the shares that signatures write; none when the lead funder pays all."""
    if any(signature.is_lead and signature.share == WHOLE for signature in signatures):
        return ()
    return shares_of({signature.funder: signature.share for signature in signatures})


def shares_of(percents: dict[Funder, Decimal]) -> tuple[Share, ...]:
    """Return the shares above 0, always in the same order."""
    return tuple(
        Share(funder, percent) for funder, percent in sorted(percents.items(), key=lambda pair: pair[0].pk) if percent
    )


def fingerprint(facts: AgreementInput) -> str:
    """Return the same 64 digits for the same facts, so that a page can say what it showed."""
    said = "\n".join(f"{field.name}={_key(getattr(facts, field.name))}" for field in fields(facts))
    return hashlib.sha256(said.encode()).hexdigest()


def differences(mine: AgreementInput, theirs: AgreementInput) -> list[Difference]:
    """List, in words, where two states of one agreement disagree."""
    return [
        Difference(label, said(name, getattr(mine, name)), said(name, getattr(theirs, name)))
        for name, label in LABELS.items()
        if _key(getattr(mine, name)) != _key(getattr(theirs, name))
    ]


def said(name: str, value: Any) -> str:
    """Return the value of one field in words."""
    if value is None:
        return "comme le programme" if name == "forbids_double_claims" else "–"
    if name in PERCENTS:
        return format_percent(value)
    if name == "kind":
        return Agreement.Kind(value).label
    if name == "review":
        return Agreement.Review(value).label
    if name == "first_month":
        return YEAR_STARTS[value]
    return words(value)


def words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(words(item) for item in value) or "–"
    if isinstance(value, DateRange):
        return f"{format_day(value.lower)} au {format_day(value.upper - timedelta(days=1))}"
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return format_money(value)
    return str(value) if value not in (None, "") else "–"


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
