"""The reports of two State years, as ways: queries only, as many whatever the rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from agreements.models import Deliverable
from network.models import ConsolidatedReport, ConsolidatedSource
from network.portrait.sections.filing.ways import Way
from organisms.models import User
from reporting.monitoring.filing_days.reading import COLUMNS, Spent, Step, days_spent, read_steps
from reporting.reports.actions.campaigns import is_begun
from reporting.reports.campaign_status import reports_followed_by
from roriq_portal.fiscal_year import state_year_of, state_year_start

Steps = Mapping[int, Sequence[Step]]
# What the days of a report are counted from, as its deliverable reaches it
OWED = tuple(f"report__{name}" for name in COLUMNS)
# Where both rows say since when the report is excused
EXCUSED = len(COLUMNS) + 1


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

    `region_id`: of the reports of a region, the one that was theirs when they began. Four queries.
    """
    annual = _ending(reports_followed_by(user).order_by(), "period", year)
    owed = _ending(Deliverable.objects.visible_to(user).awaited().order_by(), "period", year)
    if region_id:
        annual = annual.filter(region=region_id)
        owed = owed.filter(requirement__agreement__organism__region=region_id)
    asked = list(annual.annotate(is_touched=is_begun()).values_list(*COLUMNS, "created_at", "excused_at", "is_touched"))
    due = list(owed.values_list(*OWED, "period", "report__excused_at"))
    steps = read_steps({row[0] for row in (*asked, *due) if row[0]})
    frozen = _consolidated([row[0] for row in asked])
    return Filed(
        [_annual_way(row, steps, frozen) for row in asked],
        [_owed_way(row, steps) for row in due],
        days_spent(_of_year(asked, year), steps, today),
        days_spent(_of_year(due, year), steps, today),
    )


def _of_year(rows: Iterable[tuple], year: int) -> Iterator[tuple]:
    """Return the columns of the reports of the year itself that are there and not excused."""
    for row in rows:
        pk, period, excused = row[0], row[3], row[EXCUSED]
        if pk and not excused and period.upper > state_year_start(year):
            yield row[: len(COLUMNS)]


def _ending(rows: QuerySet, field: str, year: int) -> QuerySet:
    """Choose the rows whose period ends in the year or the one before; `endswith` is the day after the last."""
    first, last = state_year_start(year - 1) + timedelta(days=1), state_year_start(year + 1)
    return rows.filter(**{f"{field}__endswith__range": (first, last)})


def _year(period) -> int:
    return state_year_of(period.upper - timedelta(days=1))


def _day(moment) -> date | None:
    return timezone.localdate(moment) if moment else None


def _annual_way(row: tuple, steps: Steps, frozen: Mapping[int, date]) -> Way:
    pk, period = row[0], row[3]
    created, excused, is_touched = row[len(COLUMNS) :]
    return Way(_year(period), _day(created), _walked(steps, pk), is_touched, _day(excused), frozen.get(pk))


def _owed_way(row: tuple, steps: Steps) -> Way:
    """What is owed is asked from the first day of its period; its report is there once somebody began it."""
    report, (period, excused) = row[0], row[len(COLUMNS) :]
    return Way(_year(period), period.lower, _walked(steps, report), report is not None, _day(excused))


def _walked(steps: Steps, report: int | None) -> list[tuple[date, str]]:
    return [(step.day, step.target) for step in steps.get(report or 0, ())]


def _consolidated(keys: Collection[int]) -> dict[int, date]:
    """Return the day when each report was first frozen in a report of its region or of the network that stands."""
    standing = ConsolidatedReport.objects.filter(current__isnull=False).exclude(scope="programme")
    rows = ConsolidatedSource.objects.filter(source__report__in=keys, version__report__in=standing.values("pk"))
    first = rows.order_by().values("source__report").annotate(first=Min("version__as_of"))
    return {report: timezone.localdate(at) for report, at in first.values_list("source__report", "first")}
