"""The money of a year and of a whole term: balance, unspent, overpayment, forecast. Pure; reads no row.

The rules, as the pages say them:
  balance      received − spent
  unspent      what a year that has ended leaves of its amount
  overpayment  what was received beyond the amount; once ended, beyond what was spent of it
  forecast     spent so far ÷ days gone × days of the year, and never less than what is spent and committed
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from agreements.currency import NOTHING, cents


@dataclass(frozen=True)
class YearMoney:
    """One year's sums as of `today`; `last` is the day after its last."""

    number: int
    first: date
    last: date
    budget: Decimal
    received: Decimal
    spent: Decimal
    committed: Decimal
    today: date

    @property
    def is_over(self) -> bool:
        return self.today >= self.last

    @property
    def has_begun(self) -> bool:
        return self.today >= self.first

    @property
    def balance(self) -> Decimal:
        return self.received - self.spent

    @property
    def unspent(self) -> Decimal | None:
        return max(self.budget - self.spent, NOTHING) if self.is_over else None

    @property
    def forecast(self) -> Decimal | None:
        """None before the year begins: nothing to go by."""
        if not self.has_begun:
            return None
        gone = min(self.today, self.last).toordinal() - self.first.toordinal()
        if self.is_over or not gone:
            return self.spent + self.committed
        projected = cents(Fraction(self.spent) * (self.last - self.first).days / gone)
        return max(projected, self.spent + self.committed)


@dataclass(frozen=True)
class TermMoney:
    """The years of an agreement together. It ends when its last year does."""

    years: tuple[YearMoney, ...]

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(year, name) for year in self.years), NOTHING)

    @property
    def is_over(self) -> bool:
        return bool(self.years) and all(year.is_over for year in self.years)

    @property
    def budget(self) -> Decimal:
        return self._sum("budget")

    @property
    def received(self) -> Decimal:
        return self._sum("received")

    @property
    def spent(self) -> Decimal:
        return self._sum("spent")

    @property
    def committed(self) -> Decimal:
        return self._sum("committed")

    @property
    def balance(self) -> Decimal:
        return self.received - self.spent

    @property
    def unspent(self) -> Decimal | None:
        return max(self.budget - self.spent, NOTHING) if self.is_over else None

    @property
    def overpayment(self) -> Decimal:
        return overpayment(self.received, self.spent, self.budget, is_over=self.is_over)

    @property
    def forecast(self) -> Decimal:
        """The forecasts of the years begun, and the amounts of those to come."""
        return sum((year.budget if year.forecast is None else year.forecast for year in self.years), NOTHING)


def overpayment(received: Decimal, spent: Decimal, budget: Decimal, *, is_over: bool) -> Decimal:
    """Return what was received beyond the amount and, once over, beyond what was spent of it."""
    owed = min(spent, budget) if is_over else budget
    return max(received - owed, NOTHING)


def lines_gap(amount: Decimal, lines: Sequence[Decimal]) -> Decimal:
    """Return what the lines lack to make the year's amount; negative when they pass it."""
    return amount - sum(lines, NOTHING)
