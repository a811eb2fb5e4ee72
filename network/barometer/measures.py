"""The eight measures, over each window: a part of a whole, and how many organisms it rests on. Queries only.

Their number does not depend on how many windows or rows there are.
"""

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from agreements.models import Agreement, AgreementYear
from agreements.stability.signed_money import BegunYear
from network.barometer.windows import Window
from network.models import Adoption, StatementVersion
from organisms.models import Component, NetworkMembership, PivotMandate, Region
from reporting.models import Report
from roriq_portal.fiscal_year import state_year_start
from services.households.totals import HouseholdScope, household_contributions
from services.models import Activity, Charge, Offering
from services.models import Count as CountedRow

LONG_TERM = 3
COMMUNITY = "V4.13"
REFERRED = "V1.09"


@dataclass(frozen=True)
class Measured:
    """`part` of `whole`; `organisms`: how many it rests on, None where it says nothing of any."""

    part: Decimal
    whole: Decimal
    organisms: int | None = None

    @property
    def share(self) -> Fraction | None:
        """In per cent, exactly; None of nothing: it is not measured, and that is no zero."""
        return Fraction(self.part) * 100 / Fraction(self.whole) if self.whole else None


Measures = dict[Window, Measured]
Reader = Callable[[Sequence[Window]], Measures]


def read_measures(windows: Sequence[Window]) -> dict[int, Measures]:
    """Return the number of each recommendation → what it measures in each window. Fourteen queries."""
    return {number: read(windows) for number, read in READERS.items()}


def _span(windows: Iterable[Window]) -> tuple[date, date]:
    windows = list(windows)
    return min(window.first for window in windows), max(window.last for window in windows)


def _measured(part: int | Decimal, whole: int | Decimal, organisms: int | None = None) -> Measured:
    return Measured(Decimal(part), Decimal(whole), organisms)


def shared_agreements(windows: Sequence[Window]) -> Measures:
    """Agreements that run in the window; the part that two funders or more signed."""
    first, last = _span(windows)
    rows = Agreement.objects.running_in(first, last + timedelta(days=1)).order_by().annotate(signed=Count("signatures"))
    terms = list(rows.values_list("organism", "during", "signed"))

    def measure(window: Window) -> Measured:
        running = [
            (organism, signed)
            for organism, during, signed in terms
            if during.lower <= window.last and during.upper > window.first
        ]
        return _measured(sum(signed > 1 for _, signed in running), len(running), len({who for who, _ in running}))

    return {window: measure(window) for window in windows}


def members_that_adopted(windows: Sequence[Window]) -> Measures:
    """Members on the last day; the part that adopted, by then, the version of the statement in force that day."""
    published = list(StatementVersion.objects.published().order_by("number").values_list("pk", "published_at"))
    adoptions = list(Adoption.objects.order_by().values_list("version", "organism", "board_on"))
    members = members_on(windows)

    def measure(window: Window) -> Measured:
        standing = [key for key, at in published if timezone.localdate(at) <= window.last]
        if not standing:
            return _measured(0, 0)
        houses = members[window]
        adopted = {who for key, who, day in adoptions if key == standing[-1] and day <= window.last}
        return _measured(len(houses & adopted), len(houses), len(houses))

    return {window: measure(window) for window in windows}


def regions_with_a_pivot(windows: Sequence[Window]) -> Measures:
    """The regions of Québec; the part that has a pivot on the last day. Says nothing of any organism."""
    regions, mandates = Region.objects.count(), list(PivotMandate.objects.values_list("region", "during"))

    def measure(window: Window) -> Measured:
        return _measured(len({region for region, during in mandates if _runs(during, window.last)}), regions)

    return {window: measure(window) for window in windows}


def _runs(during, day: date) -> bool:
    return (during.lower is None or during.lower <= day) and (during.upper is None or day < during.upper)


def charged_community_work(windows: Sequence[Window]) -> Measures:
    """Activities that bring people and communities together; the part charged to an agreement."""
    counted = CountedRow.objects.filter(activity=OuterRef("pk"), indicator__code=COMMUNITY)
    charged = Charge.objects.filter(activity=OuterRef("pk"))
    rows = Activity.objects.live().in_period(*_span(windows)).filter(Exists(counted)).alias(paid=Exists(charged))
    asked: dict[str, Count] = {}
    for rank, window in enumerate(windows):
        within = Q(day__range=(window.first, window.last))
        asked[f"whole_{rank}"] = Count("pk", filter=within)
        asked[f"part_{rank}"] = Count("pk", filter=within & Q(paid=True))
        asked[f"who_{rank}"] = Count("organism", filter=within, distinct=True)
    sums = rows.aggregate(**asked)
    return {
        window: _measured(sums[f"part_{rank}"], sums[f"whole_{rank}"], sums[f"who_{rank}"])
        for rank, window in enumerate(windows)
    }


