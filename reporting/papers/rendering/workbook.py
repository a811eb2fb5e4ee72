"""The workbook of a frozen version: the same figures as the paper, as numbers to calculate with. Text typed by people is always text."""

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reporting.number_format import decimal_or_none

MOST_CELL = 32_767
LETTER = 1
HUNDRED = Decimal(100)
LEAST_WIDTH, MOST_WIDTH = 8, 60
BEFORE = "Avant"
PLAIN, SHARE, MONEY = "#,##0.##########", "0 %", '#,##0.00 "$"'
# A whole number has no decimal mark: « 12 », never « 12, »
WHOLE = "#,##0"


@dataclass(frozen=True)
class Number:
    """A cell of numbers; `style` is how a spreadsheet shows it."""

    value: Decimal
    style: str = WHOLE


Cell = Number | str


@dataclass(frozen=True)
class Sheet:
    """`totals`: the ranks of the rows that add up the others."""

    name: str
    head: list[str]
    rows: list[list[Cell]]
    totals: frozenset[int] = frozenset()


def render_sheet(content: dict) -> bytes:
    """Return the XLSX of a version's content: what it is, figures, breakdowns, texts, money, files; no empty sheet.

    Figures are cells of numbers, a ratio its quotient beside its two terms; every other cell is written as text, so
    that nothing typed runs as a formula. The same content gives the same bytes.
    """
    return render_book(content["title"], [sheet for sheet in _sheets(content) if sheet.rows])


