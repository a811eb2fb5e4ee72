"""Some indicators of one organism over several periods, each the figure that its page of results shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone

from organisms.models import Indicator, IndicatorDefinition
from services.counting.activity_totals import NamedPartners, Result, monthly_totals
from services.counting.declarations import Declared, declared_in_each
from services.counting.definitions import Break, Meanings
from services.counting.periods import Period
from services.households.totals import (
    Contribution,
    HouseholdFigures,
    add_up,
    household_contributions,
    households_since,
)
from services.models import Declaration
from services.results.figure_lines import FigureLine
from services.results.figures import Facts, build_results
from services.results.household_figures import OtherSources
from services.results.subjects import Subject

NOTHING_BEFORE = HouseholdFigures({}, None)


@dataclass(frozen=True)
class YearlyFigures:
    """`lines`: of each period, in their order, code → its figure; `breaks`: code → where its series breaks."""

    periods: tuple[Period, ...]
    lines: tuple[dict[str, FigureLine], ...]
    breaks: dict[str, tuple[Break, ...]]
    households_since: date | None

    def series(self, code: str) -> list[FigureLine | None]:
        """Return the figure of each period; None of a code that was not asked."""
        return [lines.get(code) for lines in self.lines]


def read_yearly_figures(subject: Subject, periods: Sequence[Period], indicators: Sequence[Indicator]) -> YearlyFigures:
    """Return what the pages of results of an organism show of these indicators, in these periods, oldest first.

    `periods`: of whole months. Without breakdowns, targets, nor the period before; distinct partners are not among
    them. Seven queries, however many periods, records and indicators there are.
    """
    known = [row for row in indicators if row.source != Indicator.Source.PARTNERS and row.component]
    definitions = list(IndicatorDefinition.objects.filter(indicator__in=known).order_by("valid_from"))
    first, last = min(period.start for period in periods), max(period.end for period in periods)
    whole = Period("", "", first, last)
    scope = replace(subject.household_scope(periods[0]), start=first, end=last)
    rows, since = household_contributions(scope), households_since(scope)
    codes = [indicator.code for indicator in known]
    months = monthly_totals(subject.scope(whole), codes)
    declared = declared_in_each([own for period in periods if (own := subject.population(period))])
    lines = []
    for period, declarations in zip(periods, declared, strict=True):
        sources = _households(rows, since, period)
        facts = _facts(known, definitions, _counted(months, period), declarations, sources)
        built = (line for component in build_results(subject, period, facts) for line in component.lines)
        lines.append({line.indicator.code: line for line in built if line.indicator.code in codes})
    meanings = Meanings(definitions)
    breaks = {row.code: tuple(meanings.breaks(row, first, last)) for row in known}
    return YearlyFigures(tuple(periods), tuple(lines), breaks, since)


def _households(rows: Sequence[Contribution], since: date | None, period: Period) -> OtherSources:
    inside = [row for row in rows if period.start <= row.day <= min(period.end, timezone.localdate())]
    return OtherSources(NOTHING_BEFORE, HouseholdFigures(add_up(inside), since), [], [])


def _counted(months: Mapping[str, Mapping[date, Decimal]], period: Period) -> dict[str, Result]:
    """Add the months of a period up; a code without any record in it is absent."""
    inside = {
        code: [total for month, total in by_month.items() if period.start <= month <= period.end]
        for code, by_month in months.items()
    }
    return {code: Result(sum(totals, Decimal(0))) for code, totals in inside.items() if totals}


def _facts(
    indicators: list[Indicator],
    definitions: list[IndicatorDefinition],
    counted: dict[str, Result],
    declarations: tuple[dict[str, Declared], dict[str, list[Declaration]]],
    sources: OtherSources,
) -> Facts:
    exact, parts = declarations
    return Facts(
        indicators=indicators,
        definitions=definitions,
        categories=[],
        now=counted,
        before={},
        partners=NamedPartners({}, {}),
        declared=exact,
        declared_parts=parts,
        declared_before={},
        targets=[],
        months={},
        sources=sources,
    )
