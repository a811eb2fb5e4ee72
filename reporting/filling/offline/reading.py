"""A received workbook, read: whose it is, and what stands in the cells of each box. Refused in a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from reporting.filling.offline.how_to import NAME as HOW_TO
from reporting.filling.offline.identification import Identity, Made, is_hidden_sheet, read_identification
from reporting.filling.offline.rows import ANSWER, COLUMNS, MARK, NUMBER, OVER, TEXT
from reporting.filling.offline.written import text_words
from roriq_portal.files.form_books import MOST_NAME
from roriq_portal.files.table_reader import (
    AnotherKind,
    Cell,
    OpenSheet,
    OpenTable,
    TooHeavy,
    UnreadableFile,
    is_empty,
    open_table,
)
from roriq_portal.files.tables.active_content import refuse_active_content
from roriq_portal.files.uploads import LIMIT
from roriq_portal.formats.numbers import format_number, format_size

# A section of the longest form has some four hundred rows; a spreadsheet may leave formats far below
MOST_ROWS, MOST_SHEETS, HEAD_SEARCH = 3000, 60, 30
# A filled workbook unpacks to less than a megabyte; six are read in under two seconds of a processor
MAX_UNPACKED = 6 * 1024 * 1024
NOUN = "classeur"
QUESTION = "Question"
FILLED = (NUMBER, OVER, ANSWER, TEXT)
NEEDED = (QUESTION, *FILLED, MARK)
NOT_OURS = (
    "Ce fichier n’est pas le classeur d’un rapport\u00a0: il lui manque la feuille cachée «\u00a0Repères\u00a0», "
    "que le portail y met. Téléversez le classeur téléchargé à cette page, une fois rempli."
)
OTHER_KIND = (
    "Ce fichier est {}, pas le classeur d’un rapport. Téléversez le classeur téléchargé à cette page, une fois rempli."
)
TOO_HEAVY = (
    f"Ce classeur prend plus de {format_size(MAX_UNPACKED)} une fois décompressé\u00a0: celui du portail est bien "
    "plus léger. Recopiez vos réponses dans un classeur neuf."
)
IS_TEXT = (
    "Ce fichier est un CSV\u00a0: il ne garde qu’une feuille, sans ses repères. Dans votre tableur, enregistrez le "
    "classeur en XLSX."
)
FOREIGN_SHEET = "La feuille «\u00a0{}\u00a0» n’a aucun repère du portail\u00a0: elle n’est pas lue."
MOST_ROWS_WORDS = f"a plus de {format_number(MOST_ROWS)} lignes"
TOO_LONG = f"La feuille «\u00a0{{}}\u00a0» {MOST_ROWS_WORDS}\u00a0: ce n’est plus celle du portail. Rien n’est lu."


@dataclass(frozen=True)
class BookRow:
    """The cells that people fill in one row, by the name of their column, and where they stand."""

    sheet: str
    number: int
    question: str
    mark: str
    cells: dict[str, Cell]

    def place(self, column: str = "") -> str:
        """« Feuille Volet 2, ligne 14, colonne « Nombre » »."""
        words = f"Feuille {self.sheet}, ligne {self.number}"
        return f"{words}, colonne «\u00a0{column}\u00a0»" if column else words


@dataclass
class OfflineBook:
    """`made`: by its mark, what each box was; `rows`: those with a mark; `strays`: filled rows without; `remarks`."""

    identity: Identity
    made: dict[str, Made]
    rows: list[BookRow] = field(default_factory=list)
    strays: list[BookRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_offline_book(data: bytes) -> OfflineBook:
    """Return what a workbook holds. Raises UnreadableFile, a sentence, for what no report's workbook is.

    Refused: another kind of file, macros, links to other files, too big, without its hidden sheet or with a broken one,
    a sheet without the names of its columns.
    """
    refuse_active_content(data)
    try:
        return _open(data)
    except TooHeavy as heavy:
        raise UnreadableFile(TOO_HEAVY) from heavy
    except AnotherKind as other:
        raise UnreadableFile(OTHER_KIND.format(other.kind)) from other


def _open(data: bytes) -> OfflineBook:
    most = len(COLUMNS) + 20
    with open_table(
        data, max_bytes=LIMIT, most_columns=most, names_in=len, noun=NOUN, max_unpacked=MAX_UNPACKED
    ) as table:
        if table.is_text:
            raise UnreadableFile(IS_TEXT)
        return _read(table)


def _read(table: OpenTable) -> OfflineBook:
    if len(table.sheets) > MOST_SHEETS:
        raise UnreadableFile(NOT_OURS)
    sheets = [(sheet, _rows(sheet)) for sheet in table.sheets]
    hidden = [rows for _, rows in sheets if rows and is_hidden_sheet(rows[0][1])]
    if len(hidden) != 1:
        raise UnreadableFile(NOT_OURS)
    identity, made = read_identification([cells for _, cells in hidden[0]])
    book = OfflineBook(identity, made, remarks=list(table.remarks))
    for sheet, rows in sheets:
        if rows is not hidden[0]:
            _read_sheet(book, sheet, rows)
    missing = made.keys() - {row.mark for row in book.rows}
    if missing:
        book.remarks.append(_missing_words(book, missing))
    return book


def _rows(sheet: OpenSheet) -> list[tuple[int, tuple[Cell, ...]]]:
    rows = list(islice((row for row in sheet.rows if not is_empty(row[1])), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(TOO_LONG.format(sheet.name))
    return rows


def _read_sheet(book: OfflineBook, sheet: OpenSheet, rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> None:
    """A sheet with neither a mark nor the names of our columns is a person's own: it is said, and left."""
    has_marks = any(text_words(cell) in book.made for _, cells in rows for cell in cells)
    if not has_marks and not _has_head(rows):
        if rows and sheet.name != HOW_TO:
            book.remarks.append(FOREIGN_SHEET.format(sheet.name[:MOST_NAME]))
        return
    head, places = _places(sheet.name, rows)
    for number, cells in rows:
        if number > head:
            _read_row(book, sheet.name[:MOST_NAME], number, cells, places)


