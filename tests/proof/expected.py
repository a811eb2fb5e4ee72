"""What EXPECTED.md says, read from its tables: the recipes, the totals, the breakdowns, the names counted."""

import re
from dataclasses import dataclass
from pathlib import Path

REGISTERS = Path(__file__).resolve().parent.parent / "data" / "registres"
WHOLE = "organisme"


@dataclass(frozen=True)
class Expected:
    """One register. `totals`: (column of the table, indicator) → total, 0 where nothing counts it.

    `calendar`: indicator → total of the first calendar year, charged to `calendar_reference` in `mrc`.
    `parts`: (indicator, breakdown column) → total of the whole organism. `named`: (« employers » or « partners »,
    scope) → different names; `unnamed`: employer rows without a name.
    `uncharged`, `outside_mandate`, `twins`: rows charged to nothing, arrivals outside a mandated city, identical rows.
    """

    rows: int
    totals: dict[tuple[str, str], int]
    calendar: dict[str, int]
    calendar_rows: int
    calendar_reference: str
    mrc: str
    parts: dict[tuple[str, str], int]
    named: dict[tuple[str, str], int]
    unnamed: int
    uncharged: int
    outside_mandate: int
    twins: int

    @property
    def references(self) -> tuple[str, ...]:
        """The agreements, in the order of the table's columns."""
        columns = dict.fromkeys(column for column, _ in self.totals)
        return tuple(column for column in columns if column != WHOLE and ", MRC " not in column)


def read_text() -> str:
    return (REGISTERS / "EXPECTED.md").read_text(encoding="utf-8")


def read_recipes(text: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return activity → (indicator, source) pairs; a source is « 1 », « i », « h » or « q »."""
    recipes = {}
    for activity, _, counts in _tables(text)[0][1:]:
        pairs = (count.split(" = ") for count in counts.split(", "))
        recipes[activity] = tuple((code, source) for code, source in pairs)
    return recipes


def read_components() -> dict[str, int]:
    """Return activity → component."""
    return {activity: int(component) for activity, component, _ in _tables(read_text())[0][1:]}


def read_expected(text: str, name: str) -> Expected:
    """Return what the section of one register says."""
    section = next(part for part in text.split("\n## ") if part.startswith(name))
    totals, parts = _tables(section)[:2]
    calendar = re.search(r"first calendar year only \((\d+) rows\), charged to ([\w-]+), MRC ([^:]+): (.+)", section)
    partner = re.search(r"Distinct partners named: organisme (\d+), ([\w-]+) (\d+)", section)
    employer = re.search(r"Distinct employers named: organisme (\d+), ([\w-]+) (\d+) \((\d+) employer rows", section)
    return Expected(
        rows=int(re.search(r": (\d+) rows", section)[1]),
        totals=_cells(totals, column_first=True),
        calendar={code: int(number) for code, number in re.findall(r"(V\d\.\d\d) (\d+)", calendar[4])},
        calendar_rows=int(calendar[1]),
        calendar_reference=calendar[2],
        mrc=calendar[3],
        parts=_cells(parts, column_first=False),
        named={
            ("employers", WHOLE): int(employer[1]),
            ("employers", employer[2]): int(employer[3]),
            ("partners", WHOLE): int(partner[1]),
            ("partners", partner[2]): int(partner[3]),
        },
        unnamed=int(employer[4]),
        uncharged=int(re.search(r"charged to no agreement: (\d+)", section)[1]),
        outside_mandate=int(re.search(r"outside a mandated city \(warning\): (\d+)", section)[1]),
        twins=int(re.search(r"both count\): (\d+)", section)[1]),
    )


def _cells(table: list[list[str]], *, column_first: bool) -> dict[tuple[str, str], int]:
    head, *body = table
    found = {}
    for code, *numbers in body:
        for column, number in zip(head[1:], numbers, strict=True):
            found[(column, code) if column_first else (code, column)] = int(number)
    return found


def _tables(text: str) -> list[list[list[str]]]:
    """Return each Markdown table as rows of cells, its rule left out."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            tables.append([])
            inside = True
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if set("".join(cells)) != {"-"}:
            tables[-1].append(cells)
    return tables
