"""Money lines that fill themselves: each part of a line is a nature of spending, or who paid. Pure; decision 0011."""

from decimal import Decimal

from agreements.models import BudgetLine
from agreements.money.reported import ReportedMoney
from reporting.engine.form_spec import LineSpec

NATURES = {nature.value for nature in BudgetLine.Nature} - {BudgetLine.Nature.OTHER}
PAYERS = {"part-mrc": "total_spent", "milieu-argent": "cash", "milieu-nature": "in_kind"}


def parts_of(line: LineSpec, found: ReportedMoney) -> dict[str, Decimal] | None:
    """Return part → amount; None when nothing was recorded, or when money has no part of the form to go to."""
    keys = {band.key for band in line.bands}
    if found.is_empty or not keys or not keys <= NATURES | PAYERS.keys():
        return None
    by_nature = keys & NATURES
    if by_nature and (not found.spent or set(found.spent) - keys):
        return None
    return {key: _amount(key, found) for key in keys}


def leaves_out(line: LineSpec, found: ReportedMoney) -> Decimal:
    """Return what was spent in natures the form does not name: the line stays a question because of it."""
    keys = {band.key for band in line.bands}
    if not keys & NATURES:
        return Decimal(0)
    return sum((amount for nature, amount in found.spent.items() if nature not in keys), Decimal(0))


def _amount(key: str, found: ReportedMoney) -> Decimal:
    return found.spent.get(key, Decimal(0)) if key in NATURES else getattr(found, PAYERS[key])
