"""What is read of a subject over a period, from records and declarations: all that a page of results shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from agreements.models import Target
from organisms.models import Category, Indicator, IndicatorDefinition
from roriq_portal.formats.numbers import format_number
from services.counting.activity_totals import NamedPartners, Result, counts, named_partners, totals_by_month
from services.counting.declarations import Declared, answered_for, declared_over
from services.counting.periods import Period
from services.masking.signs import MASKED
from services.masking.tables import ALL
from services.models import Declaration
from services.results.by_place.crossed import NOWHERE, CrossedTotals, read_crossed_totals
from services.results.by_place.senses import Sense
from services.results.household_figures import OtherSources, read_other_sources
from services.results.masked_totals import NOTHING_MASKED, MaskedTotals, read_masked_totals
from services.results.subjects import Subject


@dataclass(frozen=True)
class Facts:
    """What is read of a subject. `months` only for the code whose series is asked.

    `masked`, `masked_before`: what is hidden of totals over organisms; nothing of one organism's.
    `without_place`: code → what the records without a place count in the network, beside what was done in a region.
    """

    indicators: list[Indicator]
    definitions: list[IndicatorDefinition]
    categories: list[Category]
    now: dict[str, Result]
    before: dict[str, Result]
    partners: NamedPartners
    declared: dict[str, Declared]
    declared_parts: dict[str, list[Declaration]]
    declared_before: dict[str, Declaration]
    targets: list[Target]
    months: dict[date, Decimal]
    sources: OtherSources
    masked: MaskedTotals = NOTHING_MASKED
    masked_before: MaskedTotals = NOTHING_MASKED
    without_place: Mapping[str, str] = field(default_factory=dict)


def read_figures(subject: Subject, period: Period, code: str = "", *, targets_only: bool = False) -> Facts:
    """Return everything a page of results shows; `code`: the indicator shown month by month.

    `targets_only`: what `build_target_lines` needs, neither breakdowns nor the period before.
    The number of queries depends on the kind of subject, never on how many records or indicators there are.
    """
    scope, year, population = subject.scope(period), subject.year_of(period), subject.population(period)
    targets = Target.objects.filter(year=year).select_related("indicator", "year")
    exact, parts = declared_over(population) if population else ({}, {})
    masked, before, without_place = _totals(subject, period)
    return Facts(
        indicators=[] if targets_only else list(Indicator.objects.exclude(component=None).order_by("order")),
        definitions=list(IndicatorDefinition.objects.order_by("valid_from")),
        categories=[] if targets_only else list(_categories()),
        now=masked.of(subject.region_id) if subject.is_whole else counts(scope, with_parts=not targets_only),
        before=_before(subject, period, before) if not targets_only else {},
        partners=NamedPartners({}, {}) if subject.is_whole else named_partners(scope),
        declared=exact,
        declared_parts=parts,
        declared_before={} if targets_only else answered_for(subject.population(period.before)),
        targets=list(targets) if year else [],
        months=totals_by_month(scope, code) if code and not subject.is_whole else {},
        sources=read_other_sources(subject, period),
        masked=masked,
        masked_before=before,
        without_place=without_place,
    )


def _totals(subject: Subject, period: Period) -> tuple[MaskedTotals, MaskedTotals, dict[str, str]]:
    """Return the totals over organisms of the period and the one before, and what has no place."""
    if not subject.is_whole:
        return NOTHING_MASKED, NOTHING_MASKED, {}
    if subject.region_id is None or subject.sense == Sense.HOME:
        return read_masked_totals(period), read_masked_totals(period.before), {}
    now, before = (read_crossed_totals(days)[0] for days in (period, period.before))
    inside = now.inside([subject.region_id])
    return inside, before.inside([subject.region_id]), _without_place(now)


def _without_place(totals: CrossedTotals) -> dict[str, str]:
    values = {code: totals.value(code, (NOWHERE, ALL)) for code in totals.by_code}
    return {
        code: MASKED if totals.hides(code, (NOWHERE, ALL)) else format_number(value)
        for code, value in values.items()
        if value is not None
    }


def _before(subject: Subject, period: Period, masked: MaskedTotals) -> dict[str, Result]:
    if subject.is_whole:
        return masked.of(subject.region_id)
    return counts(subject.scope(period.before), with_parts=False)


def _categories() -> QuerySet[Category]:
    return Category.objects.select_related("dimension").order_by("dimension__order", "order")
