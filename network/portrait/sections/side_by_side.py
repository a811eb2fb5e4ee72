"""Organisms side by side on one indicator of their annual report: two years, the target. As filed, no sum."""

from collections.abc import Callable, Mapping, Sequence

from django import forms
from django.urls import reverse

from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.side_drawing import (
    PAGE,
    SVG,
    TEMPLATE,
    Compared,
    SideRow,
    short_words,
    side_drawing,
    side_table,
)
from network.portrait.sections.target_shares import target_notes
from network.portrait.totals.filed import Filed, FiledYear, read_filed
from organisms.form_controls import choice_field, dress
from organisms.models import Indicator, Organism
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import format_number, unit_for
from roriq_portal.formats.phrases import counted

SLUG = "organismes"
USUAL = "V4.04"
INDICATOR, ORDER = "indicateur", "ordre"
FIELDS = (INDICATOR, ORDER, PAGE)
ORDERS = {"nombre": "Nombre", "cible": "Atteinte de la cible", "region": "Région"}


class SideForm(forms.Form):
    indicateur = forms.ChoiceField(label="Indicateur", required=False)
    ordre = forms.ChoiceField(label="Ranger par", required=False, choices=list(ORDERS.items()))

    def __init__(self, data: Mapping[str, str], indicators: Mapping[str, str]):
        self.usual = USUAL if USUAL in indicators else next(iter(indicators), "")
        chosen = {INDICATOR: data.get(INDICATOR) or self.usual, ORDER: data.get(ORDER) or next(iter(ORDERS))}
        super().__init__(chosen)
        field = choice_field(self, INDICATOR)
        field.choices = [(code, f"{code} {words}") for code, words in indicators.items()]
        field.error_messages["invalid_choice"] = f"Cet indicateur n’est pas dans la liste\u00a0: voici {self.usual}."
        choice_field(self, ORDER).error_messages["invalid_choice"] = "Cet ordre n’est pas dans la liste."
        dress(self)
        self.is_valid()

    @property
    def code(self) -> str:
        return self.cleaned_data.get(INDICATOR) or self.usual

    @property
    def order(self) -> str:
        return self.cleaned_data.get(ORDER) or next(iter(ORDERS))


def side_by_side_section(reader: Reader) -> Section:
    """Return the organisms beside one another; « en cours » compares what is filed, so the newest filed years."""
    filters = reader.filters
    offered = {code: reader.words_of(code) for code, row in reader.indicators.items() if not row.is_ratio}
    form = SideForm(filters.choices, offered)
    indicator = reader.indicators[form.code]
    filed = read_filed(indicator, (filters.year, filters.year - 1), reader.asked_lines)
    rows = _ordered(_rows(reader, filed[filters.year], filed[filters.year - 1]), form.order)
    compared = _compared(filters, indicator, offered[form.code])
    drawn = side_drawing(rows, compared, filters, f"p-{SLUG}")
    has_number = any(row.now.figure.value is not None for row in rows)
    return Section(
        slug=SLUG,
        title="Organismes côte à côte",
        intro=_intro(indicator),
        said=_said(indicator, rows),
        template=TEMPLATE,
        drawn=drawn,
        tables=(side_table(f"{indicator.code} par organisme", rows, compared),),
        source="les versions approuvées des rapports annuels, telles que déposées\u00a0; les cibles des ententes.",
        notes=(*(() if has_number else (_nothing(filters),)), *target_notes(row.target for row in rows)),
        empty="" if rows else _nothing(filters),
        form=form,
        own_choices=FIELDS,
        has_twin=False,
        svg=SVG,
        svg_size=drawn.size,
    )


def _compared(filters: Filters, indicator: Indicator, words: str) -> Compared:
    return Compared(
        who="Organisme",
        caption=f"{indicator.code}, {words}, par organisme, {filters.year_words}",
        unit=indicator.unit,
        unit_plural=indicator.unit_plural,
        now_words=filters.year_words,
        before_words=format_state_year(filters.year - 1),
    )


def _intro(indicator: Indicator) -> str:
    if indicator.is_distinct:
        return "Tels que déposés. Des unités distinctes\u00a0: aucune somme."
    return "Tels que déposés, chacun à côté de sa cible."


def _nothing(filters: Filters) -> str:
    coming = "les nombres viendront avec les approbations"
    return f"Aucun rapport de {format_state_year(filters.year)} n’est encore approuvé\u00a0: {coming}."


def _rows(reader: Reader, now: FiledYear, before: FiledYear) -> list[SideRow]:
    keys = [
        key
        for key, organism in reader.organisms.items()
        if key in now.by_organism.keys() | before.by_organism.keys() and reader.region_id in (None, organism.region_id)
    ]
    return [_row(reader.organisms[key], now, before) for key in keys]


def _row(organism: Organism, now: FiledYear, before: FiledYear) -> SideRow:
    return SideRow(
        name=organism.name,
        region=organism.region.name,
        address=reverse("organisms:organism-detail", args=[organism.pk]),
        now=now.by_organism.get(organism.pk, Filed()),
        before=before.by_organism.get(organism.pk, Filed()),
        target=now.targets.get(organism.pk),
    )


def _ordered(rows: Sequence[SideRow], order: str) -> list[SideRow]:
    """Return rows in an order, those without a number last, by name: a hidden number has no rank that would tell it."""
    return sorted(rows, key=KEYS[order])


def _by_number(row: SideRow) -> tuple:
    value = row.now.figure.value
    return value is None, -(value or 0)


def _by_target(row: SideRow) -> tuple:
    share = row.achievement.share
    return share is None, -(share or 0)


def _by_region(row: SideRow) -> tuple:
    return row.region, row.now.figure.value is None, -(row.now.figure.value or 0)


KEYS: dict[str, Callable[[SideRow], tuple]] = {"nombre": _by_number, "cible": _by_target, "region": _by_region}


def _said(indicator: Indicator, rows: Sequence[SideRow]) -> str:
    """« Les 20 organismes dont le nombre se lit vont de 27 à 431 familles. Pour V4.04, un seul est… »."""
    values = [number for row in rows if (number := row.now.figure.number) is not None]
    if len(values) < 2:
        return ""
    least, most = min(values), max(values)
    unit = unit_for(most, indicator.unit, indicator.unit_plural)
    sentence = f"Les {counted(len(values), 'organisme')} dont le nombre se lit vont de {format_number(least)} à "
    return f"{sentence}{format_number(most)}\u00a0{unit}. {short_words(rows, indicator.code)}".strip()
