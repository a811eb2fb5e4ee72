"""The totals of households, from which every figure that counts them comes. Queries only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce

from django.db.models import Q, QuerySet
from django.utils import timezone

from roriq_portal.fiscal_year import state_year_of, state_year_start
from services.households.lifecycle import Result as Outcome
from services.households.lifecycle import Step, Timeline, anniversary
from services.models import Household, HouseholdStep, HouseholdTally

RETENTION = {"V4.10": 6, "V4.11": 12, "V4.12": 24}
ENDS = ("sender", "receiver", "joint_target")
HOUSEHOLD_CODES = frozenset({"V1.09", "V1.10", "V1.11", *RETENTION})


@dataclass(frozen=True)
class HouseholdScope:
    """Which households: of these organisms (all, without any), charged on their side to one of these agreements, and
    arrived in these regions.

    `home_region_id`: only those of which one organism at least is of that region.
    """

    start: date
    end: date
    organism_ids: tuple[int, ...] = ()
    agreement_ids: tuple[int, ...] = ()
    region_ids: tuple[int, ...] = ()
    home_region_id: int | None = None


@dataclass(frozen=True)
class Number:
    """`denominator` and `unknown` are of a retention: unknown households are in the denominator and said apart.

    `unasked`: how many of the unknown ones have a follow-up that is due and that nobody has written.
    """

    value: int = 0
    denominator: int = 0
    unknown: int = 0
    by_category: dict[str, int] = field(default_factory=dict)
    unasked: int = 0

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of any household of a retention: that is no rate of 0."""
        return 0 < self.denominator == self.unknown

    def __add__(self, other: "Number") -> "Number":
        keys = self.by_category.keys() | other.by_category.keys()
        return Number(
            self.value + other.value,
            self.denominator + other.denominator,
            self.unknown + other.unknown,
            {key: self.by_category.get(key, 0) + other.by_category.get(key, 0) for key in keys},
            self.unasked + other.unasked,
        )


@dataclass(frozen=True)
class Contribution:
    """What one household, or what is left of purged ones, adds to a figure on a day."""

    code: str
    day: date
    number: Number
    sender_id: int | None
    receiver_id: int
    joint_target_id: int | None


Figures = dict[str, Number]


@dataclass(frozen=True)
class Totals:
    """`split`: each organism's own figures; `joint`: under a joint target, once; `once`: every household once."""

    split: dict[int, Figures]
    joint: Figures
    once: Figures

    def split_sum(self, code: str) -> Number:
        """What one would read by adding the organisms: a household of two counts twice."""
        return reduce(Number.__add__, (figures.get(code, Number()) for figures in self.split.values()), Number())


def contributions_of(timeline: Timeline, size: int, ends: tuple, category: str = "") -> list[Contribution]:
    """Return what one household adds, each thing on its day. `ends`: sender, receiver, joint target."""
    contributions: list[Contribution] = []

    def add(code: str, day: date, value: int) -> None:
        by = {category: value} if category else {}
        contributions.append(Contribution(code, day, Number(value, by_category=by), *ends))

    if timeline.referred_on:
        add("V1.09", timeline.referred_on, 1)
    if timeline.settled_on:
        add("V1.10", timeline.settled_on, 1)
        add("V1.11", timeline.settled_on, size)
        for code, months in RETENTION.items():
            number = _retention(timeline, months)
            contributions.append(Contribution(code, anniversary(timeline.settled_on, months), number, *ends))
    return contributions


def _retention(timeline: Timeline, months: int) -> Number:
    outcome = timeline.outcome(months)
    unasked = outcome == Outcome.UNKNOWN and any(due.months == months for due in timeline.follow_ups())
    return Number(int(outcome == Outcome.STAYED), 1, int(outcome == Outcome.UNKNOWN), unasked=int(unasked))


def is_too_short(code: str, start: date, end: date) -> bool:
    """Whether a retention is asked of less than a year, of which no page, file or report reads one (decision 17)."""
    return code in RETENTION and end + timedelta(days=1) < anniversary(start, 12)


def household_contributions(scope: HouseholdScope) -> list[Contribution]:
    """Return everything the households of a scope add in its days, live and purged. Three queries.

    Up to today: a household whose follow-up day has not come is in no retention yet, neither stayed nor unknown.
    """
    scope = replace(scope, end=min(scope.end, timezone.localdate()))
    tallies = _scoped(HouseholdTally.objects.filter(quarter__range=(scope.start, scope.end)), scope)
    purged = tallies.order_by().values_list("code", "quarter", "value", "denominator", "unknown", *ENDS)
    return _within(scope, *_live(scope)) + _purged(purged)


def households_behind(scope: HouseholdScope) -> dict[str, dict[int, int]]:
    """Return what each household adds to each figure of a scope: code → household → number.

    Retention aside, which is a ratio; those already forgotten are in no list. Two queries.
    """
    figures: dict[str, dict[int, int]] = {}
    for pk, contribution in _by_household(*_live(scope)):
        if contribution.code not in RETENTION and scope.start <= contribution.day <= scope.end:
            figures.setdefault(contribution.code, {})[pk] = contribution.number.value
    return figures


