"""What the lines of a funder's report are measured against: the targets of the agreement, over the report's period."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.terms.target_texts import target_words
from agreements.amendments.period_targets import target_over
from agreements.models import Change, Requirement, Target
from reporting.engine.form_spec import FormSpec, LineSpec
from reporting.engine.report_context import ReportContext
from reporting.models import Line
from roriq_portal.formats.rates import format_measure


@dataclass(frozen=True)
class TargetView:
    """`value`: what the period is measured against, exactly; `of_year`: the year's target, when it differs."""

    value: Fraction
    text: str
    was: str = ""
    of_year: Decimal | None = None
    is_ratio: bool = False

    @property
    def of_year_words(self) -> str:
        return "" if self.of_year is None else f"{format_measure(self.of_year, self.is_ratio)} pour l’année"

    @property
    def words(self) -> str:
        """« 9, 18 pour l’année, auparavant 12 », as far as there is something to say."""
        return ", ".join(words for words in (self.text, self.of_year_words, self.was) if words)


def targets_of(context: ReportContext, form_spec: FormSpec) -> dict[str, TargetView]:
    """Return the target of each line that has one: that of the agreement's year that holds the whole period.

    Of a line that counts other days, it is for those that lie in this year; since the agreement began, there is none.
    An interim report has what was agreed for it; without that, and for any other part of the year, its share.
    Three queries at most, none of an annual report.
    """
    report = context.report
    if not report.agreement:
        return {}
    rows = Target.objects.filter(year__agreement=report.agreement, year__during__contains=report.period)
    by_code = {row.indicator.code: row for row in rows.select_related("indicator", "year")}
    if not by_code:
        return {}
    changes = list(
        Change.objects.filter(
            kind=Change.Kind.TARGET,
            old__isnull=False,
            amendment__agreement=report.agreement,
            amendment__signed_at__isnull=False,
        ).order_by("-amendment__signed_at")
    )
    views = {
        line.key: _target(line, by_code, changes, context)
        for line in form_spec.lines
        if line.window != Line.Window.AGREEMENT
    }
    return {key: view for key, view in views.items() if view}


def _target(
    line: LineSpec, by_code: dict[str, Target], changes: list[Change], context: ReportContext
) -> TargetView | None:
    rows = [by_code[code] for code in line.codes if code in by_code]
    if not rows:
        return None
    is_ratio = line.kind == Line.Kind.RATIO
    if line.source == Line.Source.PARTNERS or is_ratio:
        rows = rows[:1]
    is_whole = line.window == Line.Window.PERIOD
    is_interim = is_whole and context.report.requirement.kind == Requirement.Kind.INTERIM
    days = context.days(line)
    aims = [target_over(row, days if is_whole else _inside(days, row), is_interim=is_interim) for row in rows]
    value, whole = sum((aim.value for aim in aims), Fraction(0)), sum((aim.of_year for aim in aims), Decimal(0))
    subjects = {f"{row.year.number}/{row.indicator.code}" for row in rows}
    was = next((change.old for change in changes if change.subject in subjects), None)
    before = f"auparavant {target_words(was, is_ratio)}" if len(rows) == 1 and was else ""
    return TargetView(value, format_measure(value, is_ratio), before, None if value == whole else whole, is_ratio)


def _inside(days: DateRange, row: Target) -> DateRange:
    """Return the days that lie in the target's year; they end with the report, which does."""
    return DateRange(max(days.lower, row.year.during.lower), days.upper)
