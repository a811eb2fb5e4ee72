"""What is read of the burden of one organism or of the network: each report of a year with its count, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from agreements.models import AgreementFunder
from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec
from reporting.models import Report, TemplateVersion
from reporting.monitoring.burden.tally import COLUMNS, Tally
from roriq_portal.fiscal_year import state_year_of, state_year_start

NETWORK = "Réseau"
YEARS = 3
COUNTED = "question_count__"
NAMES = {
    "pk": "report_id",
    "organism_id": "organism_id",
    "organism__name": "organism",
    "organism__sort_name": "organism_sort",
    "organism__region_id": "region_id",
    "period": "period",
    "template_version_id": "version_id",
    "template_version__template__name": "form",
    "template_version__template__retired_at": "retired_at",
    "lead_id": "funder_id",
    "lead_name": "lead_name",
    f"{COUNTED}counted_at": "counted_at",
    f"{COUNTED}version_id": "counted_version",
    f"{COUNTED}hours": "hours",
    f"{COUNTED}hours_state": "hours_state",
}


@dataclass(frozen=True)
class AskedReport:
    """One report and what it asks. `funder_id` None: the network's own annual report, which comes first.

    `tally` None: not counted yet. `lines`: what each line asks (`LineCount`), read for the chosen year only.
    """

    report_id: int
    organism_id: int
    organism: str
    organism_sort: str
    region_id: int
    first: date
    last: date
    version_id: int
    form: str
    is_retired: bool
    funder_id: int | None
    funder: str
    counted_at: datetime | None
    is_frozen: bool
    hours: Decimal | None
    hours_state: str
    tally: Tally | None
    lines: dict[str, Any]

    @property
    def year(self) -> int:
        """The State year in which its period ends."""
        return state_year_of(self.last)

    @property
    def cells(self) -> Tally:
        return self.tally or Tally()


def read_reports(user: User, year: int, *, organism_id: int | None = None) -> list[AskedReport]:
    """Return the reports that they may read whose period ends in the year, with what each line asks. One query."""
    rows = _reports(user, state_year_start(year), year + 1, organism_id)
    return [_asked(row) for row in rows.values(*NAMES, *_columns(), f"{COUNTED}lines")]


def read_totals(user: User, year: int, *, organism_id: int | None = None) -> list[AskedReport]:
    """Return those of the years before, without their lines. One query."""
    rows = _reports(user, state_year_start(year - YEARS + 1), year, organism_id)
    return [_asked(row) for row in rows.values(*NAMES, *_columns())]


def years_with_reports(user: User, *, organism_id: int | None = None) -> list[int]:
    """Return the State years in which a report's period ends, newest first. One query."""
    ends = _visible(user, organism_id).order_by().values_list("period__endswith", flat=True).distinct()
    return sorted({state_year_of(end - timedelta(days=1)) for end in ends}, reverse=True)


def forms_of(reports: Iterable[AskedReport]) -> dict[int, FormSpec]:
    """Return the forms that the reports answer, by version. One query, and none of a form read by this process."""
    versions = TemplateVersion.objects.filter(pk__in={report.version_id for report in reports})
    return {version.pk: read_form_spec(version) for version in versions}


def _columns() -> list[str]:
    return [COUNTED + name for name in COLUMNS]


def _visible(user: User, organism_id: int | None) -> QuerySet[Report]:
    rows = Report.objects.visible_to(user).filter(excused_at__isnull=True)
    return rows.filter(organism=organism_id) if organism_id else rows


def _reports(user: User, since: date, before_year: int, organism_id: int | None) -> QuerySet[Report]:
    """Those whose last day is in the years: the end of a period is the day after it."""
    lead = AgreementFunder.objects.filter(
        agreement=OuterRef("deliverable__requirement__agreement"), is_lead=True
    ).order_by("pk")
    within = {"period__endswith__gt": since, "period__endswith__lte": state_year_start(before_year)}
    rows = _visible(user, organism_id).filter(**within)
    return rows.annotate(
        lead_id=Subquery(lead.values("funder")[:1]), lead_name=Subquery(lead.values("funder__name")[:1])
    ).order_by(F("lead_id").asc(nulls_first=True), "period", "pk")


def _asked(row: dict[str, Any]) -> AskedReport:
    given = {name: row[key] for key, name in NAMES.items()}
    period, version = given.pop("period"), given.pop("counted_version")
    counts = [row[name] for name in _columns()]
    return AskedReport(
        **{name: value for name, value in given.items() if name not in ("lead_name", "retired_at")}
        | {
            "first": period.lower,
            "last": period.upper - timedelta(days=1),
            "is_retired": given["retired_at"] is not None,
            "funder": given["lead_name"] or NETWORK,
            "is_frozen": version is not None,
            "hours_state": given["hours_state"] or "",
            "tally": None if counts[0] is None else Tally(*counts),
            "lines": row.get(f"{COUNTED}lines") or {},
        }
    )
