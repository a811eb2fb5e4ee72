"""A year up to the end of one of its months, beside the same months of another: what of it may be read.

A sum up to one month and the sum up to the next differ by a month, which nobody reads: the sums up to every month, of
every region, of all of them, and the total of the year are one table, masked together whatever the month is. So no two
readings of the page, nor this page and that of results, give a small count (decision 62).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from network.barometer.windows import Window
from services.counting.masking import hidden_cells, scale_of
from services.counting.monthly_sums import added_up, sums
from services.households.masked_totals import follow_families
from services.masking.audiences import Audience
from services.masking.tables import ALL, Key, Standing, Tables

MONTH, UNTIL = "month", "until"
NO_PEOPLE: Mapping[str, str] = {}
# Place → first day of a month → number
Months = Mapping[Key, Mapping[date, Decimal]]


@dataclass(frozen=True)
class Prefix:
    """The sum up to a month, by place; `hidden`: the places that do not read theirs."""

    values: Mapping[Key, Decimal]
    hidden: frozenset[Key]


@dataclass(frozen=True)
class YearSoFar:
    """A year read up to `last_month`: code → place → month → number. `of_year`: the first days of its months so far.

    `hidden`: code → places whose total of the year is hidden where it is printed, on the page of results. All other
    totals are known.
    """

    months: Mapping[str, Months]
    last_month: date
    of_year: list[date]
    hidden: Mapping[str, Collection[Key]]


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of the months from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    numbers = [first.year * 12 + first.month - 1 + rank for rank in range(count)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def read_months(codes: list[str], first: date, last: date) -> dict[str, dict[Key, dict[date, Decimal]]]:
    """Return code → home region, and `ALL` → month → total of records. One query."""
    rows = sums((first, last), Q()).filter(indicator__code__in=codes, category=None)
    months: dict[str, dict[Key, dict[date, Decimal]]] = {}
    for region, code, month, total, _ in added_up(rows.values_list("organism__region", "indicator__code", "month")):
        of_code = months.setdefault(code, {})
        of_code.setdefault(region, {})[month] = total
        of_all = of_code.setdefault(ALL, {})
        of_all[month] = of_all.get(month, Decimal(0)) + total
    return months


def prefixes_of(
    years: Mapping[Window, YearSoFar], families_of: Mapping[str, str] = NO_PEOPLE
) -> dict[Window, dict[str, Prefix]]:
    """Return window → code → the sum of its year up to a month, with what is hidden of it.

    `families_of`: a code of people → that of the families that they are of: of few families, they are few however many.
    """
    read = {(window, code): by_place for window, year in years.items() for code, by_place in year.months.items()}
    scales = {name: _scale(by_place) for name, by_place in read.items()}
    tables = {
        (window, code): _laid(by_place, years[window].of_year, years[window].hidden.get(code, ()), scales[window, code])
        for (window, code), by_place in read.items()
    }
    hidden = hidden_cells(
        {name: own for name, own in tables.items() if name[1] not in families_of}, Audience.NETWORK, scales=scales
    )
    people = {name: own for name, own in tables.items() if name[1] in families_of}
    for (window, code), own in people.items():
        families = (window, families_of[code])
        follow_families(own, tables.get(families), hidden.get(families, frozenset()))
    hidden |= hidden_cells(people, Audience.NETWORK, scales=scales)
    prefixes: dict[Window, dict[str, Prefix]] = {window: {} for window in years}
    for (window, code), by_place in read.items():
        prefixes[window][code] = _prefix(by_place, years[window].last_month, hidden[window, code])
    return prefixes


def _prefix(by_place: Months, last_month: date, hidden: Collection[Key]) -> Prefix:
    values = {place: _sum(by_month, last_month) for place, by_month in by_place.items()}
    return Prefix(values, frozenset(place for place in by_place if (UNTIL, place, last_month) in hidden))


def _scale(by_place: Months) -> int:
    return scale_of(value for by_month in by_place.values() for value in by_month.values())


def _sum(by_month: Mapping[date, Decimal], last_month: date) -> Decimal:
    return sum((value for month, value in by_month.items() if month <= last_month), Decimal(0))


def _laid(by_place: Months, of_year: list[date], hidden_year: Collection[Key], scale: int) -> Tables:
    tables = Tables()
    places = sorted(by_place, key=str)
    regions = [place for place in places if place != ALL]
    for place in places:
        until, before = 0, None
        for month in of_year:
            value = int(by_place[place].get(month, Decimal(0)) * scale)
            until += value
            tables.add((MONTH, place, month), value, Standing.UNSEEN)
            _add_until(tables, place, month, until, hidden_year if month == of_year[-1] else None)
            tables.tie((UNTIL, place, month), [(MONTH, place, month), *([(UNTIL, place, before)] if before else [])])
            before = month
    if ALL in by_place:
        for month in of_year:
            for sort in (MONTH, UNTIL) if regions else ():
                tables.tie((sort, ALL, month), [(sort, place, month) for place in regions])
    return tables


def _add_until(tables: Tables, place: Key, month: date, until: int, hidden_year: Collection[Key] | None) -> None:
    """Offer a sum up to a month; that of the whole year is printed already, or hidden already."""
    if hidden_year is None:
        tables.add((UNTIL, place, month), until)
    elif place in hidden_year:
        tables.add((UNTIL, place, month), until, stays_hidden=True)
    else:
        tables.add((UNTIL, place, month), until, Standing.KNOWN)
