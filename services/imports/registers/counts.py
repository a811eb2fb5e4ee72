"""Counting: the figures of a row, by its recipe."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from roriq_portal.formats.typed import understood
from services.activities.rules import breakdown_is_refused
from services.counting.recipes import Number, counts_made
from services.imports.registers.columns import BREAKDOWNS, LABELS, TOTALS
from services.imports.registers.facts import Reason
from services.imports.registers.row_reading import Reading
from services.imports.registers.values import read_number, shown
from services.imports.registers.vocabulary import CountRule, Recipe

_DIMENSIONS = {"sex": "par sexe", "age": "par âge", "immigration_category": "par catégorie d’immigration"}
_READERS = {allowed: partial(read_number, decimal_allowed=allowed) for allowed in (False, True)}


def read_figures(reading: Reading, recipe: Recipe | None) -> dict[str, Decimal]:
    """The figures typed, by field. Notes what is no figure, and a breakdown above its total."""
    figures = {}
    for name in (*TOTALS, *BREAKDOWNS):
        if reading.cells.get(name) not in (None, ""):
            number = reading.read(name, _READERS[_may_have_decimals(name, recipe)])
            if number is not None:
                figures[name] = number
                _say_unusual(reading, name, number)
    _refuse_breakdowns_above(reading, recipe, figures)
    return figures


def _say_unusual(reading: Reading, name: str, number: Decimal) -> None:
    cell = reading.cells[name]
    if isinstance(cell, str) and (words := understood(cell, number)):
        reading.warn(name, words, Reason.UNUSUAL)


def counts_of(reading: Reading, recipe: Recipe, figures: Mapping[str, Decimal]) -> dict[str, Number]:
    """Indicator -> value. A blank figure counts nothing: a warning, an error when nothing else counts."""
    counts = counts_made(((rule.indicator, rule.source) for rule in recipe.counts), figures)
    for rule in recipe.counts:
        if rule.indicator not in counts and not reading.is_refused(rule.source):
            _note_blank(reading, rule, counts)
    return counts


def _may_have_decimals(name: str, recipe: Recipe | None) -> bool:
    # Without a recipe nobody knows the unit: the activity is refused, not its figures.
    if recipe is None or name not in TOTALS:
        return recipe is None
    return any(rule.source == name and rule.decimal_allowed for rule in recipe.counts)


def _refuse_breakdowns_above(reading: Reading, recipe: Recipe | None, figures: Mapping[str, Decimal]) -> None:
    if reading.is_refused("immigrants"):
        return
    parts: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for name, number in figures.items():
        if name in BREAKDOWNS:
            parts[BREAKDOWNS[name][0]][name] = number
    total = figures.get("immigrants")
    # A register has the same columns for every activity: what its type does not count is left where it is
    if total is None and not (recipe and recipe.draws_on("immigrants")):
        return
    for dimension, values in parts.items():
        whole = sum(values.values(), Decimal(0))
        if breakdown_is_refused(whole, total or 0, counts_people=True):
            largest = max(values, key=lambda name: values[name])
            reading.refuse(largest, _above(dimension, whole, total))


def _above(dimension: str, parts: Decimal, total: Decimal | None) -> str:
    start = f"La ventilation {_DIMENSIONS[dimension]} totalise {shown(parts)}"
    if total is None:
        return f"{start}, mais le nombre de personnes immigrantes est vide."
    return f"{start}, plus que le nombre de personnes immigrantes ({shown(total)})."


def _note_blank(reading: Reading, rule: CountRule, counts: Mapping[str, Number]) -> None:
    label = LABELS[rule.source]
    if counts:
        message = f"«\u00a0{label}\u00a0» est vide\u00a0: {rule.indicator} ne comptera pas cette activité."
        reading.warn(rule.source, message, Reason.NOT_COUNTED)
    else:
        reading.refuse(rule.source, f"«\u00a0{label}\u00a0» est vide\u00a0: cette activité ne compterait rien.")
