"""The barometer as a file: one row a recommendation, five years, the threshold."""

from decimal import Decimal

from network.barometer.sheet import Sheet
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.numbers import BLANK

HEAD = ("Recommandation", "", "Mesure", "Sens", "Écart", "Partie et tout", "Seuil, en %", "Adopté le", "Phrase")


def barometer_table(sheet: Sheet) -> Table:
    """Return the table of a sheet; a share that is not measured is empty, one that is not said says so."""
    head = (*HEAD[:3], *(f"{point.year}, en %" for point in sheet.rows[0].points), *HEAD[3:])
    rows: list[list[Cell]] = []
    for row in sheet.rows:
        shares: list[Cell] = [
            Decimal(point.share) if point.share else None if point.text == BLANK else point.text for point in row.points
        ]
        threshold: Cell = Decimal(row.threshold_share) if row.threshold_share else None
        said: list[Cell] = [row.way, row.change, row.fraction, threshold, row.threshold_on, row.sentence]
        rows.append([row.number, row.title, row.measure, *shares, *said])
    return Table(f"Baromètre {sheet.year_words}", head, rows, frozen=2)
