"""The positions of each year: occupied, opened, lost, and what left with them."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from network.drawing.bar_table import BarColumn, BarRow, BarTable, cells_of
from network.drawing.bars import FULL, bar_on
from network.drawing.scales import scale_to
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Link, Section
from roriq_portal.files.spreadsheets import Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import format_number, round_number
from services.positions.tables import network_words
from services.positions.turnover import Staffing, staffing, until_today

HEAD = ("Année", "Au dernier jour", "Ouverts", "Perdus", "Dont faute d’argent", "Années d’expérience parties")


COLUMNS = tuple(
    BarColumn(words, is_key=words == "Occupés")
    for words in ("Occupés", "Ouverts", "Perdus", "Faute d’argent", "Années parties")
)


def positions_section(reader: OrganismReader) -> Section | None:
    """Return the positions of five years; None under a component, which positions are not told by."""
    if reader.filters.component:
        return None
    years, page = _years(reader), reverse("services:position-list", args=[reader.organism.pk])
    return Section(
        slug="postes",
        title="Les postes",
        template="network/drawing/_bar_table.html",
        drawn=_drawing(reader, years),
        tables=(_table(years),),
        source="vos postes, tels qu’ils sont inscrits aujourd’hui.",
        said=network_words(years[reader.filters.year]) if reader.posts else "",
        intro="Occupés au dernier jour de l’année, ou du dernier mois fini tant qu’elle court.",
        empty="" if reader.posts else "Aucun poste n’est inscrit\u00a0: le dessin vient avec le premier.",
        has_twin=False,
        links=(Link("Les postes, un par un", f"{page}?annee={reader.filters.year}"),),
    )


def _years(reader: OrganismReader) -> dict[int, Staffing]:
    """Return State year → its positions, up to the last day that is counted."""
    today = reader.filters.today
    return {
        window.year: staffing(reader.posts, window.first, until_today(window.last + timedelta(days=1), today))
        for window in reader.windows.years
    }


def _drawing(reader: OrganismReader, years: dict[int, Staffing]) -> BarTable:
    scale = scale_to([year.held_last for year in years.values()])
    rows = (
        BarRow(
            format_state_year(number),
            cells_of(COLUMNS, *(format_number(number) for number in (*_counts(year), _gone(year)))),
            bar_on(scale, [(year.held_last, FULL)]),
            is_chosen=number == reader.filters.year,
        )
        for number, year in years.items()
    )
    return BarTable("Postes, par année", "Année", COLUMNS, "Dessin des postes occupés", tuple(rows))


def _counts(year: Staffing) -> tuple[int, int, int, int]:
    return year.held_last, year.opened, year.lost, year.lost_to_money


def _gone(year: Staffing) -> Decimal:
    return round_number(year.lost_years, 1)


def _table(years: dict[int, Staffing]) -> Table:
    rows = [(format_state_year(number), *_counts(year), _gone(year)) for number, year in years.items()]
    return Table("Postes", HEAD, rows)
