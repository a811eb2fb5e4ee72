"""The figures that stand in a frozen content, in the tables of a tagged PDF, and in the cells of a workbook."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from pathlib import Path

from openpyxl import Workbook, load_workbook

UNBROKEN = "Non ventilé"
# What stands for a number that is said to be hidden: no count is so small
HIDDEN, HIDDEN_WORDS = Decimal("-0.001"), "masqué"
MONEY = "Sommes"
PRINTED, NOW = "Tel qu’imprimé", "now"
MONEY_HEADS = ("Poste", "Entente")


@dataclass(frozen=True)
class Mark:
    """One figure read. `axis` and `band` are empty for a line's own figure; `number` None: a blank, s. o., n. d."""

    code: str
    axis: str
    band: str
    number: Decimal | None


@dataclass
class Node:
    """One element of a PDF's structure tree, with its own text."""

    kind: str
    depth: int
    texts: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *kinds: str) -> list["Node"]:
        return [node for node in self.walk() if node.kind in kinds]

    @property
    def words(self) -> list[str]:
        return [text for node in self.walk() for text in node.texts if text.strip()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def number_in(text: object) -> Decimal | None:
    """Return the number that a cell prints (« 1 021 », « 12,5 », « 45 % », « 60 000,00 $ »), None for other words.

    HIDDEN of a number that is masked.
    """
    if str(text).strip() == HIDDEN_WORDS:
        return HIDDEN
    plain = re.sub(r"[\s\u00a0\u202f%$]", "", str(text)).replace(",", ".").replace("−", "-")
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation:
        return None


def read_content(content: dict) -> list[Mark]:
    """Return the figures of a frozen content, as its words print them and as its data hold them."""
    marks = []
    for section in content["sections"]:
        for figure in section["figures"]:
            value = figure["value"]
            marks += [Mark(figure["key"], "", "", number) for number in _twice(value)]
            for axis in figure["bands"]:
                marks += _axis_marks(figure["key"], axis)
        if section["money"]:
            marks += [mark for key in ("text", "number") for mark in _money_marks(_money_rows(section["money"], key))]
    return marks


def _axis_marks(code: str, axis: dict) -> list[Mark]:
    told = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    return [Mark(code, axis["dimension"], row["words"], number) for row in told for number in _twice(row)]


def _twice(box: dict) -> tuple[Decimal | None, Decimal | None]:
    """What a box prints and what it holds: nothing, where it says that it is hidden."""
    printed, number = number_in(box["text"]), number_in(box["number"])
    return printed, HIDDEN if printed == HIDDEN and number is None else number


def _money_rows(money: dict, key: str) -> list[list[str]]:
    return [[row["words"], *(cell[key] for cell in row["cells"])] for row in money["rows"]]


def _money_marks(rows: list[list[str]]) -> list[Mark]:
    return [
        Mark(MONEY, str(column), name, number_in(text))
        for name, *cells in rows
        for column, text in enumerate(cells, start=1)
        if text not in (None, "")
    ]


def read_pdf(path: Path) -> list[Mark]:
    """Return the figures of the tables of a tagged PDF, from its structure tree: what a screen reader reads."""
    command = ["pdfinfo", "-struct-text", str(path)]
    listing = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return _marks_of(_tree(listing))


def read_screen(page: str) -> list[Mark]:
    """Return the figures of the tables of a page that reads a version."""
    return _marks_of(_Page(page).root)


def _marks_of(root: Node) -> list[Mark]:
    tables = [_Table(node) for node in root.find("Table")]
    tables = [table for table in tables if table.head]
    results = [table for table in tables if table.head[:1] == ["Indicateur"]]
    marks = [mark for table in results for mark in table.figure_marks()]
    marks += [mark for table in tables if ", par " in table.caption for mark in table.band_marks()]
    marks += [mark for table in tables if table.head[0] in MONEY_HEADS for mark in _money_marks(table.body)]
    return marks


def _tree(listing: str) -> Node:
    """Return the structure tree that `pdfinfo -struct-text` lists by indentation."""
    root = Node("root", -1)
    path = [root]
    for line in listing.splitlines():
        words = line.strip()
        depth = len(line) - len(line.lstrip())
        while len(path) > 1 and path[-1].depth >= depth:
            path.pop()
        if words.startswith('"'):
            path[-1].texts.append(words.strip('"'))
        elif words and not words.startswith("/"):
            node = Node(re.split(r"[ :<]", words)[0], depth)
            path[-1].children.append(node)
            path.append(node)
    return root


class _Page(HTMLParser):
    """The tables of a page as a structure tree; what stands beside a cell's own words is left out."""

    KINDS = {"table": "Table", "caption": "Caption", "tr": "TR", "th": "TH", "td": "TD"}

    def __init__(self, page: str):
        super().__init__()
        self.root = Node("root", -1)
        self.path, self.aside = [self.root], 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.KINDS:
            node = Node(self.KINDS[tag], len(self.path))
            self.path[-1].children.append(node)
            self.path.append(node)
        elif tag == "span" and (self.aside or dict(attrs).get("class") in ("visually-hidden", "cell-unit", "was")):
            self.aside += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self.KINDS:
            self.path.pop()
        elif tag == "span" and self.aside:
            self.aside -= 1

    def handle_data(self, data: str) -> None:
        if not self.aside and data.strip():
            self.path[-1].texts.append(data.strip())


class _Table:
    """One table: its caption, the words of its head, and the cells of each row under it."""

    def __init__(self, node: Node):
        rows = [row.find("TH", "TD") for row in node.find("TR")]
        self.caption = " ".join(caption.text for caption in node.find("Caption"))
        self.head = [cell.text for cell in rows[0]] if rows else []
        self.cells = rows[1:]

    @property
    def body(self) -> list[list[str]]:
        return [[cell.text for cell in row] for row in self.cells]

    def figure_marks(self) -> list[Mark]:
        """The head says: line, period before if any, this period, then target and achievement if any."""
        last = self.head.index("Cible") if "Cible" in self.head else len(self.head)
        return [Mark(row[0].words[0], "", "", number_in(row[last - 1].text)) for row in self.cells]

    def band_marks(self) -> list[Mark]:
        """The last column holds the bars, the one before this period; the caption begins by the code of the line."""
        code = self.caption.split()[0]
        rows = [row for row in self.body if row[0] != "Total"]
        return [Mark(code, self.head[0], row[0], number_in(row[-2])) for row in rows]


def read_workbook(data: bytes) -> list[Mark]:
    """Return the figures of a workbook, from the cells of numbers and from the cells that repeat what is printed."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    marks = []
    for row in _rows(book, "Chiffres"):
        marks.append(Mark(row["Code"], "", "", number_in(row[PRINTED])))
        if row["Dénominateur"] is None:
            marks.append(Mark(row["Code"], "", "", _beside(row)))
    for row in _rows(book, "Ventilations"):
        place = (row["Code"], row["Axe"], row["Catégorie"])
        marks += [Mark(*place, number_in(row[PRINTED])), Mark(*place, _beside(row))]
    for row in (row for name in book.sheetnames if name.startswith(MONEY) for row in _rows(book, name)):
        name, *cells = list(row.values())[:-1]
        marks += [Mark(MONEY, str(column), name, _cell(cell)) for column, cell in enumerate(cells, start=1)]
    book.close()
    return marks


def _rows(book: Workbook, name: str) -> Iterator[dict]:
    """Return each row by the words of its head; NOW is this period, the column before its terms or what is printed."""
    if name not in book.sheetnames:
        return
    head, *rows = book[name].iter_rows(values_only=True)
    stops = [head.index(words) for words in ("Numérateur", PRINTED) if words in head]
    for row in rows:
        yield {**dict(zip(head, row, strict=True)), NOW: row[min(stops) - 1] if stops else None}


def _beside(row: dict) -> Decimal | None:
    """The cell of numbers of a row: it stays empty where what is printed is hidden."""
    return HIDDEN if row[PRINTED] == HIDDEN_WORDS and row[NOW] in (None, "") else _cell(row[NOW])


def _cell(value: object) -> Decimal | None:
    """A figure must be a cell of numbers: text that looks like one does not count."""
    return Decimal(str(value)) if isinstance(value, int | float) else None
