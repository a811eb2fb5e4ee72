"""Which versions a consolidated report counts, and which organisms are missing from it, with why. Queries only."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from network.models import ConsolidatedReport
from organisms.models import NetworkMembership, Organism, OrganismName, PivotMandate, Region
from reporting.models import CountedRecords, Report, TemplateVersion, Version
from roriq_portal.formats.days import format_day, format_period, year_before

Scope = ConsolidatedReport.Scope
# Of a funder's report: it left, and no question of the funder waits
SETTLED_AT_FUNDER = (Report.State.ISSUED, *Report.ACCEPTED)
# Only a programme's report is read in English, and never without a report
NOT_ASKED = "Aucun rapport n’a été demandé pour cette période\u00a0: personne n’en avait à remettre."
NOT_BEGUN = "Aucun rapport de ce programme n’est commencé pour cette période."


@dataclass(frozen=True)
class Source:
    """One version that counts, with its content as it was frozen."""

    version_id: int
    report_id: int
    organism_id: int
    name: str
    region: str
    number: str
    version_number: int
    sha256: str
    as_of: datetime
    form: TemplateVersion
    content: dict[str, Any]


@dataclass(frozen=True)
class Missing:
    """An organism that the report should hold and does not: its name, its region, and why."""

    name: str
    region: str
    why: str


def reports_of(whole: ConsolidatedReport) -> QuerySet[Report]:
    """Return every report of a scope and period, settled or not."""
    rows = Report.objects.filter(period=whole.period)
    if whole.scope == Scope.PROGRAMME:
        return rows.for_funders().filter(template_version__template=whole.template)
    rows = rows.annual()
    return rows.filter(region=whole.region) if whole.scope == Scope.REGION else rows


def not_asked_words(scope: str) -> str:
    """Return what is said of a scope and period that no report, settled or not, was ever made for."""
    return NOT_BEGUN if scope == Scope.PROGRAMME else NOT_ASKED


def is_of(whole: ConsolidatedReport, report: Report) -> bool:
    """Whether `reports_of` would return this report; of rows already read with their form."""
    if report.period != whole.period:
        return False
    if whole.scope == Scope.PROGRAMME:
        return report.kind == Report.Kind.FUNDER and report.template_version.template_id == whole.template_id
    is_inside = whole.scope != Scope.REGION or report.region_id == whole.region_id
    return report.kind == Report.Kind.ANNUAL and is_inside


def settled(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Return those of which the newest version may be counted."""
    return rows.filter(
        Q(kind=Report.Kind.ANNUAL, state=Report.State.APPROVED)
        | Q(kind=Report.Kind.FUNDER, state__in=SETTLED_AT_FUNDER)
    )


def sources_of(whole: ConsolidatedReport) -> list[Source]:
    """Return the newest version of each settled report of a scope, by region, then organism. One query."""
    newest = Version.objects.filter(report__in=settled(reports_of(whole)).values("pk"))
    newest = newest.annotate(last=Max("report__versions__number")).filter(number=F("last"))
    linked = ("report__organism", "report__region", "report__template_version__template")
    ordered = newest.select_related(*linked).order_by(
        "report__region__code", "report__organism__sort_name", "report_id"
    )
    return [source_of(version) for version in ordered]


def source_of(version: Version) -> Source:
    """Return what a version says, read with its report's organism, region and form."""
    content, report = json.loads(version.content), version.report
    return Source(
        version_id=version.pk,
        report_id=report.pk,
        organism_id=report.organism_id,
        name=_name(content, report),
        region=report.region.name,
        number=report.number or "",
        version_number=version.number,
        sha256=version.sha256,
        as_of=version.as_of,
        form=report.template_version,
        content=content,
    )


def _name(content: dict, report: Report) -> str:
    """The name that the paper prints, with the agreement of a funder's report: an organism may have two."""
    agreement = content["agreement"]
    name = str(content["organism"]["name"])
    return f"{name}, {agreement['reference']}" if agreement else name


def year_earlier(whole: ConsolidatedReport) -> ConsolidatedReport:
    """Return the same scope a year before, as a row that is not saved."""
    start, end = year_before(whole.period.lower), year_before(whole.period.upper)
    return ConsolidatedReport(
        scope=whole.scope, region=whole.region, template=whole.template, period=DateRange(start, end)
    )


