"""The continuum of services: what a region is offered on a day, how long it is paid, what expires when. Pure.

The rules are those of decision 16. All periods are half-open: the last day is the one before `end`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property, partial

HORIZON_MONTHS = 12
WHOLE_REGION = None


class State(Enum):
    """The four answers, from worst to best."""

    MISSING = "manque"
    PARTIAL = "partiel"
    UNCOVERED = "decouvert"
    OFFERED = "offert"


@dataclass(frozen=True)
class Span:
    """From a day to another, excluded; without end when None."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Stay:
    """An MRC lies in a region during a span."""

    mrc: int
    region: int
    during: Span


@dataclass(frozen=True)
class Offer:
    """A service that an organism offers in a region, or in one MRC.

    `paid`: the terms of the agreements named; none named, none limits it.
    """

    id: int
    organism: int
    service: int
    region: int
    mrc: int | None
    during: Span
    paid: tuple[Span, ...] = ()

    def counts_on(self, day: date) -> bool:
        """Whether it counts on that day: it runs, and one of the agreements it names runs too, if it names any."""
        return self.during.covers(day) and (not self.paid or self.is_paid(day))

    def is_paid(self, day: date) -> bool:
        return self.during.covers(day) and any(span.covers(day) for span in self.paid)

    @cached_property
    def edges(self) -> set[date]:
        """The days on which what it says may change."""
        spans = (self.during, *self.paid)
        return {span.start for span in spans} | {span.end for span in spans if span.end}


@dataclass(frozen=True)
class Answer:
    """The state of one square. `until`: the last paid day of what is offered but not paid beyond; None without any."""

    state: State
    until: date | None = None
    offered: int = 0
    among: int = 0


@dataclass(frozen=True)
class Expiry:
    """An offer counts until `last_day`; `left` is what its region keeps of the service the day after."""

    last_day: date
    offer: Offer
    region: int
    left: State


class Places:
    """Which MRC lie in which region, on any day."""

    def __init__(self, stays: Iterable[Stay]):
        self._of_mrc: dict[int, list[Stay]] = {}
        self._of_region: dict[int, list[Stay]] = {}
        for stay in stays:
            self._of_mrc.setdefault(stay.mrc, []).append(stay)
            self._of_region.setdefault(stay.region, []).append(stay)

    def region_of(self, offer: Offer, day: date) -> int | None:
        """Return the region that an offer serves on a day: an MRC lies in the region it had on that very day."""
        if offer.mrc is WHOLE_REGION:
            return offer.region
        return next((stay.region for stay in self._of_mrc.get(offer.mrc, ()) if stay.during.covers(day)), None)

    def regions_of(self, offer: Offer) -> set[int]:
        """Return every region that an offer may serve, whatever the day."""
        return (
            {offer.region} if offer.mrc is WHOLE_REGION else {stay.region for stay in self._of_mrc.get(offer.mrc, ())}
        )

    def mrcs_of(self, region: int, day: date) -> set[int]:
        return {stay.mrc for stay in self._of_region.get(region, ()) if stay.during.covers(day)}

    def edges(self, region: int) -> set[date]:
        spans = [stay.during for stay in self._of_region.get(region, ())]
        return {span.start for span in spans} | {span.end for span in spans if span.end}