def money_in_long_terms(windows: Sequence[Window]) -> Measures:
    """Money of the agreement years that begin in the window; the part under a term of three to five years."""
    rows = AgreementYear.objects.filter(during__startswith__range=_span(windows)).select_related("agreement")
    years = [
        BegunYear(row.during.lower, row.agreement.organism_id, row.agreement.term_years, row.amount) for row in rows
    ]
    return money_begun(windows, years)


def money_begun(windows: Iterable[Window], years: Collection[BegunYear]) -> Measures:
    """Return the same from years that were read already. Reads no row."""

    def measure(window: Window) -> Measured:
        begun = [year for year in years if window.holds(year.first) and year.amount]
        long = sum((year.amount for year in begun if year.term_years >= LONG_TERM), Decimal(0))
        # Money of either side is told to the dollar: each must be of several
        sides = [
            {year.organism_id for year in begun if (year.term_years >= LONG_TERM) is is_long}
            for is_long in (True, False)
        ]
        fewest = min((len(side) for side in sides if side), default=0)
        return _measured(long, sum((year.amount for year in begun), Decimal(0)), fewest)

    return {window: measure(window) for window in windows}


def households_under_a_target(windows: Sequence[Window]) -> Measures:
    """Households referred in the window, each once; the part that comes under a joint target."""
    counted = household_contributions(HouseholdScope(*_span(windows)))
    referred = [row for row in counted if row.code == REFERRED]

    def measure(window: Window) -> Measured:
        rows = [row for row in referred if window.holds(row.day)]
        part = sum(row.number.value for row in rows if row.joint_target_id)
        who = {key for row in rows for key in (row.sender_id, row.receiver_id) if key}
        return _measured(part, sum(row.number.value for row in rows), len(who))

    return {window: measure(window) for window in windows}


def organisms_tied_to_measures(windows: Sequence[Window]) -> Measures:
    """Members of the employment component on the last day; the part that offers a service tied to a measure."""
    members = active_memberships().filter(organism__components__contains=[Component.EMPLOYMENT])
    known = list(members.values_list("organism", "during"))
    offered = Offering.objects.filter(service__measure__isnull=False).order_by().values_list("organism", "during")
    tied = list(offered)
    return {window: tied_among(on_day(known, window.last), on_day(tied, window.last)) for window in windows}


def tied_among(houses: Set[int], tied: Set[int]) -> Measured:
    """Return the part of the organisms of the employment component that offers a service tied to a measure."""
    return _measured(len(houses & tied), len(houses), len(houses))


def active_memberships() -> QuerySet[NetworkMembership]:
    return NetworkMembership.objects.filter(state=NetworkMembership.State.ACTIVE).order_by()


def on_day(rows: Iterable[tuple[int, DateRange]], day: date) -> set[int]:
    """Return the organisms of the rows that hold a day."""
    return {organism for organism, during in rows if _runs(during, day)}


def members_on(windows: Sequence[Window]) -> dict[Window, set[int]]:
    """Return the organisms that are members on the last day of each window. One query."""
    known = list(active_memberships().values_list("organism", "during"))
    return {window: on_day(known, window.last) for window in windows}


def questions_not_asked_again(windows: Sequence[Window]) -> Measures:
    """Cells of the filed and issued reports whose period ends in the window; the part that filled by itself."""
    first, last = min(windows, key=lambda window: window.first), max(windows, key=lambda window: window.last)
    counted = Report.objects.filter(
        excused_at__isnull=True,
        question_count__version__isnull=False,
        period__endswith__gt=first.first,
        period__endswith__lte=state_year_start(last.year + 1),
    ).order_by()
    cells = F("question_count__from_records") + F("question_count__reused")
    asked = cells + F("question_count__by_hand") + F("question_count__unanswered")
    rows = counted.values("organism", "period__endswith").annotate(spared=Sum(cells), asked=Sum(asked))
    read = list(rows.values_list("organism", "period__endswith", "spared", "asked"))

    def measure(window: Window) -> Measured:
        ended = [row for row in read if window.holds(row[1] - timedelta(days=1))]
        return _measured(sum(row[2] for row in ended), sum(row[3] for row in ended), len({row[0] for row in ended}))

    return {window: measure(window) for window in windows}


READERS: dict[int, Reader] = {
    1: shared_agreements,
    2: members_that_adopted,
    3: regions_with_a_pivot,
    4: charged_community_work,
    5: money_in_long_terms,
    6: households_under_a_target,
    7: organisms_tied_to_measures,
    8: questions_not_asked_again,
}
