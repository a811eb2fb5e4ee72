"""Forms of targets: those an agreement still lacks, and one that changes."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.terms.period_places import SEVERAL, PeriodPlace, Places, period_words
from agreements.amendments.clauses import TargetPlace
from agreements.amendments.period_boxes import (
    WITHOUT_YEAR,
    PeriodTable,
    add_period_boxes,
    period_box,
    period_tables,
    places_offered,
)
from agreements.form_fields import day_field, dress, number_field
from agreements.models import AgreementYear
from organisms.models import Indicator
from roriq_portal.formats.phrases import capital


class TargetsForm(forms.Form):
    """One box for each indicator and year, or period of a year, that has no target yet; blank means none."""

    def __init__(
        self,
        *args,
        years: list[AgreementYear],
        indicators: list[Indicator],
        taken: set[TargetPlace],
        calendar: Mapping[int, Places],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.years, self.indicators, self.taken, self.calendar = years, indicators, taken, calendar
        for indicator in indicators:
            for year in years:
                if TargetPlace(year.number, indicator.code) not in taken:
                    label = f"{indicator.code}, an {year.number}"
                    self.fields[f"t{year.pk}-{indicator.pk}"] = number_field(label, digits=12, required=False)
        self.places = self._places()
        add_period_boxes(self, self.places, calendar)
        dress(self)

    def _places(self) -> list[TargetPlace]:
        whole = [TargetPlace(year.number, i.code) for i in self.indicators for year in self.years]
        places = [
            replace(of_year, period=period)
            for of_year in whole
            for period in places_offered(self.calendar[of_year.year], has_target=of_year in self.taken)
        ]
        return [place for place in places if place not in self.taken]

    def clean(self):
        data = super().clean() or self.cleaned_data
        for year, indicator, period in self._keys():
            whole = TargetPlace(year.number, indicator.code)
            box = f"t{year.pk}-{indicator.pk}"
            if whole not in self.taken and data.get(box) is None and box not in self.errors:
                self.add_error(period_box(TargetPlace(year.number, indicator.code, period)), WITHOUT_YEAR)
        return data

    def cell(self, year: AgreementYear, indicator: Indicator):
        name = f"t{year.pk}-{indicator.pk}"
        return self[name] if name in self.fields else None

    def period_tables(self, words: Mapping[int, str]) -> list[PeriodTable]:
        return period_tables(self, self.places, self.calendar, self.indicators, words)

    def values(self) -> dict[tuple[int, int], Decimal]:
        named = {
            f"t{year.pk}-{indicator.pk}": (year.pk, indicator.pk)
            for year in self.years
            for indicator in self.indicators
        }
        return {key: self.cleaned_data[name] for name, key in named.items() if self.cleaned_data.get(name) is not None}

    def periods(self) -> dict[tuple[int, int, PeriodPlace], Decimal]:
        return {
            (year.pk, indicator.pk, period): self.cleaned_data[
                period_box(TargetPlace(year.number, indicator.code, period))
            ]
            for year, indicator, period in self._keys()
        }

    def _keys(self) -> list[tuple[AgreementYear, Indicator, PeriodPlace]]:
        """Where a number was typed for a period."""
        years, indicators = {y.number: y for y in self.years}, {i.code: i for i in self.indicators}
        filled = [place for place in self.places if self.cleaned_data.get(period_box(place)) is not None]
        return [(years[place.year], indicators[place.code], place.period) for place in filled if place.period]


class TargetReviseForm(forms.Form):
    value = number_field("Cible de l’année", digits=12)
    decided_on = day_field("Décidée le", help_text="La date de l’avenant ou de la lettre.")
    reason = forms.CharField(label="Pourquoi", max_length=300, help_text="Par exemple : avenant du 3 octobre.")
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, places: Places, standing: Mapping[PeriodPlace, Decimal], **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.update({str(place): value for place, value in standing.items()})
        self.places = places
        for place, period in places.items():
            self.fields[str(place)] = number_field(_box_words(place, period), digits=12, required=False)
        dress(self)

    @property
    def period_boxes(self) -> list[forms.BoundField]:
        return [self[str(place)] for place in self.places]

    def revision(self) -> dict:
        """Return what the letter says, by the names that `revise_target` gives."""
        said = {name: self.cleaned_data[name] for name in ("value", "decided_on", "reason", "seen")}
        typed = {place: self.cleaned_data[str(place)] for place in self.places}
        return {**said, "periods": {place: value for place, value in typed.items() if value is not None}}


def _box_words(place: PeriodPlace, period: DateRange) -> str:
    """« Avril 2025 » of a month; « Rapport d’étape (avril à septembre 2025) »."""
    days = period_words(period)
    words = days if place.kind == SEVERAL else f"{place.words} ({days})"
    return capital(words)
