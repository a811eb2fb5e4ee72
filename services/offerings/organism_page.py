"""The offer of one organism: each service of the five components, current, to come or over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from agreements.models import Agreement
from organisms.models import Component, Organism, User
from services.continuum.coverage import Offer, Span
from services.continuum.offers import span_of
from services.models import Offering, OfferingPayment, Service


@dataclass(frozen=True)
class Line:
    """One offering in words. `payers`: the agreements that the reader sees, among those that pay."""

    id: int
    place: str
    first_day: date
    last_day: date | None
    payers: list[str]
    standing: str
    turn: str
    sign: str
    note: str

    @property
    def is_over(self) -> bool:
        return self.standing == "Terminé"


@dataclass
class Entry:
    """A service with its offerings, those that run or will run first."""

    service: Service
    lines: list[Line] = field(default_factory=list)

    @property
    def current(self) -> list[Line]:
        return [line for line in self.lines if not line.is_over]

    @property
    def over(self) -> list[Line]:
        return [line for line in self.lines if line.is_over]


@dataclass(frozen=True)
class Part:
    number: int
    words: str
    entries: list[Entry]

    @property
    def current_words(self) -> str:
        on = sum(bool(entry.current) for entry in self.entries)
        return f"{on} sur {len(self.entries)}"


def offered_words(offerings: Sequence[Offering]) -> str:
    """Return where a service was just offered: « Accueil » : offert à 3 endroits."""
    places = "1 endroit" if len(offerings) == 1 else f"{len(offerings)} endroits"
    return f"« {offerings[0].service} » : offert à {places}."


def offer_of(organism: Organism, user: User, day: date) -> list[Part]:
    """Return the five components with what this organism offers. Four queries."""
    seen = Offering.objects.visible_to(user).filter(organism=organism)
    payments = OfferingPayment.objects.filter(offering__in=seen.order_by().values("pk")).order_by(
        "agreement__reference"
    )
    visible = Agreement.objects.visible_to(user).values("pk")
    named = list(payments.filter(agreement__in=visible).values_list("offering", "agreement__reference"))
    terms = list(payments.values_list("offering", "agreement__during"))
    services = Service.objects.filter(Q(organism=organism) | Q(organism__isnull=True)).select_related("measure")
    entries = {service.pk: Entry(service) for service in services}
    for row in seen.select_related("region", "mrc").order_by("service", "-during", "pk"):
        paid = tuple(span_of(during) for pk, during in terms if pk == row.pk)
        payers = [words for pk, words in named if pk == row.pk]
        entries[row.service_id].lines.append(_line(row, paid, payers, day))
    return [
        Part(number, words, [entry for entry in entries.values() if entry.service.component == number])
        for number, words in Component.choices
    ]


def _line(row: Offering, terms: tuple[Span, ...], payers: list[str], day: date) -> Line:
    words, turn, sign = _standing(row, terms, day)
    last = row.during.upper - timedelta(days=1) if row.during.upper else None
    place = f"{row.mrc} ({row.region})" if row.mrc else f"{row.region}, toute la région"
    return Line(row.pk, place, row.during.lower, last, payers, words, turn, sign, row.note)


def _standing(row: Offering, terms: tuple[Span, ...], day: date) -> tuple[str, str, str]:
    offer = Offer(row.pk, row.organism_id, row.service_id, row.region_id, row.mrc_id, span_of(row.during), terms)
    if offer.during.end and offer.during.end <= day:
        return "Terminé", "quiet", "turn-none"
    if day < offer.during.start:
        return "À venir", "others", "clock"
    if offer.counts_on(day):
        return ("Offert", "settled", "check") if terms else ("Offert, sans entente", "yours", "clock")
    return "Aucune entente ne paie ce jour", "late", "alert"