def _is_head(words: list[str]) -> bool:
    return words.count(MARK) == 1 and NUMBER in words


def _has_head(rows: Iterable[tuple[int, tuple[Cell, ...]]]) -> bool:
    return any(_is_head([text_words(cell) for cell in cells]) for _, cells in islice(rows, HEAD_SEARCH))


def _places(name: str, rows: Iterable[tuple[int, tuple[Cell, ...]]]) -> tuple[int, dict[str, int]]:
    """Return the number of the row of names, and the rank of each column that is read. Columns may be moved."""
    for number, cells in islice(rows, HEAD_SEARCH):
        words = [text_words(cell) for cell in cells]
        if _is_head(words):
            if wrong := [column for column in NEEDED if words.count(column) != 1]:
                raise UnreadableFile(_head_words(name, number, wrong[0]))
            return number, {column: words.index(column) for column in NEEDED}
    raise UnreadableFile(
        f"La feuille «\u00a0{name}\u00a0» n’a plus la ligne qui nomme ses colonnes. Remettez-la, "
        "ou recopiez vos réponses dans un classeur neuf."
    )


def _head_words(name: str, number: int, column: str) -> str:
    return (
        f"Feuille {name}, ligne {number}\u00a0: la colonne «\u00a0{column}\u00a0» manque, ou s’y trouve deux fois. "
        "Remettez les noms des colonnes, ou recopiez vos réponses dans un classeur neuf."
    )


def _read_row(book: OfflineBook, sheet: str, number: int, cells: tuple[Cell, ...], places: dict[str, int]) -> None:
    at = {column: cells[rank] if rank < len(cells) else None for column, rank in places.items()}
    filled = {column: at[column] for column in FILLED}
    row = BookRow(sheet, number, text_words(at[QUESTION]), text_words(at[MARK]), filled)
    if row.mark in book.made:
        book.rows.append(row)
    elif not is_empty(filled.values()):
        book.strays.append(row)


def _missing_words(book: OfflineBook, missing: set[str]) -> str:
    questions = [each.question for mark, each in book.made.items() if mark in missing]
    shown, count = questions[:3], len(questions)
    words = ", ".join(f"«\u00a0{question}\u00a0»" for question in shown)
    if count == 1:
        return f"Une ligne n’est plus dans ce classeur, et rien n’y est lu\u00a0: {words}."
    more = ", …" if count > len(shown) else ""
    return f"{format_number(count)} lignes ne sont plus dans ce classeur, et rien n’y est lu\u00a0: {words}{more}."
