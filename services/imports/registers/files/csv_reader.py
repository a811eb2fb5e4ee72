"""Text registers: encoding, separator and rows of a CSV file."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from roriq_portal.tables import decode
from services.imports.registers.columns import recognised_count
from services.imports.registers.files.sheet import (
    HEADER_SEARCH,
    MAX_COLUMNS,
    Row,
    Sheet,
    UnreadableRegister,
    build_sheet,
)

SEPARATORS = ";,\t"


def read_text(data: bytes, *, known_headers: frozenset[str]) -> Sheet:
    """Read the bytes of a CSV file; refuses in a sentence what is not one."""
    text = decode(data)
    separator = find_separator(text, known_headers)
    return build_sheet(_rows(text, separator), ragged=True, known_headers=known_headers)


def find_separator(text: str, known_headers: frozenset[str] = frozenset()) -> str:
    """Among ; , and tab, the separator that shows the most column names, then the most cells."""
    return max(SEPARATORS, key=lambda separator: _promise(text, separator, known_headers))


def _promise(text: str, separator: str, known_headers: frozenset[str]) -> tuple[int, int]:
    try:
        rows = [cells[:MAX_COLUMNS] for _, cells in islice(_rows(text, separator), HEADER_SEARCH)]
    except UnreadableRegister:
        return 0, 0
    names = max((recognised_count(cells, known_headers) for cells in rows), default=0)
    return names, max((len(cells) for cells in rows), default=0)


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(cells)
    except csv.Error as problem:
        raise UnreadableRegister(
            f"La ligne {reader.line_num} de ce fichier ne peut pas être lue : une cellule y dépasse "
            "131 072 caractères, sans doute à cause d’un guillemet qui n’est pas fermé."
        ) from problem
