"""What the sections of an organism's portrait read, each read once for a page. Queries only."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.permissions import can_read_organism_money
from agreements.stability.queries import Ledger, read_ledger
from network.barometer.windows import Window, Windows
from network.organism_portrait.beside import SharesOfTarget, read_shares
from network.organism_portrait.comparison import is_comparison_shown
from network.organism_portrait.money import AgreementMoney, agreement_money, amounts_of
from network.organism_portrait.yearly_figures import YearlyFigures, read_yearly_figures
from network.portrait.filters import Filters
from network.portrait.totals.figures import Figure, Source, rate_figure
from organisms.models import Indicator, Organism, User
from reporting.monitoring.shared_targets import SharedPage, Whose, shared_target_progress
from roriq_portal.fiscal_year import state_year_end
from roriq_portal.formats.days import format_day, format_period
from services.counting.periods import Period, period_of_state_year
from services.households.totals import HOUSEHOLD_CODES
from services.positions.queries import posts_of
from services.positions.turnover import Post
from services.results.by_place.mrc_figures import PlaceFigures, figures_by_mrc
from services.results.figure_lines import TO_ASK, FigureLine
from services.results.subjects import Subject, organism_subject

# What the years of an organism are drawn of, in their order; those that say something and are of the component shown
SERIES = ("V1.10", "V4.11", "V2.02", "V4.04", "V3.02", "V4.13", "V1.06", "V3.07", "V5.01")
RETENTION = ("V4.10", "V4.11", "V4.12")


@dataclass
class OrganismReader:
    """Reads for one page of one organism, as the user may; nothing is read before it is asked."""

    user: User
    organism: Organism
    filters: Filters

    @cached_property
    def subject(self) -> Subject:
        return organism_subject(self.organism, self.user)

    @property
    def windows(self) -> Windows:
        return self.filters.windows

    @property
    def period(self) -> Period:
        return _period(self.windows.year)

    @cached_property
    def figures(self) -> YearlyFigures:
        periods = [_period(window) for window in self.windows.every]
        asked = [row for row in self.indicators if row.code in (*SERIES, *RETENTION)]
        return read_yearly_figures(self.subject, periods, asked)

    def line(self, code: str, window: Window) -> FigureLine | None:
        """Return what the page of results shows of a window; None of an indicator that is not among its lines."""
        return self.figures.lines[self.windows.every.index(window)].get(code)

    def figure(self, code: str, window: Window) -> Figure:
        """Return the same as a number to compare and to draw; a lower bound keeps its words, and has no mark."""
        line = self.line(code, window)
        if line is None or line.text == TO_ASK:
            return Figure()
        if line.amount is None or line.amount.measure is None or line.is_least:
            return Figure(line.text)
        if line.amount.denominator:
            return rate_figure(int(line.amount.value), int(line.amount.denominator), Source.RECORDS)
        return Figure(line.text, line.amount.value)

    def breaks_between(self, code: str, before: Window, now: Window) -> list[str]:
        """Return why two windows do not compare: a meaning that changed, declarations that households replace."""
        changed = self.figures.breaks.get(code, ())
        breaks = [change.words for change in changed if before.last < change.day <= now.last]
        since = self.figures.households_since
        if code in HOUSEHOLD_CODES and since and before.first < since <= now.first:
            breaks.append(f"Rupture au {format_day(since)}\u00a0: déclaré, puis compté par ménage.")
        return breaks

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Every indicator, in its order. One query."""
        return list(Indicator.objects.order_by("order"))

    @cached_property
    def component_of(self) -> dict[str, int | None]:
        """Indicator code → its component."""
        return {row.code: row.component for row in self.indicators}

    def is_shown(self, code: str) -> bool:
        """Whether an indicator is of the component that is shown."""
        return self.filters.component in (None, self.component_of.get(code))

    @cached_property
    def posts(self) -> list[Post]:
        return posts_of(self.organism.pk)

    @cached_property
    def ledger(self) -> Ledger:
        return read_ledger(self.user, self.organism.pk)

    @property
    def reads_money(self) -> bool:
        return can_read_organism_money(self.user, self.organism)

    @cached_property
    def money(self) -> AgreementMoney | None:
        """The year before, the year, the next, and what ends; None where the money is not theirs to read."""
        if not self.reads_money:
            return None
        years = (self.filters.year - 1, self.filters.year, self.filters.year + 1)
        amounts = amounts_of([term.id for term in self.ledger.terms])
        return agreement_money(self.ledger, amounts, years, self.filters.year, self.filters.today)

    @cached_property
    def targets(self) -> SharedPage:
        """The agreements whose years hold the last day lived of the chosen year, with their targets."""
        day = min(state_year_end(self.filters.year), timezone.localdate())
        return shared_target_progress(Whose(self.organism.name, organism_id=self.organism.pk), day, self.user)

    @cached_property
    def shares(self) -> list[SharesOfTarget] | None:
        """Its shares of target beside the others'; None while the network has not opened the comparison."""
        if not is_comparison_shown():
            return None
        days = DateRange(self.period.start, self.period.end + timedelta(days=1))
        shares = read_shares(self.organism.pk, days, self.component_of)
        return [share for share in shares if self.is_shown(share.code)]

    @cached_property
    def places(self) -> list[PlaceFigures]:
        return figures_by_mrc(self.subject, self.period)


def _period(window: Window) -> Period:
    """A State year whole, or its first days."""
    if not window.is_part:
        return period_of_state_year(window.year)
    return Period("", format_period(window.first, window.last), window.first, window.last)
