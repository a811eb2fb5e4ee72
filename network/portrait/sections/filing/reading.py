"""The reports of two State years, as ways: queries only, as many whatever the rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from agreements.models import Deliverable
from network.models import ConsolidatedReport, ConsolidatedSource
from network.portrait.sections.filing.ways import Way
from organisms.models import User
from reporting.models import Campaign, Report, Transition
from reporting.monitoring.filing_days.reading import Spent, read_days
from reporting.reports.actions.campaigns import begun
from reporting.reports.campaign_status import reports_followed_by
from roriq_portal.fiscal_year import state_year_of, state_year_start

Steps = dict[int, list[tuple[date, str]]]


@dataclass(frozen=True)
class Filed:
    """The ways of the annual reports and of what funders ask, of a State year and the one before.

    `annual_days`, `funder_days`: what each side took with those of the year itself.
    """

    annual: list[Way]
    funders: list[Way]
    annual_days: list[Spent]
    funder_days: list[Spent]


def read_filed(user: User, year: int, today: date, region_id: int | None = None) -> Filed:
    """Return the reports whose period ends in a State year or the one before, as this person may follow them.

    `region_id`: of the reports of a region, the one that was theirs when they began. Eight queries, and one for each
    campaign of both years.
    """
    annual = _ending(reports_followed_by(user).order_by(), "period", year)
    owed = _ending(Deliverable.objects.visible_to(user).awaited(), "period", year)
    if region_id:
        annual = annual.filter(region=region_id)
        owed = owed.filter(requirement__agreement__organism__region=region_id)
    annual_rows = list(annual.values_list("pk", "period", "created_at", "excused_at"))
    owed_rows = list(owed.order_by().values_list("period", "report", "report__excused_at"))
    of_network = {row[0] for row in annual_rows}
    keys = [*of_network, *(row[1] for row in owed_rows if row[1])]
    steps, touched, frozen = _steps(keys), _begun(year), _consolidated(keys)
    days = read_days(Report.objects.filter(pk__in=keys, period__endswith__gt=state_year_start(year)), today)
    return Filed(
        [
            Way(_year(period), _day(created), steps[pk], pk in touched, _day(excused), frozen.get(pk))
            for pk, period, created, excused in annual_rows
        ],
        [_owed_way(row, steps) for row in owed_rows],
        [row for row in days if row.report_id in of_network],
        [row for row in days if row.report_id not in of_network],
    )


def _ending(rows: QuerySet, field: str, year: int) -> QuerySet:
    """Choose the rows whose period ends in the year or the one before; `endswith` is the day after the last."""
    first, last = state_year_start(year - 1) + timedelta(days=1), state_year_start(year + 1)
    return rows.filter(**{f"{field}__endswith__range": (first, last)})


def _year(period) -> int:
    return state_year_of(period.upper - timedelta(days=1))


def _day(moment) -> date | None:
    return timezone.localdate(moment) if moment else None


def _owed_way(row: tuple, steps: Steps) -> Way:
    """What is owed is asked from the first day of its period; its report is there once somebody began it."""
    period, report, excused = row
    return Way(_year(period), period.lower, steps[report] if report else (), report is not None, _day(excused))


def _steps(keys: Iterable[int]) -> Steps:
    steps: Steps = defaultdict(list)
    rows = Transition.objects.filter(report__in=keys).order_by("report", "pk")
    for report, at, state in rows.values_list("report", "at", "to_state"):
        steps[report].append((timezone.localdate(at), state))
    return steps


def _begun(year: int) -> set[int]:
    """Return the annual reports that somebody wrote in; a query for each campaign of both years."""
    campaigns = _ending(Campaign.objects.all(), "period", year)
    return {pk for campaign in campaigns for pk in begun(campaign).order_by().values_list("pk", flat=True)}


def _consolidated(keys: Iterable[int]) -> dict[int, date]:
    """Return the day when each report was first frozen in a report of its region or of the network that stands."""
    standing = ConsolidatedReport.objects.filter(current__isnull=False).exclude(scope="programme")
    rows = ConsolidatedSource.objects.filter(source__report__in=keys, version__report__in=standing.values("pk"))
    first = rows.order_by().values("source__report").annotate(first=Min("version__as_of"))
    return {report: timezone.localdate(at) for report, at in first.values_list("source__report", "first")}
