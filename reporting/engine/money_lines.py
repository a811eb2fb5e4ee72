"""The money lines computed from the accounts: each part is a nature of spending, or a payer. Pure; decision 0011."""

from collections.abc import Collection
from decimal import Decimal

from agreements.models import BudgetLine
from agreements.money.reported import ReportedMoney
from reporting.engine.form.spec import LineSpec

NATURES = {nature.value for nature in BudgetLine.Nature} - {BudgetLine.Nature.OTHER}
PAYERS = {"part-mrc": "total_spent", "milieu-argent": "cash", "milieu-nature": "in_kind"}


def parts_of(line: LineSpec, money: ReportedMoney) -> dict[str, Decimal] | None:
    """Return part → amount; None when nothing was recorded, or when the form does not name all of the money.

    A line without parts asks all that was spent: it has none to fill.
    """
    keys = {band.key for band in line.bands}
    if not keys:
        return {} if money.spent else None
    if money.is_empty or not keys <= NATURES | PAYERS.keys():
        return None
    by_nature = keys & NATURES
    if by_nature and (not money.spent or set(money.spent) - keys):
        return None
    return {key: _amount(key, money) for key in keys}


def accounts_fill(parts: Collection[str]) -> bool:
    """Whether the accounts can fill a money line of these parts: it has none, or all are natures and payers."""
    return set(parts) <= NATURES | PAYERS.keys()


def leaves_out(line: LineSpec, money: ReportedMoney) -> Decimal:
    """Return what was spent in natures the form does not name: the line stays a question because of it."""
    keys = {band.key for band in line.bands}
    if not keys & NATURES:
        return Decimal(0)
    return sum((amount for nature, amount in money.spent.items() if nature not in keys), Decimal(0))


def _amount(key: str, money: ReportedMoney) -> Decimal:
    return money.spent.get(key, Decimal(0)) if key in NATURES else getattr(money, PAYERS[key])
