"""The indicators as a list: what narrows them, and their columns."""

from django import forms
from django.urls import reverse

from organisms.models import Component, Indicator
from organisms.names import sort_name
from reporting.monitoring.indicators.sheets import OTHERS, IndicatorRow
from roriq_portal.lists.columns import BY_VALUE, Column, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from roriq_portal.rendering import PlainSelect


class IndicatorFilterForm(forms.Form):
    """What narrows the indicators; a choice that does not read narrows nothing."""

    q = forms.CharField(
        label="Code ou mots",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    volet = forms.ChoiceField(
        label="Volet",
        required=False,
        choices=[("", "Tous"), *((str(c.value), f"{c.value} – {c.label}") for c in Component), ("0", OTHERS)],
        widget=PlainSelect(),
    )
    source = forms.ChoiceField(
        label="Source", required=False, choices=[("", "Toutes"), *Indicator.Source.choices], widget=PlainSelect()
    )

    def narrowed(self, rows: list[IndicatorRow]) -> list[IndicatorRow]:
        """Return the rows that answer every choice that reads."""
        self.is_valid()
        words, place = sort_name(self.cleaned_data.get("q", "")), self.cleaned_data.get("volet")
        source = self.cleaned_data.get("source")
        return [
            row
            for row in rows
            if words in sort_name(f"{row.indicator.code} {row.words}")
            and (not place or str(row.indicator.component or 0) == place)
            and (not source or row.indicator.source == source)
        ]


def _words(row: IndicatorRow) -> str:
    return f"{row.indicator.code} – {row.words}"


def _shown(row: IndicatorRow) -> Shown:
    changed = (Under("définition changée", is_short=True),) if row.has_changed else ()
    url = reverse("reporting:indicator-detail", args=[row.indicator.code])
    return Shown(_words(row), url, changed)


INDICATORS = declare(
    Listing(
        address="reporting:indicator-list",
        name="Fiches d’indicateurs",
        stem="indicateurs",
        nouns=("indicateur", "indicateurs"),
        columns=(
            Column("indicateur", "Indicateur", _words, BY_VALUE, show=_shown),
            Column("volet", "Volet", lambda row: row.place, BY_VALUE),
            Column("unite", "Unité", lambda row: row.indicator.unit, BY_VALUE),
            Column("nature", "Nature", lambda row: row.indicator.get_nature_display(), BY_VALUE),
            Column("source", "Source", lambda row: row.indicator.get_source_display(), BY_VALUE),
        ),
        order="",
        size=100,
    )
)
