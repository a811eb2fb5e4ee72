"""The registers added up again, straight from their cells: standard library and openpyxl, nothing of the product."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

Recipes = Mapping[str, tuple[tuple[str, str], ...]]

PARTS = (
    "Femmes", "Hommes", "Autre/NSP",
    "0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65+",
    "Économique", "Regroupement familial", "Réfugiés", "Autres",
)  # fmt: skip
# What each register calls the same thing: source of a recipe → titles
SOURCES = {
    "i": ("Personnes immigrantes", "Nb immigrant(e)s"),
    "h": ("Société d'accueil", "Nb gens d'ici"),
    "q": ("Quantité",),
}
TITLES = {
    "activity": ("Activité", "Type d'activité"),
    "agreements": ("Entente(s)", "Financé par"),
    "partner": ("Employeur ou partenaire",),
}
NAMES = {
    "employers": {
        "Visite d'entreprise",
        "Formation interculturelle en milieu de travail",
        "Collecte d'offres d'emploi",
        "Embauche",
    },
    "partners": {"Table de concertation", "Rencontre de partenaires"},
}
MEASURES = {"Mesure PRIIME": "PRIIME", "Mesure SSI": "SSI", "Mesure MFOR": "MFOR"}


@dataclass(frozen=True)
class Row:
    """One line of a register. `numbers`: source or breakdown column → figure, absent where the cell is empty."""

    day: date
    activity: str
    mrc: str
    partner: str
    agreements: frozenset[str]
    numbers: dict[str, int]


@dataclass(frozen=True)
class Sums:
    """`totals` holds only indicators that a row counts: an absent one is no data, never zero."""

    totals: dict[str, int] = field(default_factory=dict)
    parts: dict[tuple[str, str], int] = field(default_factory=dict)
    measures: dict[tuple[str, str], int] = field(default_factory=dict)


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a register, Windows-1252 text with « ; » or a workbook whose titles stand on a later row."""
    table = _from_workbook(path) if path.suffix == ".xlsx" else _from_text(path)
    return [_row(cells) for cells in table]


def _from_text(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _from_workbook(path: Path) -> list[dict[str, object]]:
    book = load_workbook(path, read_only=True, data_only=True)
    rows = list(book["Registre"].iter_rows(values_only=True))
    book.close()
    start = next(number for number, cells in enumerate(rows) if cells[0] == "Date")
    return [dict(zip(rows[start], cells, strict=True)) for cells in rows[start + 1 :] if any(cells)]


def _row(cells: Mapping[str, object]) -> Row:
    columns = {source: _first(cells, titles) for source, titles in SOURCES.items()}
    columns |= {part: cells[part] for part in PARTS}
    charged = str(_first(cells, TITLES["agreements"]) or "")
    return Row(
        day=_day(cells["Date"]),
        activity=str(_first(cells, TITLES["activity"])),
        mrc=str(cells["MRC"] or ""),
        partner=str(_first(cells, TITLES["partner"]) or "").strip(),
        agreements=frozenset(name.strip() for name in charged.split(",") if name.strip()),
        numbers={name: int(cell) for name, cell in columns.items() if cell not in (None, "")},
    )


def _first(cells: Mapping[str, object], titles: Iterable[str]) -> object:
    return next(cells[title] for title in titles if title in cells)


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    day, month, year = str(cell).split("/")
    return date(int(year), int(month), int(day))


def choose(
    rows: Iterable[Row], *, reference: str = "", mrc: str = "", start: date = date.min, end: date = date.max
) -> list[Row]:
    """Return the rows charged to an agreement, in an MRC, from `start` to `end` (both included); empty: no limit."""
    return [
        row
        for row in rows
        if (not reference or reference in row.agreements) and (not mrc or row.mrc == mrc) and start <= row.day <= end
    ]


def add_up(rows: Iterable[Row], recipes: Recipes) -> Sums:
    """Return what the rows count by the recipes; breakdowns belong to the immigrant participants."""
    totals: Counter = Counter()
    parts: Counter = Counter()
    measures: Counter = Counter()
    for row in rows:
        for code, source in recipes[row.activity]:
            value = 1 if source == "1" else row.numbers.get(source)
            if value is None:
                continue
            totals[code] += value
            if source == "i":
                parts.update({(code, part): row.numbers[part] for part in PARTS if part in row.numbers})
            if row.activity in MEASURES:
                measures[code, MEASURES[row.activity]] += value
    return Sums(dict(totals), dict(parts), dict(measures))


def names(rows: Iterable[Row], kind: str) -> tuple[int, int]:
    """Return how many different employers or partners the rows name, and how many rows that should name one do not."""
    asked = [row for row in rows if row.activity in NAMES[kind]]
    return len({row.partner for row in asked if row.partner}), sum(not row.partner for row in asked)
