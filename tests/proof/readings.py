"""The figures that stand in a frozen content, in the tables of a tagged PDF, and in the cells of a workbook."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from openpyxl import Workbook, load_workbook

UNBROKEN = "Non ventilé"
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
    """Return the number that a cell prints (« 1 021 », « 12,5 », « 45 % », « 60 000,00 $ »), None for other words."""
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
            marks += [Mark(figure["key"], "", "", number_in(text)) for text in (value["text"], value["number"])]
            for axis in figure["bands"]:
                marks += _axis_marks(figure["key"], axis)
        if section["money"]:
            marks += [mark for key in ("text", "number") for mark in _money_marks(_money_rows(section["money"], key))]
    return marks


def _axis_marks(code: str, axis: dict) -> list[Mark]:
    told = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    rows = [(row["words"], text) for row in told for text in (row["text"], row["number"])]
    return [Mark(code, axis["dimension"], words, number_in(text)) for words, text in rows]


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
    tables = [_Table(node) for node in _tree(listing).find("Table")]
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


class _Table:
    """One table: its caption, the words of its head, and the cells of each row under it."""

    def __init__(self, node: Node):
        rows = [row.find("TH", "TD") for row in node.find("TR")]
        self.caption = " ".join(caption.text for caption in node.find("Caption"))
        self.head = [cell.text for cell in rows[0]]
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
            marks.append(Mark(row["Code"], "", "", _cell(row[NOW])))
    for row in _rows(book, "Ventilations"):
        place = (row["Code"], row["Axe"], row["Catégorie"])
        marks += [Mark(*place, number_in(row[PRINTED])), Mark(*place, _cell(row[NOW]))]
    for row in _rows(book, MONEY):
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


def _cell(value: object) -> Decimal | None:
    """A figure must be a cell of numbers: text that looks like one does not count."""
    return Decimal(str(value)) if isinstance(value, int | float) else None
