"""The positions of each year: occupied, opened, lost, and what left with them."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from network.drawing.bars import FULL, BarPart, bar_on
from network.drawing.scales import scale_to
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Link, Section
from roriq_portal.files.spreadsheets import Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import format_number, round_number
from services.positions.tables import network_words
from services.positions.turnover import Staffing, staffing, until_today

HEAD = ("Année", "Au dernier jour", "Ouverts", "Perdus", "Dont faute d’argent", "Années d’expérience parties")


@dataclass(frozen=True)
class PositionYear:
    """One year in words, and its bar: the positions occupied on its last day that is counted."""

    words: str
    is_chosen: bool
    staffing: Staffing
    bar: tuple[BarPart, ...]

    @property
    def gone(self) -> str:
        return format_number(round_number(self.staffing.lost_years, 1))


def positions_section(reader: OrganismReader) -> Section | None:
    """Return the positions of five years; None under a component, which positions are not told by."""
    if reader.filters.component:
        return None
    return Section(
        slug="postes",
        title="Les postes",
        template="network/organism_portrait/_positions.html",
        drawn=(years := _years(reader)),
        tables=(_table(years),),
        source="vos postes, tels qu’ils sont inscrits aujourd’hui.",
        said=network_words(years[-1].staffing) if reader.posts else "",
        intro="Occupés au dernier jour de l’année, ou du dernier mois fini tant qu’elle court.",
        empty="" if reader.posts else "Aucun poste n’est inscrit\u00a0: le dessin vient avec le premier.",
        has_twin=False,
        links=(Link("Les postes, un par un", reverse("services:position-list", args=[reader.organism.pk])),),
    )


def _years(reader: OrganismReader) -> tuple[PositionYear, ...]:
    today, counted = reader.filters.today, []
    for window in reader.windows.years:
        end = until_today(window.last + timedelta(days=1), today)
        counted.append((window.year, staffing(reader.posts, window.first, end)))
    scale = scale_to([year.held_last for _, year in counted])
    return tuple(
        PositionYear(
            format_state_year(number),
            number == reader.filters.year,
            year,
            bar_on(scale, [(year.held_last, FULL)]),
        )
        for number, year in counted
    )


def _table(years: tuple[PositionYear, ...]) -> Table:
    rows = [
        (
            year.words,
            year.staffing.held_last,
            year.staffing.opened,
            year.staffing.lost,
            year.staffing.lost_to_money,
            round_number(year.staffing.lost_years, 1),
        )
        for year in years
    ]
    return Table("Postes", HEAD, rows)
