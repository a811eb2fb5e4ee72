"""Which period, sense and indicator a page of results over places shows."""

from typing import Any

from django import forms

from roriq_portal.rendering import PlainSelect
from services.counting.periods import PeriodForm
from services.results.by_place.senses import Sense

SENSES = [(sense.value, sense.label) for sense in Sense]


class SenseForm(PeriodForm):
    """The period, and which of its two senses a region takes."""

    sens = forms.ChoiceField(
        label="Ce qui est compté",
        choices=SENSES,
        required=False,
        initial=Sense.HOME.value,
        error_messages={"invalid_choice": "Choisissez dans la liste ce qui est compté."},
        widget=PlainSelect(),
    )
    field_order = ("sens", "periode")

    @property
    def sense(self) -> Sense:
        """Return the sense that is asked, else that of a region's organisms."""
        asked = self.cleaned_data.get("sens") if self.is_bound and self.errors is not None else ""
        return Sense(asked or Sense.HOME)


class IndicatorForm(PeriodForm):
    """The period, and which indicator the page shows among those that were counted in it."""

    # What is offered is known once the period is read: another code shows the first indicator
    indicateur = forms.CharField(label="Indicateur", required=False, max_length=8, widget=PlainSelect())

    def offer(self, indicators: dict[str, str]) -> str:
        """Offer these indicators, code → words; return the one that is asked, else the first, empty without any."""
        widget: Any = self.fields["indicateur"].widget
        widget.choices = [(code, f"{code} – {words}") for code, words in indicators.items()] or [("", "Aucun")]
        asked = self.data.get("indicateur", "")
        return asked if asked in indicators else next(iter(indicators), "")


class RegionPlaceForm(IndicatorForm, SenseForm):
    """The period, the sense and the indicator of a region's page by MRC."""
