"""What narrows the list of agreements."""

from django import forms

from agreements.form_fields import PICK, dress
from agreements.models import Funder
from organisms.form_controls import choice_field


class AgreementFilterForm(forms.Form):
    STATES = [
        ("", "Toutes"),
        ("running", "En cours"),
        ("ended", "Terminées"),
        ("coming", "À venir"),
        ("late", "Avec un rapport en retard"),
    ]

    q = forms.CharField(label="Chercher", max_length=100, required=False)
    funder = forms.TypedChoiceField(label="Bailleur", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="Année de l’État", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, *args, years: list[int], funders: list[Funder], **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "funder").choices = [("", "Tous"), *[(str(funder.pk), funder.name) for funder in funders]]
        choice_field(self, "year").choices = [("", "Toutes"), *[(y, f"{y}-{y + 1}") for y in years]]
        self.fields["funder"].error_messages = {**PICK}
        dress(self)
