"""The periods of an agreement's years that may have their own target, by their place among what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, total_ordering

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q

from agreements.agreement.terms.schedule import Days, moved_periods, plan_of
from agreements.models import Agreement, Deliverable, PeriodTarget, Requirement
from roriq_portal.formats.days import format_short_period

SEVERAL = Requirement.Kind.MONTHLY


@total_ordering
@dataclass(frozen=True)
class PeriodPlace:
    """The `rank`th period (from 1) that a requirement of this kind asks within a year of the agreement."""

    kind: str
    rank: int

    def __str__(self) -> str:
        return f"{self.kind}/{self.rank}"

    def __lt__(self, other: "PeriodPlace") -> bool:
        kinds = [str(kind) for kind in Requirement.PLANNED]
        return (kinds.index(self.kind), self.rank) < (kinds.index(other.kind), other.rank)

    @property
    def words(self) -> str:
        """« rapport d’étape », « rapport mensuel nº 3 »: the place whatever its days."""
        name = Requirement.Kind(self.kind).label
        rank = f" nº\u00a0{self.rank}" if self.kind == SEVERAL or self.rank > 1 else ""
        return name[:1].lower() + name[1:] + rank


Places = dict[PeriodPlace, DateRange]


def read_place(text: str) -> PeriodPlace:
    """Return the place that `str` wrote."""
    kind, _, rank = text.partition("/")
    return PeriodPlace(kind, int(rank))


def period_words(period: DateRange) -> str:
    """Return « avril à septembre 2025 »."""
    return format_short_period(period.lower, period.upper - timedelta(days=1))


def places_in(year: DateRange, periods: Mapping[str, Iterable[DateRange]]) -> Places:
    """Return the places of a year, in order; `periods`: what each kind of requirement asks, over the whole term.

    A period that leaves the year, or is the whole of it, has no target of its own.
    """
    places: Places = {}
    for kind in Requirement.PLANNED:
        within = [p for p in periods.get(kind, ()) if _is_part(p, year)]
        for rank, period in enumerate(sorted(within, key=lambda p: (p.lower, p.upper)), start=1):
            places[PeriodPlace(kind, rank)] = period
    return places


def places_planned(term: DateRange, years: Iterable[DateRange], asked: Iterable[Requirement]) -> dict[int, Places]:
    """Return the places of each year, by its number, that these requirements would plan. No query."""
    periods = {str(row.kind): [DateRange(*days) for days in plan_of(term, row)] for row in asked}
    return {number: places_in(year, periods) for number, year in enumerate(years, start=1)}


@dataclass(frozen=True)
class Calendar:
    """The places of an agreement as they stand: by number of the year, and the deliverable of each."""

    places: dict[int, Places]
    deliverables: dict[tuple[int, PeriodPlace], Deliverable]

    @cached_property
    def place_of(self) -> dict[int, PeriodPlace]:
        """The place of each deliverable, by its key."""
        return {row.pk: place for (_, place), row in self.deliverables.items()}


def calendar_of(agreement: Agreement) -> Calendar:
    """Return the places of an agreement. Two queries."""
    rows = Deliverable.objects.filter(requirement__agreement=agreement, requirement__kind__in=Requirement.PLANNED)
    by_kind: dict[str, dict[Days, Deliverable]] = {}
    for row in rows.select_related("requirement"):
        by_kind.setdefault(row.requirement.kind, {})[row.period.lower, row.period.upper] = row
    periods = {kind: [DateRange(*days) for days in rows] for kind, rows in by_kind.items()}
    places = {year.number: places_in(year.during, periods) for year in agreement.years.order_by("number")}
    return Calendar(
        places,
        {
            (number, place): by_kind[place.kind][period.lower, period.upper]
            for number, of_year in places.items()
            for place, period in of_year.items()
        },
    )


def _is_part(period: DateRange, year: DateRange) -> bool:
    whole = (period.lower, period.upper) == (year.lower, year.upper)
    return year.lower <= period.lower and period.upper <= year.upper and not whole


def leaving_plans(plans: Mapping[Requirement, Mapping[Days, date]]) -> int:
    """Return how many targets of periods a change of calendar would leave without their deliverable."""
    return sum(_leaving(requirement, plan) for requirement, plan in plans.items())


def _leaving(requirement: Requirement, plan: Mapping[Days, date]) -> int:
    standing = {(p.lower, p.upper) for p in requirement.deliverables.values_list("period", flat=True)}
    stays = plan.keys() | moved_periods(standing, plan).keys()
    aimed = PeriodTarget.objects.filter(deliverable__requirement=requirement)
    periods = aimed.values_list("deliverable__period", flat=True)
    return sum((period.lower, period.upper) not in stays for period in periods)


def out_of_their_years(agreement: Agreement) -> int:
    """Return how many targets of periods stand outside the year of their target, or are of the whole of it."""
    rows = PeriodTarget.objects.filter(target__year__agreement=agreement)
    inside = Q(deliverable__period__contained_by=F("target__year__during"))
    whole = Q(deliverable__period=F("target__year__during"))
    return rows.exclude(inside & ~whole).count()
