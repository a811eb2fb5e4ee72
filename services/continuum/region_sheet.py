"""The sheet of one region: each service, who offers it and until when, what is missing, which neighbours could help."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from organisms.directory.maps.outlines import neighbours
from organisms.models import Component, Region
from services.continuum.coverage import Offer, State, helpers
from services.continuum.matrix import SHORT, Square, square_of
from services.continuum.offers import Dataset


@dataclass(frozen=True)
class Provider:
    """An organism that offers a service here. `place` is an MRC, or nothing for the whole region."""

    id: int
    name: str
    place: str
    last_day: date | None
    payers: str


@dataclass(frozen=True)
class Helper:
    id: int
    name: str
    region: str


@dataclass(frozen=True)
class ServiceLine:
    words: str
    square: Square
    providers: list[Provider]
    helpers: list[Helper] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    number: int
    words: str
    square: Square
    lines: list[ServiceLine]


@dataclass(frozen=True)
class RegionSheet:
    parts: list[Part]

    @property
    def holes(self) -> list[ServiceLine]:
        """Services that nobody offers, or in some MRC only: where a neighbour could help."""
        wanting = (State.MISSING, State.PARTIAL)
        return [line for part in self.parts for line in part.lines if line.square.answer.state in wanting]


def sheet_of(dataset: Dataset, region: Region, day: date) -> RegionSheet:
    """Return the sheet of a region on a day."""
    return RegionSheet([_part(dataset, region, number, words, day) for number, words in Component.choices])


def _part(dataset: Dataset, region: Region, number: int, words: str, day: date) -> Part:
    shared, own = dataset.of_component(number), dataset.own_of_component(number)
    answer = dataset.continuum.component(region.pk, [row.pk for row in shared], [row.pk for row in own], day)
    here = [row for row in own if dataset.continuum.offers_on(region.pk, row.pk, day)]
    return Part(
        number, words, square_of(SHORT[number], answer), [_line(dataset, region, row, day) for row in [*shared, *here]]
    )


def _line(dataset: Dataset, region: Region, service, day: date) -> ServiceLine:
    answer = dataset.continuum.answer(region.pk, service.pk, day)
    standing = dataset.continuum.offers_on(region.pk, service.pk, day)
    providers = sorted(
        (_provider(dataset, offer, day) for offer in standing), key=lambda provider: (provider.name, provider.place)
    )
    is_hole = answer.state in (State.MISSING, State.PARTIAL) and service.organism_id is None
    near = _helpers(dataset, region, service.pk, day) if is_hole else []
    return ServiceLine(service.words, square_of(service.words, answer), providers, near)


def _provider(dataset: Dataset, offer: Offer, day: date) -> Provider:
    known = [payer for payer in dataset.payers.get(offer.id, ()) if payer.span.covers(day)]
    last = offer.during.end - timedelta(days=1) if offer.during.end else None
    payers = ", ".join(payer.reference for payer in known)
    return Provider(offer.organism, dataset.organisms[offer.organism], dataset.place_of(offer), last, payers)


def _helpers(dataset: Dataset, region: Region, service: int, day: date) -> list[Helper]:
    """Organisms of the regions that touch this one, one line each, whatever the number of places they offer it in."""
    by_code = {row.code: row for row in dataset.regions}
    near = {region.pk: [by_code[code].pk for code in neighbours()[region.code]]}
    names = {row.pk: row.name for row in dataset.regions}
    here = {offer.organism for offer in dataset.continuum.offers_on(region.pk, service, day)}
    places = {
        (offer.organism, dataset.continuum.places.region_of(offer, day))
        for offer in helpers(dataset.continuum, region.pk, service, day, near)
    }
    lines = [Helper(pk, dataset.organisms[pk], names[place]) for pk, place in places if pk not in here and place]
    return sorted(lines, key=lambda helper: (helper.region, helper.name))
