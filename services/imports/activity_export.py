"""The list of activities as CSV and XLSX: shown columns and breakdowns, and nothing that a spreadsheet would run.

The headings are those that an import knows: a file handed out can come back.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import QuerySet
from django.utils.text import slugify

from organisms.models import Municipality, Organism
from roriq_portal.files.spreadsheets import Table
from services.imports.registers import BREAKDOWNS, LABELS
from services.imports.registers.columns import field_named
from services.imports.vocabulary import category_ids
from services.models import Breakdown

BEFORE = ("Date", "Activité", "Volet", "Municipalité", "MRC", "Personnes immigrantes", "Société d’accueil", "Quantité")
PARTS = tuple(LABELS[name] for name in BREAKDOWNS)
AFTER = ("Employeur ou partenaire", "Entente(s)", "Notes", "Inscrite par", "Motif du retrait", "Fiche du portail")
HEADERS = (*BEFORE, *PARTS, *AFTER)
# What an import calls each of these columns; the person is no field of a register
FIELD_OF = tuple(field_named(title) or title for title in HEADERS)
WIDTHS = {"Date": 11, "Activité": 34, "Municipalité": 22, "MRC": 22, "Employeur ou partenaire": 30, "Entente(s)": 18,
          "Notes": 50, "Inscrite par": 20, "Motif du retrait": 24}  # fmt: skip
CHUNK = 2000


def file_stem(organism: Organism, day: date) -> str:
    """Return activites-la-croisee-boreale-2026-11-22."""
    return f"activites-{slugify(organism.name) or organism.pk}-{day.isoformat()}"


def lines_of(rows: QuerySet) -> Iterator[list]:
    """Yield the cells of each row of `filters.shown`, under HEADERS; one more query for each 2000 rows."""
    ids = category_ids()
    columns = [ids[pair] for pair in BREAKDOWNS.values()]
    towns = _homonyms()
    waiting = rows.iterator(CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        parts = _parts([row.pk for row in chunk])
        for row in chunk:
            yield _cells(row, towns, [parts.get((row.pk, category)) for category in columns])


def _parts(activities: list[int]) -> dict[tuple[int, int], int]:
    """The same people are broken down under each indicator of a record: once is enough."""
    known = Breakdown.objects.filter(count__activity__in=activities).order_by()
    cells = known.values_list("count__activity", "category", "value")
    return {(activity, category): value for activity, category, value in cells}


def _homonyms() -> dict[int, str]:
    """Return how a register tells apart the municipalities whose name and MRC leave several."""
    rows = list(Municipality.objects.values_list("pk", "name", "mrc", "designation"))
    alike = Counter((name, mrc) for _, name, mrc, _ in rows)
    namesakes = Counter(name for _, name, _, _ in rows)
    return {
        pk: f"{name} ({designation})"
        for pk, name, mrc, designation in rows
        if alike[name, mrc] > 1 or (mrc is None and namesakes[name] > 1)
    }


def _cells(row, towns: dict[int, str], parts: list[int | None]) -> list:
    town = towns.get(row.municipality, row.municipality__name)
    return [
        row.day, row.activity_type__name, row.component, town, row.municipality__mrc__name,
        row.immigrants, row.host, _bare(row.quantity), *parts, " ; ".join(row.partner_names), ", ".join(row.charged),
        row.note, row.created_by__name, row.withdrawn_reason, row.pk,
    ]  # fmt: skip


def _bare(quantity: Decimal | None) -> Decimal | int | None:
    """Without idle decimals, as an import reads them: « 12 », « 12,5 »."""
    if quantity is None:
        return None
    return int(quantity) if quantity == int(quantity) else quantity.normalize()


def activity_table(rows: QuerySet) -> Table:
    """Return the table of these rows, read while it is written."""
    return Table("Activités", HEADERS, lines_of(rows), widths=WIDTHS, frozen=0)
