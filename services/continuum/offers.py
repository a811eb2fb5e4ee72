"""Offers as rows: what the continuum is computed from, and the names to show it with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from agreements.models import Agreement
from organisms.models import MrcRegion, Region, User
from services.continuum.coverage import Continuum, Offer, Span, Stay
from services.models import Offering, OfferingPayment, Service


@dataclass(frozen=True)
class Payer:
    """An agreement that pays an offer, shown only to those who see that agreement."""

    id: int
    reference: str
    span: Span


@dataclass(frozen=True)
class Dataset:
    """The continuum that a person may see. `payers` holds the agreements they see, by offer."""

    continuum: Continuum
    regions: list[Region]
    services: list[Service]
    organisms: dict[int, str]
    mrcs: dict[int, str]
    payers: dict[int, list[Payer]]

    def of_component(self, component: int) -> list[Service]:
        """The network's services of a component, in their order."""
        return [row for row in self.services if row.component == component and row.organism_id is None]

    def own_of_component(self, component: int) -> list[Service]:
        return [row for row in self.services if row.component == component and row.organism_id is not None]

    def place_of(self, offer: Offer) -> str:
        """Return the MRC of an offer; nothing when it serves the whole region."""
        return self.mrcs[offer.mrc] if offer.mrc is not None else ""


def read_dataset(user: User) -> Dataset:
    """Return all that this person may see of the continuum. Six queries."""
    rows = list(_offers(user))
    payments = _payments(user).filter(agreement__in=Agreement.objects.visible_to(user).values("pk"))
    named = payments.values_list("offering", "agreement", "agreement__reference", "agreement__during")
    payers = sorted(named, key=lambda row: row[2])
    return Dataset(
        continuum=_continuum(user, rows),
        regions=list(Region.objects.order_by("sort_name")),
        services=list(Service.objects.select_related("measure")),
        organisms={row[1]: row[6] for row in rows},
        mrcs={row[4]: row[7] for row in rows if row[4]},
        payers=_grouped((offer, Payer(pk, words, span_of(during))) for offer, pk, words, during in payers),
    )


def read_continuum(user: User) -> Continuum:
    """Return what this person may see of the continuum, without names. Three queries."""
    return _continuum(user, list(_offers(user)))


def _offers(user: User) -> QuerySet:
    columns = ("pk", "organism", "service", "region", "mrc", "during", "organism__name", "mrc__name")
    return Offering.objects.visible_to(user).order_by().values_list(*columns)


def _payments(user: User) -> QuerySet[OfferingPayment]:
    seen = Offering.objects.visible_to(user).order_by()
    return OfferingPayment.objects.filter(offering__in=seen.values("pk")).order_by()


def _continuum(user: User, rows: Iterable[tuple]) -> Continuum:
    terms = _grouped(
        (offer, span_of(during)) for offer, during in _payments(user).values_list("offering", "agreement__during")
    )
    offers = [
        Offer(pk, organism, service, region, mrc, span_of(during), tuple(terms.get(pk, ())))
        for pk, organism, service, region, mrc, during, *_ in rows
    ]
    stays = MrcRegion.objects.order_by().values_list("mrc", "region", "during")
    return Continuum(offers, [Stay(mrc, region, span_of(during)) for mrc, region, during in stays])


def span_of(during) -> Span:
    """Return a database range as the span that the pure rules read."""
    return Span(during.lower, during.upper)


def _grouped(pairs: Iterable[tuple]) -> dict[int, list]:
    groups: dict[int, list] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
