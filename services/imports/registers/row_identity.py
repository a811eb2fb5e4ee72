"""Identity: which row is which, from one version of a file to the next."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from roriq_portal.files.table_reader import Cell
from services.imports.registers.columns import BREAKDOWNS, FIELDS, TOTALS
from services.imports.registers.values import SHORT_CELL, Refused, read_component, read_day, read_number, shown

_NUMBERS = {*TOTALS, *BREAKDOWNS}


class Known(Protocol):
    """What is remembered of an imported row; a Fact is one too."""

    @property
    def file_row(self) -> int: ...
    @property
    def identity(self) -> str: ...
    @property
    def occurrence(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def activity_type(self) -> str: ...
    @property
    def municipality(self) -> str | None: ...


Row = TypeVar("Row", bound=Known)


@dataclass(frozen=True)
class Difference(Generic[Row]):
    """A file against what was imported before. changed: pairs (row before, row now), also in neither list."""

    new: tuple[Row, ...]
    known: tuple[Row, ...]
    vanished: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]


def normalised_cells(cells: Mapping[str, Cell]) -> tuple[tuple[str, str], ...]:
    """The filled cells by field, in one spelling: a CSV and an XLSX of the same row give the same pairs.

    What our export says of the record itself is no part of the row.
    """
    filled = ((field, value) for field, value in cells.items() if value is not None and value != "" and field in FIELDS)
    pairs = [(field, _spelling(field, value)) for field, value in filled]
    return tuple(sorted([pair for pair in pairs if pair[1]]))


def identity_of(cells: tuple[tuple[str, str], ...]) -> str:
    """SHA-256 of the normalised cells, in hexadecimal; the order of the columns changes nothing."""
    encoded = [text.encode("utf-8", "surrogatepass") for pair in cells for text in pair]
    return hashlib.sha256(b"".join([len(text).to_bytes(4, "big") + text for text in encoded])).hexdigest()


def diff_identities(previous: Iterable[Row], current: Iterable[Row]) -> Difference[Row]:
    """Compare the rows imported before with the valid rows of the file now.

    A vanished row and a new one are the same row changed when they have the same day, activity and
    municipality, else when they stand on the same file row and share two of these three. A row that became
    faulty counts as vanished here: the preview lists its errors.
    """
    before = {(row.identity, row.occurrence): row for row in previous}
    now = {(row.identity, row.occurrence): row for row in current}
    known = tuple(row for key, row in now.items() if key in before)
    new = [row for key, row in now.items() if key not in before]
    vanished = [row for key, row in before.items() if key not in now]
    changed = _pair_by_meaning(vanished, new) + _pair_by_position(vanished, new)
    changed.sort(key=lambda pair: pair[1].file_row)
    return Difference(tuple(new), known, tuple(vanished), tuple(changed))


def _meaning(row: Known) -> tuple[date, str, str | None]:
    return row.day, row.activity_type, row.municipality


def _pair_by_meaning(vanished: list[Row], new: list[Row]) -> list[tuple[Row, Row]]:
    waiting: defaultdict[tuple[date, str, str | None], list[Row]] = defaultdict(list)
    for row in vanished:
        waiting[_meaning(row)].append(row)
    return _take(vanished, new, [(waiting[_meaning(row)].pop(0), row) for row in new if waiting[_meaning(row)]])


def _pair_by_position(vanished: list[Row], new: list[Row]) -> list[tuple[Row, Row]]:
    standing = {row.file_row: row for row in vanished}
    pairs = []
    for row in new:
        old = standing.get(row.file_row)
        if old and sum(a == b for a, b in zip(_meaning(old), _meaning(row), strict=True)) == 2:
            pairs.append((standing.pop(row.file_row), row))
    return _take(vanished, new, pairs)


def _take(vanished: list[Row], new: list[Row], pairs: list[tuple[Row, Row]]) -> list[tuple[Row, Row]]:
    taken = {id(row) for pair in pairs for row in pair}
    vanished[:] = [row for row in vanished if id(row) not in taken]
    new[:] = [row for row in new if id(row) not in taken]
    return pairs


def _spelling(field: str, value: Cell) -> str:
    is_short_text = isinstance(value, str) and len(value) <= SHORT_CELL
    return (_remembered_spelling if is_short_text else _one_spelling)(field, value)


def _one_spelling(field: str, value: Cell) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    try:
        if field == "date":
            return read_day(value, today=date.max).isoformat()
        if field == "component":
            return str(read_component(value))
        if field in _NUMBERS:
            number = read_number(value, decimal_allowed=True)
            return "" if number is None else format(number.normalize(), "f")
    except Refused:
        pass
    return " ".join(unicodedata.normalize("NFC", shown(value)).split())


_remembered_spelling = lru_cache(maxsize=16384)(_one_spelling)