def _live(scope: HouseholdScope) -> tuple[QuerySet, QuerySet]:
    households = _scoped(Household.objects.unpurged(), scope)
    steps = HouseholdStep.objects.live().filter(household__in=households.values("pk")).order_by("household", "pk")
    return (
        households.order_by().values_list("pk", "size", "category__key", *ENDS),
        steps.values_list("household", "kind", "side", "day", "months", "result"),
    )


def _scoped(rows: QuerySet, scope: HouseholdScope) -> QuerySet:
    sides = Q()
    for side in ("sender", "receiver"):
        of = Q(**{f"{side}__in": scope.organism_ids}) if scope.organism_ids else Q()
        if scope.home_region_id:
            of &= Q(**{f"{side}__region": scope.home_region_id})
        if scope.agreement_ids:
            of &= Q(**{f"joint_target__{side}_agreement__in": scope.agreement_ids})
        sides |= of
    rows = rows.filter(sides)
    return rows.filter(receiver__region__in=scope.region_ids) if scope.region_ids else rows


def _by_household(households: Iterable[tuple], steps: Iterable[tuple]) -> Iterator[tuple[int, Contribution]]:
    by_household: dict[int, list[Step]] = {}
    for household, *step in steps:
        by_household.setdefault(household, []).append(Step(*step))
    for pk, size, category, *ends in households:
        timeline = Timeline(tuple(by_household.get(pk, ())), ends[0] is not None)
        for contribution in contributions_of(timeline, size, tuple(ends), category or ""):
            yield pk, contribution


def _within(scope: HouseholdScope, households: Iterable[tuple], steps: Iterable[tuple]) -> list[Contribution]:
    return [
        contribution
        for _, contribution in _by_household(households, steps)
        if scope.start <= contribution.day <= scope.end
    ]


def _purged(tallies: Iterable[tuple]) -> list[Contribution]:
    return [
        Contribution(code, quarter, Number(value, denominator, unknown), *ends)
        for code, quarter, value, denominator, unknown, *ends in tallies
    ]


def add_up(contributions: Iterable[Contribution]) -> Figures:
    """Return the figure of each code, every contribution once. A code without any is absent."""
    figures: Figures = {}
    for contribution in contributions:
        figures[contribution.code] = figures.get(contribution.code, Number()) + contribution.number
    return figures


def totals_of(contributions: list[Contribution], organism_ids: Iterable[int] = ()) -> Totals:
    """Return split, joint and de-duplicated totals; split only for `organism_ids` when some are given."""
    wanted = set(organism_ids)
    ends = {contribution.sender_id for contribution in contributions} | {
        contribution.receiver_id for contribution in contributions
    }
    split = {
        pk: add_up(
            contribution for contribution in contributions if pk in (contribution.sender_id, contribution.receiver_id)
        )
        for pk in ends
        if pk is not None and (not wanted or pk in wanted)
    }
    return Totals(
        split,
        add_up(contribution for contribution in contributions if contribution.joint_target_id),
        add_up(contributions),
    )


def household_totals(scope: HouseholdScope) -> Totals:
    """Return the totals of a scope, each household once: a funder of both sides passes all its agreements."""
    return totals_of(household_contributions(scope), scope.organism_ids)


@dataclass(frozen=True)
class HouseholdFigures:
    """`since`: the first day of the State year of the first household of these organisms; None when there is none."""

    figures: Figures
    since: date | None

    def of(self, code: str, start: date) -> Number | None:
        """Return a figure of a period that starts on that day; None before households were kept, or without any."""
        return self.figures.get(code) if self.since and self.since <= start else None


def read_household_figures(scope: HouseholdScope) -> HouseholdFigures:
    """Return the figures of a scope, and since when its organisms keep households. Four queries."""
    return HouseholdFigures(add_up(household_contributions(scope)), households_since(scope))


def read_household_figures_twice(
    scope: HouseholdScope, last: date, first: date
) -> tuple[HouseholdFigures, HouseholdFigures]:
    """Return two books, read once: what the scope adds up to `last`, and from `first` on. Four queries."""
    rows, since = household_contributions(scope), households_since(scope)
    before, after = [row for row in rows if row.day <= last], [row for row in rows if row.day >= first]
    return HouseholdFigures(add_up(before), since), HouseholdFigures(add_up(after), since)


def households_since(scope: HouseholdScope) -> date | None:
    """Return since when the organisms of a scope keep households: the first day of that State year. One query."""
    own = replace(scope, agreement_ids=(), region_ids=())
    households = _scoped(Household.objects.all(), own)
    steps = HouseholdStep.objects.live().filter(household__in=households.values("pk")).order_by("day")
    tallies = _scoped(HouseholdTally.objects.all(), own).order_by("quarter")
    days = [day for (day,) in steps.values_list("day")[:1].union(tallies.values_list("quarter")[:1])]
    return state_year_start(state_year_of(min(days))) if days else None