def render_book(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook of these sheets. The same sheets give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": readable(title), "created": datetime(2000, 1, 1)})
    styles = _Styles(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return out.getvalue()


def _sheets(content: dict) -> Iterator[Sheet]:
    sections = content["sections"]
    figures = [(part["title"], figure) for part in sections for figure in part["figures"]]
    before, now = content["past_period_words"], content["period_short"]
    has_past = bool(before) and any(figure["past"] for _, figure in figures)
    yield Sheet("Document", ["Quoi", "Valeur"], _facts(content))
    yield _dropping(
        Sheet("Chiffres", [*FIGURE_START, before or BEFORE, now, *FIGURE_END], [_figure(*told) for told in figures]),
        [] if has_past else [len(FIGURE_START)],
    )
    bands = [row for _, figure in figures for row in _bands(figure)]
    yield _dropping(
        Sheet("Ventilations", [*BAND_START, before or BEFORE, now, PRINTED], bands),
        [] if any(row[len(BAND_START)] != "" for row in bands) else [len(BAND_START)],
    )
    texts = [[part["title"], text["words"], text["text"]] for part in sections for text in part["texts"]]
    yield Sheet("Textes", ["Section", "Question", "Texte"], [row for row in texts if row[-1]])
    sums = [part["money"] for part in sections if part["money"]]
    for rank, money in enumerate(sums, start=1):
        yield _money(f"Sommes {rank}" if len(sums) > 1 else "Sommes", money)
    files = [[part["title"], f["kind"], f["name"], f["sha256"]] for part in sections for f in part["files"]]
    yield Sheet("Pièces", ["Section", "Pièce", "Nom", "SHA-256"], files)


PRINTED = "Tel qu’imprimé"
FIGURE_START = ["Section", "Code", "Indicateur", "Unité"]
FIGURE_END = ["Numérateur", "Dénominateur", PRINTED, "Cible", "Atteinte", "Note"]
BAND_START = ["Code", "Indicateur", "Axe", "Catégorie"]


def _dropping(sheet: Sheet, columns: list[int]) -> Sheet:
    """Return the sheet without columns that hold nothing."""
    rows = [[cell for rank, cell in enumerate(row) if rank not in columns] for row in [sheet.head, *sheet.rows]]
    return Sheet(sheet.name, [str(words) for words in rows[0]], rows[1:])


def _facts(content: dict) -> list[list[Cell]]:
    version, agreement, funder = content["version"], content["agreement"], content["funder"]
    facts = [
        ["Titre", content["title"]],
        ["Organisme", content["organism"]["name"]],
        ["Bailleur de fonds", funder["name"] if funder else ""],
        ["Entente", agreement["reference"] if agreement else ""],
        ["Période", content["period"]["words"]],
        ["Version", str(version["number"])],
        ["Figée le", version["as_of_words"]],
        ["Code de vérification", version["code"]],
        ["Adresse de vérification", version["verify_url"]],
    ]
    return [fact for fact in facts if fact[1]]


def _figure(section: str, figure: dict) -> list[Cell]:
    value, past, target = figure["value"], figure["past"], figure["target"]
    result, aim = _quantity(value), decimal_or_none(target["number"]) if target else None
    ratio = bool(value["denominator"])
    aim = aim / HUNDRED if aim is not None and ratio else aim
    style = SHARE if ratio else ""
    return [
        section,
        figure["key"],
        figure["words"],
        figure["unit"],
        _cell(_quantity(past), SHARE if past["denominator"] else "") or past["text"] if past else "",
        _cell(result, style),
        _cell(decimal_or_none(value["numerator"])),
        _cell(decimal_or_none(value["denominator"])),
        value["text"],
        _cell(aim, style),
        _cell(result / aim, SHARE) if result is not None and aim else "",
        figure["note"],
    ]


def _quantity(box: dict) -> Decimal | None:
    """A ratio is its quotient, 0,759; anything else its number."""
    over = decimal_or_none(box["denominator"])
    return decimal_or_none(box["numerator"]) / over if over else decimal_or_none(box["number"])


def _bands(figure: dict) -> Iterator[list[Cell]]:
    for axis in figure["bands"]:
        for row in [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]:
            numbers = [_cell(decimal_or_none(row[name])) for name in ("past_number", "number")]
            yield [figure["key"], figure["words"], axis["dimension"], row["words"], *numbers, row["text"]]


def _money(name: str, money: dict) -> Sheet:
    rows, noted = money["rows"], any(cell["note"] for row in money["rows"] for cell in row["cells"])
    cells = [[row["words"], *(_sum(cell) for cell in row["cells"]), *([_notes(row)] if noted else [])] for row in rows]
    totals = frozenset(rank for rank, row in enumerate(rows) if row["is_total"])
    return Sheet(name, [*money["columns"], *(["Remarque"] if noted else [])], cells, totals)


def _sum(cell: dict) -> Cell:
    return _cell(decimal_or_none(cell["number"]), MONEY) or cell["text"]


def _notes(row: dict) -> str:
    return ", ".join(cell["note"] for cell in row["cells"] if cell["note"])


def _cell(number: Decimal | None, style: str = "") -> Cell:
    """A cell of numbers; a blank, s. o., n. d. or a mask leaves it empty."""
    if number is None:
        return ""
    return Number(number, style or (WHOLE if number == number.to_integral_value() else PLAIN))


class _Styles:
    """The formats of a book, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})

    def of(self, style: str, is_total: bool) -> Format:
        if (style, is_total) not in self._made:
            given = {"num_format": style} if style else {"text_wrap": True}
            total = {"bold": True, "top": 1, "bottom": 6} if is_total else {}
            self._made[style, is_total] = self._book.add_format({"valign": "top", **given, **total})
        return self._made[style, is_total]


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for column, words in enumerate(sheet.head):
        page.set_column(column, column, _width([words, *(row[column] for row in sheet.rows)]))
        page.write_string(0, column, readable(words), styles.head)
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            style = styles.of(cell.style if isinstance(cell, Number) else "", number in sheet.totals)
            if isinstance(cell, Number):
                page.write_number(number + 1, column, cell.value, style)
            elif cell != "" or number in sheet.totals:
                page.write_string(number + 1, column, readable(cell), style)
    _set_up(page, sheet)


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """On paper: lying, as wide as a page, its head on each page and its place below."""
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(LETTER)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{sheet.name}&RPage &P de &N")


def _width(cells: list[Cell]) -> int:
    """As wide as its longest cell, from 8 to 60 signs: beyond, a text wraps."""
    longest = max(max(map(len, told.split("\n"))) for told in map(_shown, cells))
    return min(max(longest + 2, LEAST_WIDTH), MOST_WIDTH)


def _shown(cell: Cell) -> str:
    return f"{cell.value:,.2f} $" if isinstance(cell, Number) else cell


def readable(text: str) -> str:
    """Return the text a cell may hold: control signs taken out, every space kept, cut at what a spreadsheet reads."""
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    return kept[:MOST_CELL]
