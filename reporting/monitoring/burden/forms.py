"""Filters of the pages of the burden: which year, and which organisms in what order."""

from collections.abc import Collection, Iterable
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from agreements.form_fields import dress
from organisms.form_controls import choice_field
from organisms.models import Region
from roriq_portal.fiscal_year import format_state_year, state_year_of

ORDERS = [
    ("nom", "Par nom"),
    ("-main", "À la main d’abord"),
    ("-questions", "Questions d’abord"),
    ("-part", "Part à la main d’abord"),
    ("-bailleurs", "Bailleurs d’abord"),
    ("-heures", "Heures d’abord"),
]


class BurdenYearForm(forms.Form):
    """The State year; the newest that ended and has reports unless another is chosen."""

    exercice = forms.ChoiceField(label="Année financière", required=False)

    def __init__(self, data, *, years: Collection[int]):
        super().__init__(data)
        self.last_ended = state_year_of(timezone.localdate()) - 1
        offered = sorted({*years, self.last_ended}, reverse=True)
        self.usual = next((year for year in offered if year in years and year <= self.last_ended), self.last_ended)
        choice_field(self, "exercice").choices = [
            ("", format_state_year(self.usual)),
            *((str(year), format_state_year(year)) for year in offered if year != self.usual),
        ]
        dress(self)
        self.is_valid()

    @property
    def year(self) -> int:
        return int(self.chosen("exercice") or self.usual)

    @property
    def exercice_query(self) -> str:
        """The year as an address keeps it, for pages that have no list; empty for the usual one."""
        return urlencode({"exercice": self.chosen("exercice")}) if self.chosen("exercice") else ""

    @property
    def query(self) -> str:
        """Everything that was chosen, as an address keeps it."""
        return urlencode({name: self.chosen(name) for name in self.fields if self.chosen(name)})

    def chosen(self, name: str) -> str:
        """Return what was chosen, else nothing: a box that was refused is one that was left."""
        return str(getattr(self, "cleaned_data", {}).get(name) or "")


class BurdenListForm(BurdenYearForm):
    """The same, and the organisms of the list."""

    q = forms.CharField(
        label="Organisme", required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"})
    )
    region = forms.ChoiceField(label="Région", required=False)
    tri = forms.ChoiceField(label="Ordre", choices=ORDERS, required=False)

    def __init__(self, data, *, years: Collection[int], regions: Iterable[Region]):
        super().__init__(data, years=years)
        choice_field(self, "region").choices = [("", "Toutes"), *((str(row.pk), row.name) for row in regions)]
        dress(self)
        self.full_clean()

    @property
    def region_id(self) -> int | None:
        chosen = self.chosen("region")
        return int(chosen) if chosen else None
