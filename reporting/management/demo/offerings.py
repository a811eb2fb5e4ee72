"""Offerings of the demonstration's organisms: where, paid by what; whole regions, gaps, and one to come."""

from collections.abc import Iterator
from datetime import date

from agreements.models import Agreement
from organisms.models import Category, Mrc, Region
from reporting.management.demo import past_moments
from reporting.management.demo.cast import World, roles
from services.models import Service
from services.offerings.actions import NewOfferingInput, OfferingInput, name_service, offer_services

# An organism with few hands leaves out one service in so many of its components
FEW_HANDS = 4
BEYOND = ("quai", "Premier accueil et évaluation des besoins")
OWN = ("metier", 2, "Halte-garderie pendant les ateliers", "SAE")
UNPAID = ("malle", "Recherche de logement")
NOT_RENEWED = "draveur"
STOPPED_ON = date(2025, 12, 19)


def offer_everything(world: World) -> None:
    """Write the offer of every organism, on the day its first agreement began."""
    services = list(Service.objects.filter(organism=None).order_by("component", "sort_name"))
    for order, (key, role) in enumerate(roles().items()):
        agreements = world.of_organism(key)
        since = min(row.during.lower for row in agreements)
        offered = [row for rank, row in enumerate(services) if _offers(role, row, order + rank)]
        inputs = [_new_offering(world, key, row, agreements, since) for row in offered]
        with past_moments.at(past_moments.moment(since)):
            offer_services(
                organism=world.organisms[key], inputs=[*inputs, *_beyond(key, agreements)], by=world.coordinator(key)
            )
    _name_one(world)


def _offers(role: dict, service: Service, turn: int) -> bool:
    return service.component in role["components"] and (role.get("pivot", False) or turn % FEW_HANDS != 0)


def _new_offering(
    world: World, key: str, service: Service, agreements: list[Agreement], since: date
) -> NewOfferingInput:
    payers = [row for row in agreements if service.component in row.components and row.programme.key != "vitalite"]
    ids = () if (key, service.words) == UNPAID else tuple(row.pk for row in payers)
    stops = STOPPED_ON if key == NOT_RENEWED and service.component == 5 else None
    return NewOfferingInput(service, OfferingInput(since, stops, ids), region=world.organisms[key].region)


def _beyond(key: str, agreements: list[Agreement]) -> Iterator[NewOfferingInput]:
    """An organism of the Bas-Saint-Laurent welcomes in two MRC of the region next to it, and nobody else does."""
    if key == BEYOND[0]:
        service = Service.objects.get(organism=None, words=BEYOND[1])
        region = Region.objects.get(code="11")
        payers = tuple(row.pk for row in agreements if 4 in row.components)
        for mrc in Mrc.objects.filter(regions__region=region).order_by("code")[:2]:
            yield NewOfferingInput(service, OfferingInput(date(2025, 4, 1), None, payers, "Une fois par mois"), mrc=mrc)


def _name_one(world: World) -> None:
    key, component, words, measure = OWN
    organism, by = world.organisms[key], world.coordinator(key)
    known = Category.objects.get(dimension__key="measure", key=measure)
    with past_moments.at(past_moments.moment(date(2025, 9, 3))):
        service = name_service(organism=organism, component=component, words=words, measure=known, by=by)
        payers = tuple(row.pk for row in world.of_organism(key) if component in row.components)
        new = NewOfferingInput(service, OfferingInput(date(2025, 9, 8), None, payers), region=organism.region)
        offer_services(organism=organism, inputs=[new], by=by)