def months_after(day: date, months: int = HORIZON_MONTHS) -> date:
    """Return the same day so many months later, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


class Continuum:
    """All offers, by region, service and day. An answer is computed once: what expires asks for the same ones again."""

    def __init__(self, offers: Iterable[Offer], stays: Iterable[Stay]):
        self.places = Places(stays)
        self.offers = list(offers)
        self._known: dict[tuple[int, int], list[Offer]] = {}
        self._answers: dict[tuple[int, int, date], Answer] = {}
        for offer in self.offers:
            for region in self.places.regions_of(offer):
                self._known.setdefault((region, offer.service), []).append(offer)

    def offers_on(self, region: int, service: int, day: date) -> list[Offer]:
        """Return the offers of a service that count in a region on a day."""
        known = self._known.get((region, service), ())
        return [offer for offer in known if offer.counts_on(day) and self.places.region_of(offer, day) == region]

    def is_whole(self, offers: Sequence[Offer], region: int, day: date) -> bool:
        """Whether these offers serve the whole region on a day: one says so, or its MRC are all there, one by one."""
        if any(offer.mrc is WHOLE_REGION for offer in offers):
            return True
        every = self.places.mrcs_of(region, day)
        return bool(every) and every <= {offer.mrc for offer in offers}

    def answer(self, region: int, service: int, day: date) -> Answer:
        """Return what a region is offered of one service on a day."""
        key = (region, service, day)
        if key not in self._answers:
            self._answers[key] = self._work_out(*key)
        return self._answers[key]

    def _work_out(self, region: int, service: int, day: date) -> Answer:
        standing = self.offers_on(region, service, day)
        if not standing:
            return Answer(State.MISSING)
        if not self.is_whole(standing, region, day):
            return Answer(State.PARTIAL)
        unpaid_from = self._unpaid_from(region, service, day)
        if unpaid_from is None:
            return Answer(State.OFFERED)
        return Answer(State.UNCOVERED, unpaid_from - timedelta(days=1) if unpaid_from > day else None)

    def _is_paid_whole(self, region: int, service: int, day: date) -> bool:
        paid = [offer for offer in self.offers_on(region, service, day) if offer.is_paid(day)]
        return self.is_whole(paid, region, day)

    def _unpaid_from(self, region: int, service: int, day: date) -> date | None:
        """Return the first day, within twelve months, on which paid offers no longer serve the whole region."""
        last = months_after(day)
        edges = set().union(
            self.places.edges(region), *(offer.edges for offer in self._known.get((region, service), ()))
        )
        days = [day, *sorted(edge for edge in edges if day < edge <= last)]
        return next((edge for edge in days if not self._is_paid_whole(region, service, edge)), None)

    def component(self, region: int, services: Sequence[int], own: Sequence[int], day: date) -> Answer:
        """Return what a region is offered of a component: `services` of the network, `own` ones that organisms named.

        An own service is never missing elsewhere; where it is offered, its component is no longer empty.
        """
        answers = [self.answer(region, service, day) for service in services]
        offered = sum(answer.state is not State.MISSING for answer in answers)
        counted = partial(Answer, offered=offered, among=len(services))
        if not offered:
            has_own = any(self.offers_on(region, service, day) for service in own)
            return counted(State.PARTIAL if has_own else State.MISSING)
        states = {answer.state for answer in answers}
        if states & {State.MISSING, State.PARTIAL}:
            return counted(State.PARTIAL)
        if State.UNCOVERED not in states:
            return counted(State.OFFERED)
        ends = [answer.until for answer in answers if answer.state is State.UNCOVERED]
        return counted(State.UNCOVERED, None if None in ends else min(end for end in ends if end))

    def expiries(self, day: date) -> list[Expiry]:
        """Return what stops counting in the twelve months that follow a day, the soonest first."""
        last = months_after(day)
        expiries = [
            expiry
            for offer in self.offers
            for edge in sorted(offer.edges)
            if day < edge <= last and (expiry := self._expiry(offer, edge))
        ]
        return sorted(
            expiries, key=lambda expiry: (expiry.last_day, expiry.region, expiry.offer.service, expiry.offer.id)
        )

    def _expiry(self, offer: Offer, edge: date) -> Expiry | None:
        last_day = edge - timedelta(days=1)
        if not offer.counts_on(last_day) or offer.counts_on(edge):
            return None
        region = self.places.region_of(offer, last_day)
        if region is None:
            return None
        return Expiry(last_day, offer, region, self.answer(region, offer.service, edge).state)


def helpers(
    continuum: Continuum, region: int, service: int, day: date, neighbours: Mapping[int, Iterable[int]]
) -> list[Offer]:
    """Return the offers of a service that count in the regions next to this one: their organisms could help."""
    return [offer for near in neighbours.get(region, ()) for offer in continuum.offers_on(near, service, day)]
