"""Which period and which indicator the page of results by MRC shows."""

from typing import Any

from django import forms

from roriq_portal.rendering import PlainSelect
from services.counting.periods import PeriodForm
from services.results.place_figures import PlaceFigures


class PlaceForm(PeriodForm):
    """The period, and which indicator the page shows among those that were counted in it."""

    # What is offered is known once the period is read: another code shows the first indicator
    indicateur = forms.CharField(label="Indicateur", required=False, max_length=8, widget=PlainSelect())

    def offer(self, figures: list[PlaceFigures]) -> PlaceFigures | None:
        """Offer these indicators; return the one that is asked, else the first."""
        by_code = {each.indicator.code: each for each in figures}
        words = [(code, f"{code} – {each.words}") for code, each in by_code.items()]
        widget: Any = self.fields["indicateur"].widget
        widget.choices = words or [("", "Aucun")]
        return by_code.get(self.data.get("indicateur", ""), figures[0] if figures else None)
