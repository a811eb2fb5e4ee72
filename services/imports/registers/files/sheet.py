"""A register as read: a header and rows, whatever file it came from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from roriq_portal.files.table_reader import HEADER_SEARCH, Cell, MergedBlank, OpenSheet, Row, column_letter, is_empty
from roriq_portal.files.table_reader import UnreadableFile as UnreadableRegister
from services.imports.registers.files.titles import find_titles
from services.text.spelling import fold

MAX_COLUMNS = 200
MAX_ROWS = 50_000
NOTED_EVERY = 2000


@dataclass(frozen=True)
class ReadingChoices:
    """What a person answered about how to read a file; None: nobody was asked, or answered.

    sheets: those to read by name. fill_merged: give the cells of a merged range what its first one holds.
    month_first: the days are written month, day, year. hidden_rows: read the rows that the workbook hides.
    """

    sheets: tuple[str, ...] | None = None
    fill_merged: bool | None = None
    month_first: bool | None = None
    hidden_rows: bool = True


@dataclass(frozen=True)
class SheetSeen:
    """A sheet as people are told of it: `rows` and `hidden_rows` are filled ones below the titles.

    `hidden_columns`: titles of columns that the workbook hides. `has_titles`: looks like a register.
    """

    name: str
    is_hidden: bool = False
    is_read: bool = True
    has_titles: bool = True
    rows: int = 0
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    is_filtered: bool = False
    title_rows: int = 1


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it; file rows are numbered from 1 as a spreadsheet shows them.

    `ragged` says whether a short row is a fault (text files) or only has empty cells at its end (workbooks).
    `blanks`: empty rows between the others, left out. `invented`: titles that the file does not have, for columns
    without one or with that of another. `book`: every sheet of the file. `remarks`: sentences about the file;
    `row_remarks`: row → sentence.
    """

    header_row: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: bool
    blanks: int = 0
    invented: frozenset[str] = frozenset()
    book: tuple[SheetSeen, ...] = ()
    remarks: tuple[str, ...] = ()
    row_remarks: Mapping[int, str] = field(default_factory=dict)

    @property
    def sheets_told(self) -> tuple[str, ...]:
        """The names of the sheets when several are read, for `row_words`; none when a row's number says enough."""
        return tuple(seen.name for seen in self.book) if sum(seen.is_read for seen in self.book) > 1 else ()


def trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and is_empty(cells[end - 1 : end]):
        end -= 1
    return cells[:end]


def build_sheet(
    opened: OpenSheet,
    *,
    ragged: bool,
    known_headers: frozenset[str],
    choices: ReadingChoices,
    most_rows: int | None = None,
    noting: Callable[[int], None] | None = None,
) -> Sheet:
    """Find the header among the first rows and gather what is below it, or refuse in a sentence.

    `noting` is called now and then with the number of rows read.
    """
    rows = islice(opened.rows, most_rows)
    first = [(number, _within_width(cells)) for number, cells in islice(rows, HEADER_SEARCH)]
    titles = find_titles(first, known_headers, is_text=ragged)
    gathered = _Gathering(opened.layout.hidden_rows, choices, noting)
    filled = tuple(gathered.through([*first[titles.end :]], rows))
    header, invented = _named(titles.header, filled)
    hidden_columns = [
        title
        for place, title in enumerate(header)
        if title and column_letter(place + 1) in opened.layout.hidden_columns
    ]
    seen = SheetSeen(
        opened.name,
        opened.is_hidden,
        rows=len(filled),
        hidden_rows=gathered.hidden,
        hidden_columns=tuple(hidden_columns),
        is_filtered=opened.layout.is_filtered,
        title_rows=titles.count,
    )
    return Sheet(titles.row, header, filled, ragged, gathered.blanks, invented, (seen,))


def _within_width(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    if not is_empty(cells[MAX_COLUMNS:]):
        raise UnreadableRegister(f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez seulement celles du registre.")
    return cells[:MAX_COLUMNS]


class _Gathering:
    """Gathers filled rows; counts those that the workbook hides, and the empty ones that have a filled one below."""

    def __init__(self, hidden_rows: frozenset[int], choices: ReadingChoices, noting: Callable[[int], None] | None):
        self._hidden_rows, self._choices, self._noting = hidden_rows, choices, noting
        self.hidden = self.blanks = 0

    def through(self, first: Iterable[Row], rest: Iterable[Row]) -> Iterator[Row]:
        filled = waiting = 0
        for number, cells in chain(first, rest):
            if is_empty(cells):
                waiting += 1
                continue
            self.blanks, waiting = self.blanks + waiting, 0
            is_hidden = number in self._hidden_rows
            self.hidden += is_hidden
            if is_hidden and not self._choices.hidden_rows:
                continue
            filled += 1
            refuse_beyond(filled)
            if self._noting and filled % NOTED_EVERY == 0:
                self._noting(filled)
            yield number, _filled(cells) if self._choices.fill_merged else cells


def refuse_beyond(rows: int) -> None:
    """Refuse (UnreadableRegister) a register of more than MAX_ROWS filled rows."""
    if rows > MAX_ROWS:
        raise UnreadableRegister("Ce fichier a plus de 50 000 lignes. Partagez-le en plusieurs fichiers, un par année.")


def _filled(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(cell.above if isinstance(cell, MergedBlank) else cell for cell in cells)


def _named(header: tuple[str, ...], rows: tuple[Row, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Name the filled columns that have no title, or the title of another: a person says what they give."""
    doubtful, seen = [], set()
    for place, title in enumerate(header):
        key = fold(title) or title
        if not title or key in seen:
            doubtful.append(place)
        seen.add(key)
    named, invented = list(header), set()
    for place in doubtful:
        if any(len(cells) > place and not is_empty(cells[place : place + 1]) for _, cells in rows):
            named[place] = f"{header[place] or 'Sans titre'} (colonne {column_letter(place + 1)})"
            invented.add(named[place])
    return tuple(named), frozenset(invented)


def with_cells(sheet: Sheet, position: int, cells: Mapping[int, Cell]) -> Sheet:
    """Return the sheet with other cells in one column, by file row."""
    rows = tuple(
        (number, (*row[:position], cells[number], *row[position + 1 :])) if number in cells else (number, row)
        for number, row in sheet.rows
    )
    return replace(sheet, rows=rows)
