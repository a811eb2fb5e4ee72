"""The boxes of targets of periods, beside those of years: one for each place, gathered by year for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms

from agreements.agreement.terms.period_places import SEVERAL, PeriodPlace, Places, period_words
from agreements.amendments.clauses import TargetPlace
from agreements.form_fields import number_field
from organisms.models import Indicator

WITHOUT_YEAR = "Inscrivez d’abord la cible de l’année, ou videz cette case."
NO_SUCH_PERIOD = "Cette période ne sera plus demandée\u00a0: videz cette case, ou gardez l’exigence."


@dataclass(frozen=True)
class PeriodRow:
    """`boxes`: (days of the period in words, its box)."""

    code: str
    words: str
    unit: str
    boxes: list[tuple[str, forms.BoundField]]


@dataclass(frozen=True)
class PeriodTable:
    """The boxes of one year; open when one is filled or refused."""

    number: int
    rows: list[PeriodRow]

    @property
    def is_open(self) -> bool:
        return any(box.value() not in (None, "") or box.errors for row in self.rows for _, box in row.boxes)


def period_box(place: TargetPlace) -> str:
    """Return the name of the box: « p-2-V1.06-interim-1 »."""
    return f"p-{place.year}-{place.code}-{str(place.period).replace('/', '-')}"


def places_offered(places: Places, *, has_target: bool) -> list[PeriodPlace]:
    """Return the places that get a box: all of them beside a target of the year, else those that are few."""
    return [place for place in places if has_target or place.kind != SEVERAL]


def add_period_boxes(form: forms.Form, places: Iterable[TargetPlace], calendar: Mapping[int, Places]) -> None:
    for place in places:
        if place.period:
            days = period_words(calendar[place.year][place.period])
            label = f"{place.code}, {days}"
            form.fields[period_box(place)] = number_field(label, digits=12, required=False)


def period_tables(
    form: forms.Form,
    places: Iterable[TargetPlace],
    calendar: Mapping[int, Places],
    indicators: Iterable[Indicator],
    words: Mapping[int, str],
) -> list[PeriodTable]:
    """Return the boxes by year, then by indicator, in the order of the periods."""
    boxes: dict[tuple[int, str], list[tuple[str, forms.BoundField]]] = {}
    for place in places:
        if place.period:
            days = period_words(calendar[place.year][place.period])
            boxes.setdefault((place.year, place.code), []).append((days, form[period_box(place)]))
    tables = []
    for number in calendar:
        mine = [(i, boxes[number, i.code]) for i in indicators if (number, i.code) in boxes]
        rows = [PeriodRow(i.code, words.get(i.pk, i.code), "en\u00a0%" if i.is_ratio else i.unit, b) for i, b in mine]
        if rows:
            tables.append(PeriodTable(number, rows))
    return tables
