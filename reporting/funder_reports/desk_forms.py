"""Forms of the funder's agreements: filters of the list, and the year of an archive."""

from datetime import date

from django import forms

from agreements.form_fields import PICK, dress
from agreements.models import Programme
from organisms.form_controls import choice_field
from roriq_portal.fiscal_year import format_state_year, state_year_of

STATES = [
    ("", "Toutes"),
    ("cours", "En cours"),
    ("retard", "Rapport en retard"),
    ("repondre", "À accepter"),
    ("finies", "Terminées"),
]
YEARS_BACK = 10


class DeskForm(forms.Form):
    q = forms.CharField(
        label="Organisme ou référence", required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"})
    )
    programme = forms.ChoiceField(label="Programme", required=False, error_messages=PICK)
    etat = forms.ChoiceField(label="État", choices=STATES, required=False, error_messages=PICK)

    def __init__(self, data, *, programmes: list[Programme]):
        super().__init__(data)
        choice_field(self, "programme").choices = [("", "Tous"), *((str(row.pk), row.name) for row in programmes)]
        dress(self)
        self.is_valid()


class BundleForm(forms.Form):
    """Which State year the agent gathers: one of the last ten."""

    annee = forms.TypedChoiceField(label="Année financière", coerce=int, error_messages=PICK)

    def __init__(self, data=None, *, today: date):
        super().__init__(data)
        last = state_year_of(today)
        choice_field(self, "annee").choices = [
            (year, format_state_year(year)) for year in range(last, last - YEARS_BACK, -1)
        ]
        self.fields["annee"].initial = last - 1
        dress(self)
