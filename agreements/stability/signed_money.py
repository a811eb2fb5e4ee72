"""The money of agreements by State year: what is signed on a day, and what ends with nothing signed after it. Pure.

The amount of a year of an agreement is of the State year that it begins in, as the barometer counts it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.stability.signature_days import Term
from roriq_portal.fiscal_year import state_year_of


@dataclass(frozen=True)
class YearMoney:
    """The amount of one year of an agreement, in dollars."""

    agreement_id: int
    during: DateRange
    amount: Decimal

    @property
    def year(self) -> int:
        """The State year that it counts in."""
        return state_year_of(self.during.lower)


@dataclass(frozen=True)
class BegunYear:
    """One year of an agreement by its first day, and how many years its term has."""

    first: date
    organism_id: int
    term_years: int
    amount: Decimal


class SignedMoney:
    """The money of terms by State year. `terms`: also those that are not signed; `years`: of any of them."""

    def __init__(self, terms: Iterable[Term], years: Iterable[YearMoney]) -> None:
        self.terms = list(terms)
        self._years = list(years)
        self._worth: dict[int, dict[int, Decimal]] = defaultdict(dict)
        for row in self._years:
            worth = self._worth[row.agreement_id]
            worth[row.year] = worth.get(row.year, Decimal(0)) + row.amount
        self._followers: dict[int, list[Term]] = defaultdict(list)
        for term in self.terms:
            if term.renews:
                self._followers[term.renews].append(term)

    @property
    def begun(self) -> list[BegunYear]:
        """The years of these terms, signed or not."""
        known = {term.id: term for term in self.terms}
        return [
            BegunYear(row.during.lower, term.organism_id, term.years, row.amount)
            for row in self._years
            if (term := known.get(row.agreement_id))
        ]

    def signed(self, year: int, day: date) -> dict[int, Decimal]:
        """Return what was signed by `day` for a State year: region → dollars. A region without any is absent."""
        by_region: dict[int, Decimal] = defaultdict(Decimal)
        for term in self.terms:
            if _is_signed(term, day) and year in self._worth[term.id]:
                by_region[term.region_id] += self._worth[term.id][year]
        return {region: amount for region, amount in by_region.items() if amount}

    def ending(self, base: int, year: int, day: date) -> dict[int, Decimal]:
        """Return the money of State year `base` that nothing signed by `day` carries on in `year`: region → dollars.

        An agreement goes on when it has money in `year` itself, or when one that renews it, signed by then, goes on.
        """
        by_region: dict[int, Decimal] = defaultdict(Decimal)
        for term in self.terms:
            if _is_signed(term, day) and base in self._worth[term.id] and not self._goes_on(term, year, day):
                by_region[term.region_id] += self._worth[term.id][base]
        return {region: amount for region, amount in by_region.items() if amount}

    def _goes_on(self, term: Term, year: int, day: date) -> bool:
        # What renews an agreement begins after it, so that this comes to an end
        if not _is_signed(term, day):
            return False
        followers = self._followers[term.id]
        return year in self._worth[term.id] or any(self._goes_on(follower, year, day) for follower in followers)


def _is_signed(term: Term, day: date) -> bool:
    return term.signed_on is not None and term.signed_on <= day
