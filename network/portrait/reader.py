"""What several sections read, each read once for a page. Queries only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.stability.queries import read_ledger, read_year_money
from agreements.stability.signature_days import Term
from agreements.stability.signed_money import SignedMoney
from network.barometer.measures import Measures, active_memberships, money_begun, on_day
from network.barometer.windows import Window, Windows, last_ended
from network.portrait.filters import Filters, last_finished
from network.portrait.totals.asked_lines import AskedLine, read_asked_lines
from network.portrait.totals.figures import Figure, Source, hidden_figure
from network.portrait.totals.households import HouseholdTotals, read_household_totals
from network.portrait.totals.records import RecordTotals, read_record_totals
from network.portrait.totals.reports import FrozenTotals, read_frozen_totals
from organisms.models import Indicator, IndicatorDefinition, Organism, Region, User
from roriq_portal.fiscal_year import state_year_of
from services.continuum.coverage import Continuum
from services.continuum.offers import read_continuum
from services.counting.amounts import can_be_added
from services.counting.definitions import Meanings
from services.counting.masking import is_small
from services.households.totals import HOUSEHOLD_CODES
from services.masking.audiences import Audience
from services.models import Service

# What the page reads without a component filter: its figures, what they mean, its series
READ_WITHOUT_COMPONENT = frozenset(
    ["V1.10", "V4.11", "V1.02", "V2.05", "V3.03", "V3.07", "V4.02", "V4.13", "V4.14", "V4.15", "V5.01"]
)


@dataclass
class Reader:
    """Reads for one page; nothing is read before it is asked, and what was is kept.

    `known_regions`: the 17, where the form read them already.
    """

    filters: Filters
    user: User
    known_regions: Collection[Region] = ()

    @cached_property
    def windows(self) -> Windows:
        return self.filters.windows

    @property
    def region_id(self) -> int | None:
        return self.filters.region.pk if self.filters.region else None

    @cached_property
    def organisms(self) -> dict[int, Organism]:
        """Every organism by its key, with its region, by name. One query."""
        rows = Organism.objects.select_related("region").order_by("sort_name")
        return {organism.pk: organism for organism in rows}

    @cached_property
    def regions(self) -> dict[int, Region]:
        """The 17 regions by their key, by name. One query, unless they are known."""
        rows = sorted(self.known_regions or Region.objects.all(), key=lambda region: region.sort_name)
        return {region.pk: region for region in rows}

    @cached_property
    def _memberships(self) -> list[tuple[int, DateRange]]:
        return list(active_memberships().values_list("organism", "during"))

    def members_on(self, day: date) -> set[int]:
        """Return the organisms that are members on a day, of the region chosen. One query for all days."""
        return {
            key for key in on_day(self._memberships, day) if self.region_id in (None, self.organisms[key].region_id)
        }

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators of the component chosen, of all of them without one, in their order. One query."""
        rows = Indicator.objects.exclude(component=None).order_by("order")
        if self.filters.component:
            rows = rows.filter(component=self.filters.component)
        return {row.code: row for row in rows}

    @cached_property
    def meanings(self) -> Meanings:
        """What indicators mean, and since when. One query."""
        return Meanings(IndicatorDefinition.objects.order_by("valid_from"))

    def words_of(self, code: str) -> str:
        """What an indicator means on the last day shown."""
        return self.meanings.on(self.indicators[code], self.windows.year.last)

    @cached_property
    def summed_codes(self) -> list[str]:
        """The indicators that records count and that add up over organisms: those of the page, all of a component."""
        return [
            code
            for code, row in self.indicators.items()
            if row.source == Indicator.Source.RECORDS
            and can_be_added(row)
            and (self.filters.component or code in READ_WITHOUT_COMPONENT)
        ]

    @property
    def household_codes(self) -> list[str]:
        """The indicators that households count: those of the page, all of a component."""
        own = [code for code in self.indicators if code in HOUSEHOLD_CODES]
        return own if self.filters.component else [code for code in own if code in READ_WITHOUT_COMPONENT]

    @cached_property
    def records(self) -> RecordTotals:
        return read_record_totals(self.windows, self.summed_codes, self.filters.today)

    @cached_property
    def households(self) -> HouseholdTotals:
        regions = {key: organism.region_id for key, organism in self.organisms.items()}
        return read_household_totals(self.windows, self.household_codes, regions, self.filters.today)

    @cached_property
    def terms(self) -> list[Term]:
        """The agreements of the organisms of the region chosen, of all without one. Three queries."""
        terms = read_ledger(self.user).terms
        return [term for term in terms if self.region_id in (None, term.region_id)]

    def money_of(self, windows: Iterable[Window]) -> Measures:
        """Return the money of the agreement years that begin in each window; the part under 3 to 5 years."""
        return money_begun(windows, self.signed_money.begun)

    @cached_property
    def money(self) -> Measures:
        return self.money_of(self.windows.every)

    @cached_property
    def signed_money(self) -> SignedMoney:
        """The money of each State year, and what is signed of it on a day. One query beside those of `terms`."""
        return SignedMoney(self.terms, read_year_money(self.user))

    @cached_property
    def continuum(self) -> Continuum:
        """Which services are offered where, on any day. Three queries."""
        return read_continuum(self.user)

    @cached_property
    def services(self) -> list[Service]:
        """Every service, of the network and of organisms. One query."""
        return list(Service.objects.all())

    @cached_property
    def asked_lines(self) -> list[AskedLine]:
        """The lines of number of the annual reports of the year and of the one before. One query."""
        return read_asked_lines((self.filters.year, self.filters.year - 1))

    @cached_property
    def frozen(self) -> FrozenTotals:
        """What the network froze of the years; nothing of a region, whose reports add up to the network's."""
        return FrozenTotals() if self.region_id else read_frozen_totals(self.windows.years)

    def figure(self, code: str, window: Window) -> Figure:
        """Return the number of an indicator in a window: of the frozen report of the network where it is whole, else of
        households or records. What pages of results hide is hidden, wherever it comes from.
        """
        is_of_households = code in HOUSEHOLD_CODES
        totals = self.households if is_of_households else self.records
        counted = totals.of(code, window, self.region_id)
        frozen = self.frozen.of(code, window)
        if frozen is None or frozen.number is None:
            return counted
        is_hidden = counted.is_hidden or is_small(frozen.number, Audience.NETWORK)
        return hidden_figure(Source.REPORTS) if is_hidden else frozen

    def breaks_between(self, code: str, before: Window, now: Window) -> list[str]:
        """Return in sentences what keeps two windows from being compared: another meaning, another source."""
        changes = self.meanings.breaks(self.indicators[code], before.first, now.last)
        then, today = self.figure(code, before), self.figure(code, now)
        words = [change.words for change in changes]
        if then.value is not None and today.value is not None and then.source != today.source:
            words.append(f"Rupture en {now.words}\u00a0: avant, {then.source}\u00a0; depuis, {today.source}.")
        return words

    def figures(self, code: str) -> Mapping[Window, Figure]:
        """Return the number of an indicator in every window."""
        return {window: self.figure(code, window) for window in self.windows.every}


def choose_masks(today: date) -> None:
    """Choose what is hidden of the year that the portrait usually shows and of the one that runs, and keep it."""
    usual = last_ended(today)
    for year in dict.fromkeys((usual, state_year_of(last_finished(today)))):
        reader = Reader(Filters(year, usual, today), User())
        for code in (*reader.summed_codes, *reader.household_codes):
            reader.figures(code)
