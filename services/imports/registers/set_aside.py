"""Rows that are no activity and no fault: totals, and titles that come back in the middle of a file."""

from collections.abc import Mapping
from enum import StrEnum

from roriq_portal.files.table_reader import Cell, is_empty
from roriq_portal.files.tables.told_from_words import says_total
from services.imports.registers.columns import recognised_count
from services.imports.registers.files.sheet import Sheet
from services.imports.registers.files.titles import ENOUGH_NAMES
from services.imports.registers.values import shown
from services.imports.registers.vocabulary import Vocabulary
from services.text.spelling import fold


class Aside(StrEnum):
    TITLES = "titles"
    TOTAL = "total"


def set_aside(sheet: Sheet, cells: tuple[Cell, ...], named: Mapping[str, Cell], vocabulary: Vocabulary) -> Aside | None:
    """Return why a row is left aside, None for a row to judge.

    A total says so in the place of its day, of its activity or in its first cell, and has no day of its own; a name of
    an employer or a note may begin with « Total ».
    """
    day, activity = named.get("date"), named.get("activity")
    if not isinstance(day, str | None) or (day and day.strip()[:1].isdigit()):
        is_known = fold(shown(activity)) in vocabulary.recipe_by_name
        return Aside.TOTAL if not is_known and says_total(activity) else None
    if _are_titles(sheet, cells):
        return Aside.TITLES
    first = next((cell for cell in cells if not is_empty((cell,))), None)
    if any(map(says_total, (day, activity, first))):
        return Aside.TOTAL
    return None


def _are_titles(sheet: Sheet, cells: tuple[Cell, ...]) -> bool:
    """Whether the row says the titles again: known names, or those that this file has."""
    if recognised_count(cells) >= ENOUGH_NAMES:
        return True
    pairs = [(cell, title) for cell, title in zip(cells, sheet.header, strict=False) if not is_empty((cell,))]
    return len(pairs) > 1 and all(fold(shown(cell)) == fold(title) for cell, title in pairs)
