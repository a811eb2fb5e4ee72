"""What the lines of a funder's report are measured against: the targets of the agreement, over the report's period."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Prefetch
from django.utils.translation import gettext

from agreements.agreement.terms.period_places import calendar_of
from agreements.agreement.terms.target_texts import target_words
from agreements.amendments.clauses import TargetPlace
from agreements.amendments.period_targets import target_over
from agreements.models import Change, PeriodTarget, Target
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.report_context import ReportContext
from reporting.models import Line, Report
from roriq_portal.formats.rates import format_measure


@dataclass(frozen=True)
class TargetView:
    """`value`: what the period is measured against, exactly; `of_year`: the year's target, when it differs.

    `former`: what it was before an amendment changed it, as the clause wrote it.
    """

    value: Fraction
    former: str = ""
    of_year: Decimal | None = None
    is_ratio: bool = False

    @property
    def text(self) -> str:
        return format_measure(self.value, self.is_ratio)

    @property
    def was(self) -> str:
        return gettext("auparavant {}").format(target_words(self.former, self.is_ratio)) if self.former else ""

    @property
    def of_year_words(self) -> str:
        if self.of_year is None:
            return ""
        return gettext("{} pour l’année").format(format_measure(self.of_year, self.is_ratio))

    @property
    def words(self) -> str:
        """« 9, 18 pour l’année, auparavant 12 », as far as there is something to say."""
        return ", ".join(words for words in (self.text, self.of_year_words, self.was) if words)


def targets_of(context: ReportContext, form_spec: FormSpec) -> dict[str, TargetView]:
    """Return the target of each line that has one: that of the agreement's year that holds the whole period.

    Of a line that counts other days, it is for those that lie in this year; since the agreement began, there is none.
    A period has what the agreement gives it; without that, its share of the year. Four queries at most, none of an
    annual report.
    """
    report = context.report
    if not report.agreement:
        return {}
    rows = Target.objects.filter(year__agreement=report.agreement, year__during__contains=report.period)
    given = Prefetch("periods", PeriodTarget.objects.select_related("deliverable__requirement"))
    by_code = {row.indicator.code: row for row in rows.select_related("indicator", "year").prefetch_related(given)}
    if not by_code:
        return {}
    former = _Former(report)
    views = {
        line.key: _target(line, by_code, former, context)
        for line in form_spec.lines
        if line.window != Line.Window.AGREEMENT
    }
    return {key: view for key, view in views.items() if view}


class _Former:
    """What the targets of an agreement were before, by the clause that a report is measured against."""

    def __init__(self, report: Report) -> None:
        """One query, and two more where a letter or an amendment changed the target of a period."""
        rows = Change.objects.filter(
            kind=Change.Kind.TARGET,
            old__isnull=False,
            amendment__agreement=report.agreement,
            amendment__signed_at__isnull=False,
        )
        self.changes = {row.subject: row.old or "" for row in rows.order_by("amendment__signed_at")}
        is_of_periods = any(subject.count("/") > 1 for subject in self.changes)
        places = calendar_of(report.funded_agreement).place_of if is_of_periods else {}
        self.deliverable_id, self.period = report.deliverable_id, places.get(report.deliverable_id or 0)

    def text(self, target: Target) -> str:
        """Return the newest former value, of the period's own target where it has one, else of the year's."""
        own = any(row.deliverable_id == self.deliverable_id for row in target.periods.all())
        place = TargetPlace(target.year.number, target.indicator.code, self.period if own else None)
        is_known = not own or self.period is not None
        return self.changes.get(place.clause.subject, "") if is_known else ""


def _target(line: LineSpec, by_code: dict[str, Target], former: _Former, context: ReportContext) -> TargetView | None:
    rows = [by_code[code] for code in line.codes if code in by_code]
    if not rows:
        return None
    is_ratio = line.kind == Line.Kind.RATIO
    if line.source == Line.Source.PARTNERS or is_ratio:
        rows = rows[:1]
    # What the agreement gives a report is for its own days; a line of other days has what it gives these
    own = context.report.deliverable_id if line.window == Line.Window.PERIOD else None
    days = context.days(line)
    aims = [target_over(row, _inside(days, row), row.periods.all(), own) for row in rows]
    value, whole = sum((aim.value for aim in aims), Fraction(0)), sum((aim.of_year for aim in aims), Decimal(0))
    was = former.text(rows[0]) if own and len(rows) == 1 else ""
    return TargetView(value, was, None if value == whole else whole, is_ratio)


def _inside(days: DateRange, row: Target) -> DateRange:
    """Return the days that lie in the target's year; they end with the report, which does."""
    return DateRange(max(days.lower, row.year.during.lower), days.upper)
