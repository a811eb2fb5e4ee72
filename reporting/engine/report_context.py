"""What the lines of a report count: whose records, of which days, in which places."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Subquery

from agreements.models import Agreement, Requirement
from reporting.engine.form.spec import LineSpec
from reporting.engine.windows import last_of, window_days
from reporting.models import Line, Report
from services.counting.activity_totals import Scope
from services.counting.declarations import Population

STATE_YEAR = 4


@dataclass(frozen=True)
class ReportContext:
    """The scope of a report: its agreement's places and partner organisms, read once.

    `year_from`: the month in which the year of the agreement's reports begins.
    """

    report: Report
    agreement: Agreement | None
    mrc_ids: tuple[int, ...]
    region_ids: tuple[int, ...]
    partner_ids: tuple[int, ...] = ()
    year_from: int = STATE_YEAR

    def days(self, line: LineSpec) -> DateRange:
        """Return the days that a line counts: the report's own, or those of its window."""
        begins_on = self.agreement.during.lower if self.agreement and self.agreement.during else None
        return window_days(line.window, self.report.period, year_from=self.year_from, begins_on=begins_on)

    def year_days(self) -> DateRange:
        """Return the year of the agreement's reports, up to the report's last day."""
        return window_days(Line.Window.YEAR, self.report.period, year_from=self.year_from, begins_on=None)

    def places(self, line: LineSpec) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """Return the (MRC, region) limits of a line, or None when the agreement names no such place."""
        if line.place == Line.Place.MRCS:
            return (self.mrc_ids, ()) if self.mrc_ids else None
        if line.place == Line.Place.REGIONS:
            return ((), self.region_ids) if self.region_ids else None
        return (), ()

    def agreement_id(self, line: LineSpec) -> int | None:
        return self.agreement.pk if self.agreement and line.scope == Line.Scope.CHARGED else None

    def scope(self, line: LineSpec) -> Scope | None:
        """Return which activities a line counts, or None when its place is unknown."""
        places = self.places(line)
        if places is None:
            return None
        days = self.days(line)
        agreement_id = self.agreement_id(line)
        # What an organism does for itself is its own; what is charged to a shared agreement is everybody's
        shared = self.partner_ids if agreement_id and line.reads_activities else ()
        return Scope(self.report.organism_id, days.lower, last_of(days), agreement_id, *places, shared)

    def population(self, line: LineSpec) -> Population | None:
        """Return who a declared line counts, or None when it cannot be declared: several places, or several terms."""
        places = self.places(line)
        if line.source != Line.Source.DECLARED or places is None or len(line.terms) != 1 or line.terms[0].categories:
            return None
        mrcs, regions = places
        if len(mrcs) > 1 or len(regions) > 1:
            return None
        report = self.report
        where = (mrcs[0] if mrcs else None, regions[0] if regions else None)
        return Population(report.organism_id, self.days(line), self.agreement_id(line), *where)


def context_of(report: Report) -> ReportContext:
    """Return the scope of a report: one query for a funder's report, none for an annual one.

    The year of an agreement that asks reports of several lengths is the one of those that cover a year.
    """
    return contexts_of([report])[0]


def contexts_of(reports: Sequence[Report]) -> list[ReportContext]:
    """Return the scope of each report, in their order: one query, none where they answer no agreement."""
    agreements = {report.agreement.pk for report in reports if report.agreement}
    places = _places_of(agreements) if agreements else {}
    return [_context(report, places) for report in reports]


def _context(report: Report, places: dict[int, tuple]) -> ReportContext:
    if report.agreement is None:
        return ReportContext(report, None, (), ())
    mrcs, regions, partners, year_from = places[report.agreement.pk]
    year_from = year_from or report.requirement.period_from_month
    return ReportContext(report, report.agreement, tuple(mrcs), tuple(regions), tuple(partners), year_from)


def _places_of(agreements: set[int]) -> dict[int, tuple]:
    """Return agreement → its MRCs, regions, partner organisms, and the month in which its yearly reports begin."""
    yearly = Requirement.objects.filter(agreement=OuterRef("pk"), period_months=12).exclude(kind=Requirement.Kind.EXTRA)
    month = Subquery(yearly.order_by("kind").values("period_from_month")[:1])
    rows = Agreement.objects.with_places().annotate(year_from=month)
    columns = rows.filter(pk__in=agreements).values_list("pk", "mrc_ids", "region_ids", "partner_ids", "year_from")
    return {pk: tuple(rest) for pk, *rest in columns}
