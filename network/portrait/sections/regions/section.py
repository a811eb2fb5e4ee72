"""The 17 regions by one measure: a map, the same in tiles, its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django import forms
from django.urls import reverse

from network.barometer.windows import Window
from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.regions.figures import RegionFigures, RegionNumber, region_figures
from network.portrait.sections.regions.measures import MEASURES, Measure, Reading, money_signed, reading_of
from organisms.directory.maps.shaded_map import MASKED, NONE, Shade, ShadedMap, draw_shades
from organisms.form_controls import choice_field, dress
from roriq_portal.files.spreadsheets import Cell, Table, money_style
from roriq_portal.fiscal_year import format_state_year, state_year_end
from roriq_portal.formats.days import format_day, year_before
from roriq_portal.formats.numbers import Exact, round_number
from services.masking.signs import MASKED as MASKED_SIGN

SLUG, FIELD = "regions", "mesure"
# The drawing in a file: its outlines with a title above and its legend at the right
FILE_SIZE, LEGEND_TOP, LEGEND_STEP = (960, 430), 72, 26
TITLE = "Les 17\u00a0régions"
OUTLINES = "Limites de 2012 à 2021, simplifiées, le nord coupé. Gouvernement du Québec, CC\u00a0BY\u00a04.0."
SOURCES = {
    "households": "les fiches des ménages, chacun compté une fois, dans la région où il arrive.",
    "activities": "les fiches d’activités, dans la région de l’organisme.",
    "money": "les années des ententes signées, dans la région de l’organisme.",
}


class MeasureForm(forms.Form):
    """The measure of the map; one that is not offered is said beside its field, and the usual one is shown."""

    mesure = forms.ChoiceField(label="Mesure", required=False)

    def __init__(self, asked: str, offered: Mapping[str, Measure], usual: Measure):
        super().__init__({FIELD: asked or usual.key})
        choice = choice_field(self, FIELD)
        choice.choices = [(key, measure.words) for key, measure in offered.items()]
        words = usual.title.lower()
        choice.error_messages["invalid_choice"] = f"Ce choix n’est pas dans la liste\u00a0: voici {words}."
        dress(self)
        self.is_valid()


@dataclass(frozen=True)
class Key:
    """A shade of the legend and the numbers that have it, in words; `file_y`: where it stands in a file."""

    mark: str
    words: str
    file_y: str


@dataclass(frozen=True)
class Drawn:
    map: ShadedMap
    legend: tuple[Key, ...]


def regions_section(reader: Reader) -> Section:
    """Return the map of one measure. A region chosen leaves it out, and a component that no measure is of."""
    filters = reader.filters
    if filters.region:
        return _without("La carte compare les 17\u00a0régions\u00a0: choisissez «\u00a0Les 17\u00a0» pour la voir.")
    offered = {key: measure for key, measure in MEASURES.items() if filters.component in (None, measure.component)}
    if not offered:
        return _without(f"La carte n’a pas de mesure du volet {filters.component}.")
    asked = filters.choices.get(FIELD, "")
    figures = _chosen(offered, asked, filters, reader)
    measure = figures.measure
    form = MeasureForm(asked, offered, measure)
    if figures.is_empty:
        return _without(f"Rien n’est encore inscrit en {filters.year_words} pour cette mesure.", form)
    title = f"{measure.title} en {filters.year_words}, par {measure.place}"
    return Section(
        slug=SLUG,
        title=TITLE,
        template="network/portrait/sections/regions/regions.html",
        drawn=_drawn(figures, title, filters),
        tables=(_table(figures, filters),),
        source=_source(measure),
        said=figures.said,
        intro=f"{title}.",
        notes=(OUTLINES,),
        form=form,
        svg="network/portrait/sections/regions/regions.svg",
        svg_size=FILE_SIZE,
    )


def _chosen(offered: Mapping[str, Measure], asked: str, filters: Filters, reader: Reader) -> RegionFigures:
    """Return the measure that is asked; else the first of which a number is printed, or the first of all."""
    if asked in offered:
        return read_regions(offered[asked], filters, reader)
    read = (read_regions(measure, filters, reader) for measure in offered.values())
    shown = next((figures for figures in read if figures.has_numbers), None)
    return shown or read_regions(next(iter(offered.values())), filters, reader)


def _without(words: str, form: forms.Form | None = None) -> Section:
    return Section(SLUG, TITLE, "", None, (), "", empty=words, form=form)


def read_regions(measure: Measure, filters: Filters, reader: Reader) -> RegionFigures:
    """Return the measure in the year chosen beside what it is compared with."""
    now, before = (_read(measure, window, filters, reader) for window in (reader.windows.year, reader.windows.before))
    day = min(state_year_end(filters.year), filters.today)
    members = {reader.organisms[key].region_id for key in reader.members_on(day)}
    return region_figures(measure, now, before, reader.regions, members)


def _read(measure: Measure, window: Window, filters: Filters, reader: Reader) -> Reading:
    if measure.is_money:
        return money_signed(reader.signed_money.signed(window.year, _day_of(window, filters)))
    totals = reader.households.arrived if measure.counts_households else reader.records.of
    return reading_of(partial(totals, measure.code, window), reader.regions)


def _day_of(window: Window, filters: Filters) -> date:
    """Money is known by the day it was signed: the year before a year that runs is read on the same day."""
    return year_before(filters.today) if filters.is_running and window.year < filters.year else filters.today


def _drawn(figures: RegionFigures, title: str, filters: Filters) -> Drawn:
    shades = {row.code: _shade(figures.measure, row, filters) for row in figures.rows}
    marks = {shade.mark for shade in shades.values()}
    said = [(f"region-step-{shade}", words) for shade, words in figures.legend]
    beside = (("region-step-0", "0"), (MASKED, "masqué"), (NONE, "aucun organisme membre, ou rien d’inscrit"))
    said += [pair for pair in beside if pair[0] in marks]
    keys = tuple(Key(*pair, str(LEGEND_TOP + rank * LEGEND_STEP)) for rank, pair in enumerate(said))
    return Drawn(draw_shades(shades, id="carte", title=title), keys)


def _shade(measure: Measure, row: RegionNumber, filters: Filters) -> Shade:
    mark = MASKED if row.is_masked else f"region-step-{row.shade}" if row.has_number else NONE
    return Shade(row.name, row.text, row.words, _address(measure, row, filters), mark)


def _address(measure: Measure, row: RegionNumber, filters: Filters) -> str:
    """Of what activities count, the results of the region; else its page: they would tell another number."""
    if measure.is_money or measure.counts_households:
        return reverse("organisms:region-detail", args=[row.code])
    return f"{reverse('services:region-results', args=[row.code])}?periode=etat-{filters.year}"


def _table(figures: RegionFigures, filters: Filters) -> Table:
    """Greatest first; what is hidden comes after, by name: its place would tell it."""
    measure = figures.measure
    ordered = sorted(figures.rows, key=lambda row: (row.value is None, -(row.value or 0), not row.is_masked))
    unit = ", en dollars" if measure.is_money else ""
    rows: list[list[Cell]] = [
        [row.name, _cell(measure, row.before_value, row.before), _cell(measure, row.value, row.text)] for row in ordered
    ]
    before, now = figures.before_total, figures.total
    rows.append([TITLE, _cell(measure, before, figures.before_total_text), _cell(measure, now, figures.total_text)])
    return Table(
        f"{measure.title}, par {measure.place}",
        ("Région", f"{_before_words(measure, filters)}{unit}", f"{_now_words(measure, filters)}{unit}"),
        rows,
        decimals=money_style() if measure.is_money else "",
        totals=1,
        sums=frozenset([len(rows) - 1]),
    )


def _cell(measure: Measure, value: Exact | None, text: str) -> Cell:
    """Return a number as a file writes it: dollars with their cents, anything else whole where it is."""
    if value is None:
        return MASKED_SIGN if text == MASKED_SIGN else None
    return round_number(value, 2) if measure.is_money or value != int(value) else int(value)


def _now_words(measure: Measure, filters: Filters) -> str:
    if not filters.is_running:
        return filters.year_words
    until = format_day(filters.today) if measure.is_money else filters.until_words
    return f"{filters.year_words}, {'signé le' if measure.is_money else 'jusqu’au'} {until}"


def _before_words(measure: Measure, filters: Filters) -> str:
    if not (filters.is_running and measure.is_money):
        return filters.before_words
    return f"{format_state_year(filters.year - 1)}, signé le {format_day(year_before(filters.today))}"


def _source(measure: Measure) -> str:
    key = "money" if measure.is_money else "households" if measure.counts_households else "activities"
    return SOURCES[key]