def shared_activities(sources: list[Source]) -> bool:
    """Whether two of these versions count one activity: it was charged to two agreements. One query."""
    seen: set[int] = set()
    records = CountedRecords.objects.filter(version__in=[source.version_id for source in sources])
    for keys in records.values_list("activity_ids", flat=True):
        if seen.intersection(keys):
            return True
        seen.update(keys)
    return False


def missing_from(whole: ConsolidatedReport) -> list[Missing]:
    """Return who is missing, by region, then name: not settled, excused, never asked, or gone.

    Under the name of the last day of the period. Four queries.
    """
    rows = reports_of(whole).select_related("organism", "region")
    settled_keys = set(settled(reports_of(whole)).values_list("pk", flat=True))
    day = whole.last_day
    reports = list(rows)
    missing = [
        (report.organism_id, Missing(report.organism.name, report.region.name, _why(report)))
        for report in reports
        if report.pk not in settled_keys
    ]
    if whole.scope != Scope.PROGRAMME:
        missing += _without_report(whole, {report.organism_id for report in reports}).items()
    dated = OrganismName.objects.filter(organism__in=[key for key, _ in missing], during__contains=day)
    names = dict(dated.values_list("organism", "name"))
    named = [replace(row, name=names.get(key, row.name)) for key, row in missing]
    return sorted(named, key=lambda row: (row.region, row.name))


def _why(report: Report) -> str:
    if report.excused_at:
        return gettext("dispensé\u00a0: {}").format(report.excused_reason)
    if report.state == Report.State.RETURNED:
        return gettext("rapport rouvert ou retourné, en correction")
    if report.kind == Report.Kind.FUNDER:
        return gettext("rapport non transmis\u00a0: {}").format(gettext(report.get_state_display()).lower())
    return f"rapport non approuvé\u00a0: {report.get_state_display().lower()}"


def _without_report(whole: ConsolidatedReport, known: set[int]) -> dict[int, Missing]:
    """Members of the period without any report, and those that left the network in it."""
    active = NetworkMembership.State.ACTIVE
    spans = NetworkMembership.objects.filter(state=active, during__overlap=whole.period).exclude(organism__in=known)
    if whole.scope == Scope.REGION:
        spans = spans.filter(organism__region=whole.region)
    rows: dict[int, Missing] = {}
    for span in spans.select_related("organism__region").order_by("during"):
        end = span.during.upper
        why = "aucun rapport de cette période ne lui a été demandé"
        if end and end <= whole.last_day:
            why = f"n’est plus membre du réseau depuis le {format_day(end)}, sans rapport de cette période"
        rows[span.organism_id] = Missing(span.organism.name, span.organism.region.name, why)
    return rows


def other_periods(whole: ConsolidatedReport) -> list[str]:
    """Return the periods, in words, of approved annual reports of the scope that cut across this one. One query."""
    if whole.scope == Scope.PROGRAMME:
        return []
    rows = Report.objects.annual().filter(state=Report.State.APPROVED, period__overlap=whole.period)
    rows = rows.exclude(period=whole.period)
    if whole.scope == Scope.REGION:
        rows = rows.filter(region=whole.region)
    periods = rows.order_by("period").values_list("period", flat=True).distinct()
    return [format_period(period.lower, period.upper - timedelta(days=1)) for period in periods]


def pivot_of(region: Region | None, day: date | None = None) -> Organism | None:
    """Return the organism that holds the mandate of a region on a day, today's unless another is said."""
    if region is None:
        return None
    mandates = PivotMandate.objects.filter(region=region, during__contains=day or timezone.localdate())
    mandate = mandates.select_related("organism").first()
    return mandate.organism if mandate else None


def regions_without_pivot(names: set[str]) -> list[str]:
    """Return those of these regions, by name, that nobody is the pivot of today. One query."""
    with_pivot = PivotMandate.objects.filter(during__contains=timezone.localdate()).values("region")
    return sorted(Region.objects.filter(name__in=names).exclude(pk__in=with_pivot).values_list("name", flat=True))
