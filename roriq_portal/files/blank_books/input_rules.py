"""The rules of entry of a cell (« validation des données »): why a value that is written there would be refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from roriq_portal.formats.numbers import decimal_or_none, format_number, plain

MOST_LISTED = 5000
NOT_LISTED = "La case n’accepte que les mots de sa liste, et celui-ci n’y est pas."
NOT_A_NUMBER = "La case n’accepte qu’un nombre."
NOT_A_DAY = "La case n’accepte qu’un jour."
OUTSIDE = "La case n’accepte pas ce nombre\u00a0: sa règle de saisie le refuse."
WRONG_LENGTH = "La case n’accepte pas un texte de {} signes\u00a0: sa règle de saisie le refuse."
NUMBERS = ("whole", "decimal")

Written = Decimal | date | str


def refused_by_rule(sheet: Worksheet, address: str, value: Written) -> str:
    """Return why the rule of a cell refuses a value, in a sentence; nothing where none does or none can be judged.

    A list or a bound that is a formula is not computed: it refuses nothing.
    """
    rules = (rule for rule in sheet.data_validations.dataValidation if address in rule.sqref)
    return next((words for rule in rules if (words := _refusal(sheet, rule, value))), "")


def _refusal(sheet: Worksheet, rule: DataValidation, value: Written) -> str:
    if rule.type == "list":
        listed = _listed(sheet, str(rule.formula1 or ""))
        return NOT_LISTED if listed is not None and _key(value) not in listed else ""
    if rule.type in NUMBERS:
        return _refused_number(rule, value)
    if rule.type == "date":
        return "" if isinstance(value, date) else NOT_A_DAY
    if rule.type == "textLength":
        words = value if isinstance(value, str) else _key(value)
        return "" if _is_within(rule, Decimal(len(words))) else WRONG_LENGTH.format(format_number(len(words)))
    return ""


def _refused_number(rule: DataValidation, value: Written) -> str:
    if not isinstance(value, Decimal):
        return NOT_A_NUMBER
    is_whole = rule.type != "whole" or value == value.to_integral_value()
    return "" if is_whole and _is_within(rule, value) else OUTSIDE


def _is_within(rule: DataValidation, number: Decimal) -> bool:
    low, high = (decimal_or_none(str(formula or "")) for formula in (rule.formula1, rule.formula2))
    if low is None or (rule.operator in (None, "between", "notBetween") and high is None):
        return True
    between = high is not None and low <= number <= high
    return {
        "notBetween": not between,
        "equal": number == low,
        "notEqual": number != low,
        "lessThan": number < low,
        "lessThanOrEqual": number <= low,
        "greaterThan": number > low,
        "greaterThanOrEqual": number >= low,
    }.get(rule.operator or "between", between)


def _key(value: object) -> str:
    """A value as a list compares it: numbers by what they are worth, words without regard to case."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return plain(Decimal(str(value))) or ""
    return str(value).strip().casefold()


def _listed(sheet: Worksheet, formula: str) -> set[str] | None:
    """Return what a list accepts; None of one that is computed or lies elsewhere."""
    if formula.startswith('"') and formula.endswith('"') and len(formula) > 1:
        return {_key(word) for word in formula[1:-1].replace('""', '"').split(",")}
    try:
        cells = list(islice(_cells_of(sheet, formula), MOST_LISTED + 1))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    values = {_key(cell.value) for cell in cells if cell.value is not None}
    has_formula = any(cell.data_type == "f" for cell in cells)
    return values if values and not has_formula and len(cells) <= MOST_LISTED else None


def _cells_of(sheet: Worksheet, formula: str) -> Iterator:
    book = sheet.parent
    named = sheet.defined_names.get(formula) or book.defined_names.get(formula)
    places = list(named.destinations) if named else [_split(sheet, formula)]
    for title, address in places:
        cells = book[title][address.replace("$", "")]
        for row in cells if isinstance(cells, tuple) else ((cells,),):
            yield from row if isinstance(row, tuple) else (row,)


def _split(sheet: Worksheet, formula: str) -> tuple[str, str]:
    title, mark, address = formula.rpartition("!")
    name = title.strip("'").replace("''", "'") if mark else sheet.title
    if ":" not in address and "(" in address:
        raise ValueError(formula)
    return name, address
