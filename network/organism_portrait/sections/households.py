"""The households that are still there 6, 12 and 24 months after they settled, year by year."""

from django.urls import reverse

from network.drawing.bar_table import BarColumn, BarRow, BarTable, cells_of
from network.drawing.bars import FULL, BarPart, bar_on
from network.drawing.scales import scale_to
from network.organism_portrait.reader import RETENTION, OrganismReader
from network.portrait.section import Link, Section
from organisms.models import Component
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import agree
from roriq_portal.formats.rates import round_ratio
from services.households.totals import RETENTION as MONTHS
from services.results.figure_lines import FigureLine

AFTER = {code: f"Après {MONTHS[code]}\u00a0mois" for code in RETENTION}
MIDDLE = "V4.11"
DRAWN = "Dessin de la part après 12\u00a0mois, de 0 à 100\u00a0%"
NOTHING_YET = (
    "Aucun suivi n’est dû encore\u00a0: la part des ménages restés se lit six mois après la première installation."
)


COLUMNS = tuple(BarColumn(AFTER[code], is_key=code == MIDDLE) for code in RETENTION)


def households_section(reader: OrganismReader) -> Section | None:
    """Return the rates of five years; None under another component than the one they are of."""
    if reader.filters.component not in (None, Component.SETTLEMENT):
        return None
    lines = {code: [reader.line(code, window) for window in reader.windows.years] for code in RETENTION}
    is_known = any(line and line.amount for of_code in lines.values() for line in of_code)
    last = lines[MIDDLE][-1]
    return Section(
        slug="restes",
        title="Encore là",
        template="network/drawing/_bar_table.html",
        drawn=_drawing(reader, lines),
        tables=(_table(reader, lines),),
        source="vos ménages, suivis à 6, 12 et 24\u00a0mois, et ce qui en était déclaré avant.",
        said=_said(last),
        intro="Les ménages restés dans la région, sur ceux dont le mois du suivi tombe dans l’année.",
        notes=(last.note,) if last and last.note and last.amount else (),
        empty="" if is_known else NOTHING_YET,
        has_twin=False,
        links=(Link("Les suivis à faire", reverse("services:follow-up-list", args=[reader.organism.pk])),),
    )


def _said(line: FigureLine | None) -> str:
    if line is None or line.amount is None or not line.amount.denominator:
        return ""
    stayed, whole = format_number(line.amount.value), format_number(line.amount.denominator)
    verb = agree(line.amount.value, "est", "sont")
    return f"{stayed} des {whole} ménages {verb} encore là après douze mois."


def _drawing(reader: OrganismReader, lines: dict[str, list[FigureLine | None]]) -> BarTable:
    rows = (
        BarRow(
            format_state_year(window.year),
            cells_of(COLUMNS, *(_stayed(lines[code][rank]) for code in RETENTION)),
            _bar(lines[MIDDLE][rank]),
            is_chosen=window.year == reader.filters.year,
        )
        for rank, window in enumerate(reader.windows.years)
    )
    return BarTable("Ménages restés, par année", "Année", COLUMNS, DRAWN, tuple(rows))


def _bar(line: FigureLine | None) -> tuple[BarPart, ...]:
    """Return what remains after twelve months, from 0 to 100; nothing where it is not said."""
    measure = line.amount.measure if line and line.amount else None
    return bar_on(scale_to([100], intervals=4), [(measure, FULL)] if measure is not None else [])


def _stayed(line: FigureLine | None) -> tuple[str, str]:
    """Return « 78 % », « 74 sur 95 »: a rate with its two terms."""
    amount = line.amount if line else None
    if line is None or amount is None or not amount.denominator:
        return line.text if line else BLANK, ""
    return line.text, f"{format_number(amount.value)} sur {format_number(amount.denominator)}"


def _table(reader: OrganismReader, lines: dict[str, list[FigureLine | None]]) -> Table:
    heads = [(AFTER[code], f"{AFTER[code]}, restés", f"{AFTER[code]}, sur") for code in RETENTION]
    rows = [
        (format_state_year(window.year), *(cell for code in RETENTION for cell in _cells(lines[code][rank])))
        for rank, window in enumerate(reader.windows.years)
    ]
    return Table("Encore là", ("Année", *(words for triple in heads for words in triple)), rows)


def _cells(line: FigureLine | None) -> tuple[Cell, Cell, Cell]:
    if line is None or line.amount is None or not line.amount.denominator:
        return (line.text if line else BLANK), None, None
    value, whole = line.amount.value, line.amount.denominator
    return rate_cell(value, whole, round_ratio(value, whole)), int(value), int(whole)
