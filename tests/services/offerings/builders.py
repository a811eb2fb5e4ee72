"""Offers through the product's own action, in few words."""

from datetime import date

from organisms.models import Mrc, Region
from services.models import Offering, Service
from services.offerings.actions import NewOfferingInput, OfferingInput, offer_services

WELCOME = "Premier accueil et évaluation des besoins"
LODGING = "Recherche de logement"


def service(words=WELCOME) -> Service:
    return Service.objects.get(words=words)


def offer(
    organism,
    words=WELCOME,
    *,
    region=None,
    mrc=None,
    since=date(2024, 4, 1),
    until=None,
    agreements=(),
    by=None,
    note="",
) -> Offering:
    """One offering: in the organism's region unless another, or an MRC, is named."""
    terms = OfferingInput(since, until, tuple(row.pk for row in agreements), note)
    place = Mrc.objects.get(code=mrc) if mrc else None
    whole = None if mrc else Region.objects.get(code=region or organism.region.code)
    (made,) = offer_services(
        organism=organism, inputs=[NewOfferingInput(service(words), terms, region=whole, mrc=place)], by=by
    )
    return made
