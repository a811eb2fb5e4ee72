"""The lines of a CSV: its separator, and quotation marks that are closed or told."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from roriq_portal.files.tables.cell_values import Cell, Row, UnreadableFile, unclosed_quotation

SEPARATORS = ";,\t|"
HEADER_SEARCH = 20
# A cell of several lines, each as full as a row, is no note: its quotation mark was left open
FULL_LINE = 4
_LONGEST = 131_072


def lines_in(text: str) -> list[str]:
    """Return the lines of a text with their ends: LF, CR LF, or CR alone as the Macintosh wrote."""
    return list(io.StringIO(text, newline=""))


def separator_of(lines: list[str], most_columns: int, names_in: Callable[[tuple[Cell, ...]], int]) -> str:
    """Return the separator that shows the most known names in a row, then the most cells."""

    def column_score(separator: str) -> tuple[int, int]:
        try:
            rows = [cells[:most_columns] for _, cells in islice(text_rows(lines, separator), HEADER_SEARCH)]
        except UnreadableFile:
            return 0, 0
        return max(map(names_in, rows), default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=column_score)


def text_rows(
    lines: list[str], separator: str, note_lines: Callable[[int, range], None] | None = None
) -> Iterator[Row]:
    """Yield the rows of a CSV, numbered from 1; a line that leaves a quotation mark open is a row of one Broken cell.

    `note_lines` is called with the number of each row and the lines of the file, from 1, that it takes.
    """
    start = number = widest = 0
    while start < len(lines):
        for cells, taken in _records(lines, start, separator):
            if taken > 1 and _swallows_rows(cells, separator, widest):
                break
            number += 1
            if note_lines:
                note_lines(number, range(start + 1, start + taken + 1))
            start += taken
            widest = max(widest, len(cells))
            yield number, tuple(cells)
        if start < len(lines):
            number, start = number + 1, start + 1
            yield number, (unclosed_quotation(lines[start - 1].strip("\r\n")),)


def _records(lines: list[str], start: int, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield each record with the number of lines it takes, up to the first one whose quotation marks do not hold."""
    reader = csv.reader((lines[place] for place in range(start, len(lines))), delimiter=separator, strict=True)
    taken = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            _refuse_long_cell(lines, start + taken)
            return
        yield cells, reader.line_num - taken
        taken = reader.line_num


def _refuse_long_cell(lines: list[str], first: int) -> None:
    if len(lines[first]) > _LONGEST:
        raise UnreadableFile(
            f"La ligne {first + 1} de ce fichier ne peut pas être lue : une cellule y dépasse "
            "131 072 caractères, sans doute à cause d’un guillemet qui n’est pas fermé."
        )


def _swallows_rows(cells: list[str], separator: str, widest: int) -> bool:
    """Return whether a cell holds whole rows: lines with as many separators as a row has."""
    if widest < FULL_LINE:
        return False
    inner = (line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any(line.count(separator) >= widest - 1 for line in inner)
