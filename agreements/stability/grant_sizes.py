"""Sizes of grants: how many agreements, of what amount, for how long. Pure: reads no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agreements.stability.signature_days import Term

SMALL_GRANT = Decimal(25_000)
LONG_TERM = 3


@dataclass(frozen=True)
class Grants:
    """Number and size of agreements, each at its amount for its whole term."""

    count: int
    total: Decimal
    median: Decimal
    least: Decimal
    most: Decimal
    small: int
    long: Decimal
    yearly: Decimal

    @property
    def long_share(self) -> Decimal | None:
        return self.long * 100 / self.total if self.total else None

    @property
    def yearly_share(self) -> Decimal | None:
        return self.yearly * 100 / self.total if self.total else None

    @property
    def small_share(self) -> Decimal:
        return Decimal(self.small) * 100 / self.count


def grants(terms: Iterable[Term]) -> Grants | None:
    """Return the number and size of the terms whose amount is known; None when there are none."""
    sizes = [(term.amount, term.years) for term in terms if term.amount is not None]
    if not sizes:
        return None
    amounts = sorted(amount for amount, _ in sizes)
    half = len(amounts) // 2
    middle = amounts[half] if len(amounts) % 2 else (amounts[half - 1] + amounts[half]) / 2
    return Grants(
        count=len(amounts),
        total=sum(amounts, Decimal(0)),
        median=middle,
        least=amounts[0],
        most=amounts[-1],
        small=sum(1 for amount in amounts if amount < SMALL_GRANT),
        long=sum((amount for amount, years in sizes if years >= LONG_TERM), Decimal(0)),
        yearly=sum((amount for amount, years in sizes if years == 1), Decimal(0)),
    )
