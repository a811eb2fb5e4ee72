"""The form of the continuum: a day, a component, a region, a state. What cannot be read is refused beside its field."""

from datetime import date

from django import forms

from organisms.form_controls import choice_field
from organisms.models import Component, Region
from roriq_portal.rendering import PlainSelect
from services.continuum.coverage import State
from services.continuum.matrix import SHORT, Asked
from services.continuum.state_labels import MARKS
from services.forms.fields import DayField

UNKNOWN = {"invalid_choice": "Choisissez dans la liste."}


class ContinuumForm(forms.Form):
    jour = DayField(label="Au jour", required=False)
    volet = forms.TypedChoiceField(
        label="Volet",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Les cinq"), *((number, f"{number}. {SHORT[number]}") for number in Component.values)],
        widget=PlainSelect(),
        error_messages=UNKNOWN,
    )
    region = forms.ChoiceField(label="Région", required=False, widget=PlainSelect(), error_messages=UNKNOWN)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *((state.value, MARKS[state].words) for state in reversed(State))],
        widget=PlainSelect(),
        error_messages=UNKNOWN,
    )

    def __init__(self, data, *, regions: list[Region], today: date):
        super().__init__({"jour": today.isoformat(), **{key: value for key, value in data.items() if value}})
        self.today = today
        choice_field(self, "region").choices = [("", "Les 17"), *((row.code, row.name) for row in regions)]

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """The box of a page that shows one region alone."""
        return [self["jour"]]

    def asked(self) -> Asked:
        """Return what was asked; what is refused is left out, the day becomes today."""
        self.is_valid()
        cleaned = self.cleaned_data
        return Asked(
            day=cleaned.get("jour") or self.today,
            component=cleaned.get("volet"),
            region=cleaned.get("region") or "",
            state=State(cleaned["etat"]) if cleaned.get("etat") else None,
        )
