"""Where: one indicator by MRC of the place of its activities, in the place of a map."""

from dataclasses import dataclass

from django.urls import reverse

from network.drawing.bars import FULL, BarPart, bar_on
from network.drawing.scales import Scale, scale_to
from network.organism_portrait.choice import SectionChoiceForm
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Link, Section
from services.results.by_place.mrc_figures import PlaceFigures, PlaceLine, place_table

FIELD = "mesure"
# What is shown first, where the year counts it
USUAL = ("V4.13", "V3.02", "V4.01", "V1.02")
NOTHING_YET = "Aucune activité de cette année n’est comptée\u00a0: le dessin vient avec la première."


@dataclass(frozen=True)
class BarLine:
    line: PlaceLine
    bar: tuple[BarPart, ...]


@dataclass(frozen=True)
class PlaceDrawing:
    """`records`: where the records behind the total are listed; empty when they are not the reader's."""

    figures: PlaceFigures
    lines: tuple[BarLine, ...]
    period: str
    records: str


def places_section(reader: OrganismReader) -> Section:
    """Return the chosen indicator by MRC, among those that records of the year count."""
    counted = [figures for figures in reader.places if reader.is_shown(figures.indicator.code)]
    ranks = {code: rank for rank, code in enumerate(USUAL)}
    counted.sort(key=lambda figures: ranks.get(figures.indicator.code, len(USUAL)))
    offered = [(each.indicator.code, f"{each.indicator.code} – {each.words}") for each in counted]
    form = SectionChoiceForm(FIELD, "Indicateur", offered, reader.filters.choices.get(FIELD, ""))
    shown = next((figures for figures in counted if figures.indicator.code == form.value), None)
    page = reverse("services:organism-places", args=[reader.organism.pk])
    return Section(
        slug="ou",
        title="Où",
        template="network/organism_portrait/_places.html",
        drawn=_drawing(reader, shown) if shown else None,
        tables=(place_table(counted, reader.period.words),) if counted else (),
        source="vos fiches d’activités, à la MRC de leur lieu.",
        intro="Par MRC du lieu de l’activité. Vos propres nombres ne sont pas masqués.",
        empty="" if shown else NOTHING_YET,
        form=form if shown else None,
        has_twin=False,
        links=(Link("Tous les indicateurs par MRC", f"{page}?{reader.period.query}"),),
    )


def _drawing(reader: OrganismReader, shown: PlaceFigures) -> PlaceDrawing:
    scale = scale_to([line.value for line in shown.lines])
    lines = tuple(BarLine(line, _bar(line, scale)) for line in shown.lines)
    records = reader.subject.records_query(shown.indicator.code, reader.period)
    return PlaceDrawing(shown, lines, reader.filters.year_words, records)


def _bar(line: PlaceLine, scale: Scale) -> tuple[BarPart, ...]:
    return bar_on(scale, [(line.value, FULL)] if line.value is not None else [])
