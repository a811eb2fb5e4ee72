"""What two people wrote in the same boxes of money, side by side: nobody's work is lost without being seen."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from agreements.agreement.terms.facts import Difference
from agreements.models import BudgetLine, Expense, Instalment
from agreements.money.expenses.actions import ExpenseInput
from agreements.money.planning.actions import BudgetLineInput, InstalmentInput, amounts_of
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money

ABSENT = "–"


def line_differences(mine: Iterable[BudgetLineInput], theirs: Iterable[BudgetLine]) -> list[Difference]:
    """Return each line whose amount or nature differs, by its name."""
    natures = dict(BudgetLine.Nature.choices)
    typed = {row.name: f"{format_money(row.amount)}, {natures[row.nature]}" for row in mine}
    saved = {row.name: f"{format_money(row.amount)}, {row.get_nature_display()}" for row in theirs}
    return _between(typed, saved)


def instalment_differences(
    total: Decimal, mine: Sequence[InstalmentInput], theirs: Iterable[Instalment]
) -> list[Difference]:
    """Return each day whose instalments differ."""
    typed: dict[str, str] = {}
    saved: dict[str, str] = {}
    for asked, amount in zip(mine, amounts_of(total, mine), strict=True):
        _add(typed, f"Attendu le {format_day(asked.expected_on)}", format_money(amount))
    for row in theirs:
        _add(saved, f"Attendu le {format_day(row.expected_on)}", format_money(row.amount))
    return _between(typed, saved)


def expense_differences(mine: ExpenseInput, theirs: Expense) -> list[Difference]:
    """Return each box of an expense that differs."""
    return _between(_expense(mine), _expense(theirs))


def _expense(row: ExpenseInput | Expense) -> dict[str, str]:
    state = "engagée, à payer" if row.is_committed else "payée"
    values = {
        "Poste": str(row.line),
        "Date": format_day(row.day),
        "Montant": format_money(row.amount),
        "Où elle en est": state,
    }
    return values | {"Note": row.note or ABSENT, "Explication": row.explanation or ABSENT}


def _add(values: dict[str, str], name: str, words: str) -> None:
    values[name] = f"{values[name]}\u00a0; {words}" if name in values else words


def _between(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Difference]:
    names = dict.fromkeys([*mine, *theirs])
    pairs = [(name, mine.get(name, ABSENT), theirs.get(name, ABSENT)) for name in names]
    return [Difference(name, own, other) for name, own, other in pairs if own != other]
