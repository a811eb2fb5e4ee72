"""A register as read: a header and rows, whatever file it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from roriq_portal.files.table_reader import HEADER_SEARCH, Cell, Row
from roriq_portal.files.table_reader import UnreadableFile as UnreadableRegister
from services.imports.registers.columns import recognised_count

MAX_COLUMNS = 200
MAX_ROWS = 50_000
MAX_GAP = 100_000
ENOUGH_NAMES = 4


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it; file rows are numbered from 1 as a spreadsheet shows them.

    `ragged` says whether a short row is a fault (text files) or only has empty cells at its end (workbooks).
    """

    header_row: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: bool


def is_empty(cells: Iterable[Cell]) -> bool:
    """True when no cell holds anything but spaces."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and is_empty(cells[end - 1 : end]):
        end -= 1
    return cells[:end]


def build_sheet(rows: Iterator[Row], *, ragged: bool, known_headers: frozenset[str]) -> Sheet:
    """Find the header among the first rows and gather what is below it, or refuse in a sentence."""
    first = [(number, _within_width(cells)) for number, cells in islice(rows, HEADER_SEARCH)]
    position = _header_position(first, known_headers)
    header_row, cells = first[position]
    header = tuple("" if cell is None else str(cell).strip() for cell in trimmed(cells))
    return Sheet(header_row, header, tuple(_gather(first[position + 1 :], rows)), ragged)


def _within_width(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    if not is_empty(cells[MAX_COLUMNS:]):
        raise UnreadableRegister(f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez seulement celles du registre.")
    return cells[:MAX_COLUMNS]


def _gather(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    filled = gap = 0
    for part in (first, rest):
        for row in part:
            gap = gap + 1 if is_empty(row[1]) else 0
            if gap > MAX_GAP:
                raise UnreadableRegister(
                    f"Ce fichier a plus de {MAX_GAP} lignes vides de suite, jusqu’à la ligne {row[0]}. "
                    "Supprimez-les, puis envoyez-le."
                )
            filled += not gap
            if filled > MAX_ROWS:
                raise UnreadableRegister(
                    "Ce fichier a plus de 50 000 lignes. Partagez-le en plusieurs fichiers, un par année."
                )
            yield row


def _header_position(first: list[Row], known_headers: frozenset[str]) -> int:
    """The first row with four known names; else the fullest, whose names a person will map by hand."""
    for position, (_, cells) in enumerate(first):
        if recognised_count(cells, known_headers) >= ENOUGH_NAMES:
            return position
    filled = [sum(not is_empty((cell,)) for cell in cells) for _, cells in first]
    if not filled or max(filled) < 2:
        raise UnreadableRegister(
            "Ce fichier n’a pas de ligne de titres de colonnes, comme Date, Activité ou Municipalité, "
            "parmi ses 20 premières lignes."
        )
    return filled.index(max(filled))
