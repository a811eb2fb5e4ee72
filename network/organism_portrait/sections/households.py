"""The households that are still there 6, 12 and 24 months after they settled, year by year."""

from dataclasses import dataclass

from django.urls import reverse

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
NOTHING_YET = (
    "Aucun suivi n’est dû encore\u00a0: la part des ménages restés se lit six mois après la première installation."
)


@dataclass(frozen=True)
class Kept:
    """One rate in words, with its two terms: « 78 % », « 74 sur 95 »."""

    head: str
    text: str
    terms: str


@dataclass(frozen=True)
class KeptYear:
    """`bar`: what remains after twelve months, from 0 to 100; nothing where it is not said."""

    words: str
    is_chosen: bool
    rates: tuple[Kept, ...]
    bar: tuple[BarPart, ...]


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
        template="network/organism_portrait/_households.html",
        drawn=_years(reader, lines),
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


def _years(reader: OrganismReader, lines: dict[str, list[FigureLine | None]]) -> tuple[KeptYear, ...]:
    scale = scale_to([100], intervals=4)
    years = []
    for rank, window in enumerate(reader.windows.years):
        middle = lines[MIDDLE][rank]
        measure = middle.amount.measure if middle and middle.amount else None
        years.append(
            KeptYear(
                format_state_year(window.year),
                window.year == reader.filters.year,
                tuple(_kept(code, lines[code][rank]) for code in RETENTION),
                bar_on(scale, [(measure, FULL)] if measure is not None else []),
            )
        )
    return tuple(years)


def _kept(code: str, line: FigureLine | None) -> Kept:
    if line is None:
        return Kept(AFTER[code], BLANK, "")
    amount = line.amount
    if amount is None or not amount.denominator:
        return Kept(AFTER[code], line.text, "")
    return Kept(AFTER[code], line.text, f"{format_number(amount.value)} sur {format_number(amount.denominator)}")


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
