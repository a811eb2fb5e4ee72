"""Received tables, CSV or workbooks: their kind is read from their bytes, a workbook is weighed before it is opened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from roriq_portal.files.antivirus import trouble_in
from roriq_portal.files.tables.archives import MAX_UNPACKED, BookKind, book_kind, weigh
from roriq_portal.files.tables.cell_values import (
    AnotherKind,
    BrokenLine,
    Cell,
    MergedBlank,
    Row,
    TooHeavy,
    Typed,
    UnreadableFile,
    broken_in,
    is_empty,
)
from roriq_portal.files.tables.encodings import ODD_LINE, decode
from roriq_portal.files.tables.file_kinds import FileKind, kind_of
from roriq_portal.files.tables.foreign_books import read_foreign_book
from roriq_portal.files.tables.open_documents import open_document_remarks
from roriq_portal.files.tables.text_lines import HEADER_SEARCH, lines_in, separator_of, text_rows
from roriq_portal.files.tables.workbooks import Layout, OpenSheet, column_letter, open_book

__all__ = [
    "HEADER_SEARCH", "NO_SHEET", "AnotherKind", "BrokenLine", "Cell", "Layout", "MergedBlank", "OpenSheet", "OpenTable",
    "Row", "TooHeavy", "Typed", "UnreadableFile", "broken_in", "column_letter", "is_empty", "is_heavy", "open_table",
    "refuse_infected",
]  # fmt: skip

# A processor reads some 2 Mo of a sheet in a second, and judges a thousand rows: beyond some 4000 rows, in either form,
# an examination belongs to the worker
HEAVY_BOOK = 3 * 1024 * 1024 // 2
HEAVY_TEXT = 512 * 1024
NO_SHEET = "Ce classeur n’a aucune feuille visible."


def refuse_infected(data: bytes) -> None:
    """Refuse (UnreadableFile) a file that the antivirus refuses or does not answer for: once, when it is received."""
    if trouble := trouble_in(data):
        raise UnreadableFile(trouble)


def is_heavy(data: bytes, *, max_bytes: int, noun: str = "registre") -> bool:
    """Return whether a table takes longer to read than a page may last. UnreadableFile as `kind_of` and `weigh`."""
    if kind_of(data, max_bytes=max_bytes, noun=noun) != FileKind.ZIP:
        return len(data) > HEAVY_TEXT
    weight = weigh(data)
    book_kind(data, noun)
    return weight > HEAVY_BOOK


@dataclass(frozen=True)
class OpenTable:
    """The sheets of a file, in their order; `is_text`: a CSV, of one nameless sheet, whose short rows are faults.

    `remarks`: sentences about the whole file. `row_remarks` grows while rows are read: row number → sentence.
    """

    sheets: tuple[OpenSheet, ...]
    is_text: bool
    remarks: tuple[str, ...] = ()
    row_remarks: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows of the first sheet that shows."""
        return self.shown[0].rows

    @property
    def shown(self) -> tuple[OpenSheet, ...]:
        """The sheets that show: one at least."""
        shown = tuple(sheet for sheet in self.sheets if not sheet.is_hidden)
        if not shown:
            raise UnreadableFile(NO_SHEET)
        return shown


@contextmanager
def open_table(
    data: bytes,
    *,
    max_bytes: int,
    most_columns: int,
    names_in: Callable[[tuple[Cell, ...]], int],
    noun: str = "registre",
    max_unpacked: int = MAX_UNPACKED,
) -> Iterator[OpenTable]:
    """Give the sheets of a file and their rows; formulas give the value they last had.

    `names_in` counts the column names of a row that the caller knows: of ; , tab and |, the separator that shows the
    most of them, then the most cells, cuts the lines. A workbook gives one cell more than `most_columns` a row, so that
    the caller may refuse it. Raises UnreadableFile, a sentence: no table, too big, or broken while it is read.
    """
    kind = kind_of(data, max_bytes=max_bytes, noun=noun)
    if kind == FileKind.TEXT:
        yield _text_table(data, most_columns, names_in)
        return
    book = BookKind.XLSX
    if kind == FileKind.ZIP:
        weigh(data, max_unpacked)
        book = book_kind(data, noun)
    if kind == FileKind.ZIP and book == BookKind.XLSX:
        with open_book(data, most_columns) as sheets:
            yield OpenTable(sheets, is_text=False)
        return
    hidden = open_document_remarks(data) if book == BookKind.ODS else ()
    name = "XLS" if kind == FileKind.XLS else book.name
    sheets, remarks = read_foreign_book(data, name, most_columns=most_columns, most_bytes=max_unpacked)
    yield OpenTable(sheets, is_text=False, remarks=(*hidden, *remarks))


def _text_table(data: bytes, most_columns: int, names_in: Callable[[tuple[Cell, ...]], int]) -> OpenTable:
    decoded = decode(data)
    lines = lines_in(decoded.text)
    row_remarks: dict[int, str] = {}

    def note_lines(number: int, taken: range) -> None:
        if decoded.odd_lines and any(line in decoded.odd_lines for line in taken):
            row_remarks[number] = ODD_LINE

    rows = text_rows(lines, separator_of(lines, most_columns, names_in), note_lines)
    remarks = (decoded.words,) if decoded.words else ()
    return OpenTable((OpenSheet("", False, rows),), True, remarks, row_remarks)
