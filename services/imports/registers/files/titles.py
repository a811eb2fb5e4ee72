"""Where the titles of a register stand, in one row or in two, and what each column is called."""

from collections.abc import Iterator
from dataclasses import dataclass

from roriq_portal.files.table_reader import Cell, Row, is_empty
from roriq_portal.files.table_reader import UnreadableFile as UnreadableRegister
from services.imports.registers.columns import REQUIRED, field_named, recognised_count
from services.text.spelling import fold

ENOUGH_NAMES = 4
# A row below the titles that names as many columns is one of titles too
ENOUGH_BELOW = 2
_GROUPS_OF_SEX = {"sexe", "genre", "sexe ou genre"}
NO_TITLES = (
    "Ce fichier n’a pas de ligne de titres de colonnes, comme Date, Activité ou Municipalité, "
    "parmi ses 20 premières lignes."
)
SEPARATORS = " Dans un CSV, les colonnes se séparent par un point-virgule, une virgule, une tabulation ou une barre |."


class NoTitles(UnreadableRegister):
    """No row of the first ones names columns."""


@dataclass(frozen=True)
class Titles:
    """The titles of the columns: the file row of the last ones, how many rows they take, and where the rows begin."""

    row: int
    header: tuple[str, ...]
    count: int
    end: int


def find_titles(first: list[Row], known_headers: frozenset[str], *, is_text: bool) -> Titles:
    """Return the titles among the first rows. Refuses (NoTitles) a file that has none."""
    position = _position(first, known_headers, is_text)
    row, cells = first[position]
    below = first[position + 1] if position + 1 < len(first) else None
    if below and _are_titles_below(cells, below[1], known_headers):
        return Titles(below[0], _joined(cells, below[1], known_headers), 2, position + 2)
    above = first[position - 1][1] if position else ()
    if _completes(above, cells):
        return Titles(row, _joined(above, cells, known_headers), 2, position + 1)
    return Titles(row, tuple(_trimmed(map(_text, cells))), 1, position + 1)


def _position(first: list[Row], known_headers: frozenset[str], is_text: bool) -> int:
    """The first row with four known names; else the fullest, whose names a person will map by hand."""
    for position, (_, cells) in enumerate(first):
        if recognised_count(cells, known_headers) >= ENOUGH_NAMES:
            return position
    filled = [sum(not is_empty((cell,)) for cell in cells) for _, cells in first]
    if not filled or max(filled) < 2:
        raise NoTitles(NO_TITLES + (SEPARATORS if is_text else ""))
    return filled.index(max(filled))


def _are_titles_below(top: tuple[Cell, ...], bottom: tuple[Cell, ...], known_headers: frozenset[str]) -> bool:
    """Whether the row under the titles says more of them: only texts, some of them names, and no name said twice."""
    filled = [cell for cell in bottom if not is_empty((cell,))]
    if not all(isinstance(cell, str) for cell in filled) or recognised_count(bottom, known_headers) < ENOUGH_BELOW:
        return False
    twice = [place for place, cell in enumerate(bottom) if _text(cell) and fold(_text(cell)) == _folded(top, place)]
    days = [place for place, cell in enumerate(top) if field_named(_text(cell)) == "date"]
    return not twice and all(place >= len(bottom) or is_empty(bottom[place : place + 1]) for place in days)


def _completes(above: tuple[Cell, ...], cells: tuple[Cell, ...]) -> bool:
    """Whether the row above names what the titles lack: the day or the activity, merged over two rows."""
    known = {field_named(_text(cell)) for cell in cells}
    named = {
        field_named(_text(cell))
        for place, cell in enumerate(above)
        if is_empty(cells[place : place + 1]) and isinstance(cell, str)
    }
    return any(name in named and name not in known for name in REQUIRED)


def _joined(top: tuple[Cell, ...], bottom: tuple[Cell, ...], known_headers: frozenset[str]) -> tuple[str, ...]:
    group, titles = "", []
    for place in range(max(len(top), len(bottom))):
        over, under = _at(top, place), _at(bottom, place)
        group = over or group
        if not under:
            titles.append(over)
        elif fold(group) in _GROUPS_OF_SEX and fold(under) in {"autre", "autres"}:
            titles.append("Autre sexe")
        elif field_named(under) or fold(under) in known_headers or not group:
            titles.append(under)
        else:
            titles.append(f"{group} – {under}")
    return tuple(_trimmed(iter(titles)))


def _trimmed(titles: Iterator[str]) -> list[str]:
    trimmed = list(titles)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _at(cells: tuple[Cell, ...], place: int) -> str:
    return _text(cells[place]) if place < len(cells) else ""


def _folded(cells: tuple[Cell, ...], place: int) -> str:
    return fold(_at(cells, place))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
