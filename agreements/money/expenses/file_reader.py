"""Files of expenses: which columns they have, and their rows as text. `table_reader` opens them safely."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from organisms.names import sort_name
from roriq_portal.files.cells import bare_cell
from roriq_portal.files.table_reader import (
    HEADER_SEARCH,
    NO_SHEET,
    Cell,
    OpenSheet,
    OpenTable,
    Row,
    UnreadableFile,
    is_empty,
    open_table,
    refuse_infected,
)
from roriq_portal.files.tables.told_from_words import day_order
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number, unit_for
from roriq_portal.formats.typed import EARLIEST, LATEST, Unread, quoted, read_day, read_money

MAX_BYTES = 5 * 1024 * 1024
# MOST_ROWS unpack to some 2 Mo; a page reads these in three seconds
MAX_UNPACKED = 6 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 50
LONGEST_CELL = 400
TOO_BIG = 10**10
COLUMNS = {"line": "poste", "day": "date", "amount": "montant", "note": "note"}
NAMES = {
    "poste": "line", "poste budgetaire": "line", "date": "day", "jour": "day", "montant": "amount",
    "depense": "amount", "note": "note", "notes": "note", "description": "note",
}  # fmt: skip
NEEDED = ("line", "day", "amount")


@dataclass(frozen=True)
class RawRow:
    """One row as read; `number` as a spreadsheet shows it, `day_order` how its day can be read.

    The order is told from the cell: the text of a day that a spreadsheet made hides that it may have turned it.
    """

    number: int
    line: str
    day: str
    amount: str
    note: str
    day_order: str = ""


@dataclass(frozen=True)
class ExpenseFile:
    """The rows of a file, and the sentences that say what it hides or leaves unread."""

    rows: list[RawRow]
    remarks: list[str]


def read_expense_file(data: bytes) -> ExpenseFile:
    """Return the rows of a CSV or of a workbook, just received: of its first sheet that has the columns of expenses.

    Refuses (UnreadableFile) what is not a table of expenses, and what the antivirus refuses.
    """
    refuse_infected(data)
    with open_table(
        data,
        max_bytes=MAX_BYTES,
        most_columns=MOST_COLUMNS,
        names_in=lambda cells: len(_places(cells)),
        noun="tableau",
        max_unpacked=MAX_UNPACKED,
    ) as table:
        sheet, places, rest = _sheet_of_expenses(table)
        rows = [_raw(number, cells, places) for number, cells in _filled(rest)]
    expenses = [row for row in rows if any((row.line, row.day, row.amount, row.note))]
    if not expenses:
        raise UnreadableFile("Ce fichier a des titres de colonnes, mais aucune dépense.")
    if len(expenses) > MOST_ROWS:
        raise UnreadableFile(f"Ce fichier dépasse {MOST_ROWS} dépenses. Partagez-le en plusieurs.")
    return ExpenseFile(expenses, _remarks(table, sheet, {row.number for row in expenses}))


def _sheet_of_expenses(table: OpenTable) -> tuple[OpenSheet, dict[str, int], Iterator[Row]]:
    refusal: UnreadableFile | None = None
    for sheet in table.shown:
        try:
            return sheet, *_header(sheet.rows)
        except UnreadableFile as problem:
            refusal = refusal or problem
    raise refusal or UnreadableFile(NO_SHEET)


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    return islice(((number, cells) for number, cells in rows if not is_empty(cells)), MOST_ROWS * 2)


def _remarks(table: OpenTable, sheet: OpenSheet, numbers: set[int]) -> list[str]:
    """Say what was not read, what the workbook hides, and the rows of another encoding."""
    remarks = list(table.remarks)
    if others := [f"«\u00a0{each.name}\u00a0»" for each in table.sheets if each is not sheet]:
        remarks.append(f"Une feuille est lue, «\u00a0{sheet.name}\u00a0»\u00a0; non lues\u00a0: {', '.join(others)}.")
    if hidden := len(sheet.layout.hidden_rows & numbers):
        nouns = unit_for(hidden, "ligne masquée", "lignes masquées"), unit_for(hidden, "lue", "lues")
        remarks.append(f"{format_number(hidden)} {nouns[0]} dans le classeur, {nouns[1]} quand même.")
    return remarks + [f"Ligne {number}\u00a0: {words}" for number, words in table.row_remarks.items()]


def _header(rows: Iterable[Row]) -> tuple[dict[str, int], Iterator[Row]]:
    """Return field → column, and the rows below the titles."""
    left = iter(rows)
    best: dict[str, int] = {}
    for _, cells in islice(left, HEADER_SEARCH):
        places = _places(cells)
        if all(name in places for name in NEEDED):
            return places, left
        best = max(best, places, key=len)
    lacking = ", ".join(COLUMNS[name] for name in NEEDED if name not in best)
    raise UnreadableFile(
        f"Colonnes introuvables\u00a0: {lacking}. La première ligne nomme poste, date, montant et note."
    )


def _places(cells: tuple[Cell, ...]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        name = NAMES.get(" ".join(sort_name(str(cell)[:80]).split())) if cell else None
        if name:
            columns.setdefault(name, place)
    return columns


def _raw(number: int, cells: tuple[Cell, ...], places: dict[str, int]) -> RawRow:
    texts = {name: _text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    day = cells[places["day"]] if places["day"] < len(cells) else None
    order = day_order(day if isinstance(day, date) else texts["day"])
    return RawRow(number, texts["line"], texts["day"], texts["amount"], texts.get("note", ""), order)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    text = cell.isoformat() if isinstance(cell, date) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    printable = "".join(
        char for char in text if (char.isprintable() and not "\ud800" <= char <= "\udfff") or char == "\t"
    )
    return str(bare_cell(" ".join(printable.split())))[:LONGEST_CELL]


def read_amount(text: str) -> Decimal:
    """Return an amount of an expense, below zero for a credit. Raises Unread, a sentence, for none or too much."""
    amount = read_money(text)
    if "," in text and "." in text:
        raise Unread(f"{quoted(text)} se lirait {format_money(amount)}\xa0: écrivez-le ainsi.")
    if abs(amount) >= TOO_BIG:
        raise Unread(f"{quoted(text)} est trop grand.", "too_big")
    return amount


def read_expense_day(text: str) -> date:
    """Return the day of an expense. Raises Unread, a sentence."""
    day = read_day(text)
    if not EARLIEST <= day <= LATEST:
        raise Unread(f"Le {format_day(day)} est hors de {EARLIEST.year} à {LATEST.year}. Vérifiez l’année.")
    return day
