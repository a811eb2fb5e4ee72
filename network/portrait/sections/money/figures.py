"""Money signed by State year and by region, on a day and on the same day a year before; what ends. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreements.currency import NOTHING
from agreements.stability.signature_days import Term, to_renew
from agreements.stability.signed_money import SignedMoney
from network.barometer.measures import Measures
from network.barometer.windows import Window
from organisms.models import Region
from roriq_portal.fiscal_year import format_state_year, state_year_end, state_year_of, state_year_start
from roriq_portal.formats.days import year_before

YEARS_BACK = 5


@dataclass(frozen=True)
class YearOfMoney:
    """Dollars of a State year. `before`: what was signed of the year before on the same day, None of a year that ended.

    `ends`: the money of the year before that nothing signed carries on in this one; None of a year that ended.
    `long_share`: in per cent, under terms of three to five years, as the barometer measures it; None of nothing.
    """

    year: int
    signed: Decimal
    before: Decimal | None
    ends: Decimal | None
    long_share: Fraction | None
    is_running: bool

    @property
    def words(self) -> str:
        return format_state_year(self.year)


@dataclass(frozen=True)
class RegionMoney:
    """Dollars of a region: in a year before, in the running one, signed for the next, and what ends of the running."""

    code: str
    name: str
    past: Decimal
    running: Decimal
    coming: Decimal
    ends: Decimal

    @property
    def has_nothing_more(self) -> bool:
        return bool(self.running) and not self.coming


@dataclass(frozen=True)
class MoneyFigures:
    """`ending`: how many agreements end by `last_day`, of the running year, with nothing signed after them.

    `to_renew`: how many the page of what is left to renew lists; `past_year`: the year that regions are compared with.
    """

    years: tuple[YearOfMoney, ...]
    regions: tuple[RegionMoney, ...]
    ending: int
    to_renew: int
    running_year: int
    past_year: int
    day: date

    @property
    def last_day(self) -> date:
        return state_year_end(self.running_year)

    @property
    def is_empty(self) -> bool:
        return not any(year.signed for year in self.years)

    @property
    def without_more(self) -> list[str]:
        return [region.name for region in self.regions if region.has_nothing_more]


def years_of(day: date) -> list[int]:
    """Return five State years that ended, the one that runs, the next."""
    running = state_year_of(day)
    return list(range(running - YEARS_BACK, running + 2))


def windows_of(day: date) -> list[Window]:
    """Return the State years of which the share of long terms is measured, whole."""
    return [Window(year, state_year_start(year), state_year_end(year)) for year in years_of(day)]


@dataclass(frozen=True)
class _Read:
    """What every number of money is read from: the regions that are shown, the day, the year that runs on it."""

    money: SignedMoney
    regions: Mapping[int, Region]
    day: date

    @property
    def running(self) -> int:
        return state_year_of(self.day)


def money_figures(
    money: SignedMoney,
    long_terms: Measures,
    regions: Mapping[int, Region],
    day: date,
    *,
    chosen_year: int,
    region_id: int | None = None,
) -> MoneyFigures:
    """Return what is printed of money, of one region when it is given; `long_terms`: in each year of `windows_of`."""
    read = _Read(money, {pk: region for pk, region in regions.items() if region_id in (None, pk)}, day)
    past = min(chosen_year, read.running - 1)
    shares = {window.year: measured.share for window, measured in long_terms.items()}
    renewals = to_renew([term for term in money.terms if term.region_id in read.regions], day)
    return MoneyFigures(
        tuple(_year(read, year, shares.get(year)) for year in years_of(day)),
        _by_region(read, past),
        sum(_ends_within(renewal.term, day, read.running) for renewal in renewals),
        len(renewals),
        read.running,
        past,
        day,
    )


def _by_region(read: _Read, past: int) -> tuple[RegionMoney, ...]:
    """Return the regions that have money in one of three years, what ends most first."""
    before, running, coming = (read.money.signed(year, read.day) for year in (past, read.running, read.running + 1))
    ends = read.money.ending(read.running, read.running + 1, read.day)
    rows = (
        RegionMoney(
            region.code,
            region.name,
            past=before.get(pk, NOTHING),
            running=running.get(pk, NOTHING),
            coming=coming.get(pk, NOTHING),
            ends=ends.get(pk, NOTHING),
        )
        for pk, region in read.regions.items()
    )
    return tuple(sorted((row for row in rows if row.past or row.running or row.coming), key=_by_what_ends))


def _by_what_ends(row: RegionMoney) -> tuple[Decimal, Decimal, str]:
    return -row.ends, -row.running, row.code


def _ends_within(term: Term, day: date, running: int) -> bool:
    return day <= term.last_day <= state_year_end(running)


def _sum(read: _Read, by_region: Mapping[int, Decimal]) -> Decimal:
    return sum((amount for pk, amount in by_region.items() if pk in read.regions), NOTHING)


def _year(read: _Read, year: int, share: Fraction | None) -> YearOfMoney:
    goes_on = year >= read.running
    return YearOfMoney(
        year,
        _sum(read, read.money.signed(year, read.day)),
        _sum(read, read.money.signed(year - 1, year_before(read.day))) if goes_on else None,
        _sum(read, read.money.ending(year - 1, year, read.day)) if goes_on else None,
        share,
        year == read.running,
    )
