"""The form of a position: what it is, who pays it, and why it was lost."""

import uuid
from datetime import timedelta

from django import forms
from django.utils import timezone

from agreements.form_fields import PICK
from agreements.models import Agreement
from organisms.form_controls import name_rows, row_field
from organisms.models import Component, Organism
from roriq_portal.formats.days import format_day
from roriq_portal.formats.fields import TypedNumberField, TypedWholeField
from roriq_portal.rendering import PlainSelect
from services.forms.agreement_fields import NOT_YOURS, agreement_words, agreements_of
from services.forms.fields import DayField, readable
from services.models import Position
from services.models.position import MOST_HOURS, MOST_TRAINING
from services.positions.actions import PositionInput
from services.positions.listing import HELD, LOST
from services.text.spelling import personal_data_in

COMPONENTS = [("", "Plusieurs"), *[(str(c.value), f"{c.value} – {c.label}") for c in Component]]
OCCUPIED = ("", "Le poste est occupé")


class PositionFilterForm(forms.Form):
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), (HELD, "Occupés"), (LOST, "Perdus")], required=False,
        error_messages=PICK, widget=PlainSelect(),
    )  # fmt: skip
    volet = forms.ChoiceField(
        label="Volet", choices=[("", "Tous"), *[(str(c.value), f"{c.value} – {c.label}") for c in Component]],
        required=False, error_messages=PICK, widget=PlainSelect(),
    )  # fmt: skip


def whole_field(label: str, most: int, help_text: str) -> TypedWholeField:
    messages = {
        "invalid": "Inscrivez un nombre entier, 0 s’il n’y en a pas.",
        "required": "Inscrivez un nombre entier, 0 s’il n’y en a pas.",
        "min_value": "Inscrivez 0 ou plus.",
        "max_value": f"Inscrivez {most} ou moins.",
    }
    widget = forms.TextInput(attrs={"class": "form-control answer-number", "inputmode": "numeric"})
    return TypedWholeField(
        label=label, min_value=0, max_value=most, initial=0, help_text=help_text, error_messages=messages, widget=widget
    )


class PositionForm(forms.Form):
    title = forms.CharField(
        label="Titre du poste", max_length=100, validators=[readable],
        help_text="Le métier, jamais le nom de la personne. Par exemple\u00a0: intervenante en emploi.",
        error_messages={"required": "Donnez le titre du poste."},
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    component = forms.TypedChoiceField(
        label="Volet", choices=COMPONENTS, coerce=int, empty_value=None, required=False,
        error_messages=PICK,
        widget=PlainSelect(),
    )  # fmt: skip
    starts_on = DayField(label="Occupé depuis le", error_messages={"required": "Donnez le premier jour du poste."})
    hours = TypedNumberField(
        label="Heures par semaine", max_digits=3, decimal_places=1, min_value=0.5, max_value=MOST_HOURS, initial=35,
        error_messages={
            "required": "Inscrivez les heures par semaine, par exemple 35.",
            "invalid": "Inscrivez les heures par semaine, par exemple 35.",
            "min_value": "Inscrivez une demi-heure ou plus.",
            "max_value": f"Inscrivez {MOST_HOURS} heures ou moins.",
            "max_digits": f"Inscrivez {MOST_HOURS} heures ou moins.",
            "max_whole_digits": f"Inscrivez {MOST_HOURS} heures ou moins.",
            "max_decimal_places": "Une décimale au plus, par exemple 17,5.",
        },
        widget=forms.TextInput(attrs={"class": "form-control answer-number", "inputmode": "decimal"}),
    )  # fmt: skip
    training_hours = whole_field(
        "Formation interculturelle reçue, en heures", MOST_TRAINING, "Depuis le premier jour du poste."
    )
    languages = whole_field("Langues d’accueil parlées, outre le français", 30, "Celles qui servent avec les familles.")
    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(), label="Payé par", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_YOURS, "invalid_pk_value": NOT_YOURS},
    )  # fmt: skip
    lost_reason = forms.ChoiceField(
        label="Pourquoi il ne l’est plus", choices=[OCCUPIED, *Position.Reason.choices], required=False,
        error_messages=PICK,
        widget=PlainSelect(),
    )  # fmt: skip
    last_day = DayField(label="Dernier jour occupé", required=False)
    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "agreements").queryset = agreements_of(organism)
        name_rows(self, "agreements", agreement_words)
        self.initial.setdefault("submit_key", uuid.uuid4())

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        if kinds := personal_data_in(title):
            raise forms.ValidationError(f"Le titre semble contenir {kinds}. Écrivez le métier seulement.")
        return title

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, last, reason = data.get("starts_on"), data.get("last_day"), data.get("lost_reason")
        if reason and not last and "last_day" not in self.errors:
            self.add_error("last_day", "Donnez le dernier jour où le poste a été occupé.")
        if last and not reason and "lost_reason" not in self.errors:
            self.add_error("lost_reason", "Dites pourquoi le poste n’est plus occupé.")
        if first and last and last < first:
            self.add_error("last_day", f"Ce jour vient avant le premier, le {format_day(first)}.")
        if last and last > timezone.localdate() + timedelta(days=366):
            self.add_error("last_day", "Inscrivez un jour d’ici un an.")
        self._check_agreements(data, first, last)
        return data

    def _check_agreements(self, data: dict, first, last) -> None:
        for agreement in data.get("agreements") or () if first else ():
            if agreement.last_day < first or (last and agreement.starts_on > last):
                self.add_error(
                    "agreements",
                    f"{agreement.reference} va du {format_day(agreement.starts_on)} "
                    f"au {format_day(agreement.last_day)}\u00a0: "
                    "elle ne touche aucun jour de ce poste.",
                )

    def fact(self) -> PositionInput:
        data = self.cleaned_data
        names = ("title", "component", "starts_on", "hours", "training_hours", "languages", "last_day", "lost_reason")
        return PositionInput(**{name: data[name] for name in names}, agreements=tuple(data["agreements"]))

    @staticmethod
    def initial_of(position: Position) -> dict:
        names = ("title", "component", "training_hours", "languages", "lost_reason", "revision")
        return {name: getattr(position, name) for name in names} | {
            "starts_on": position.during.lower,
            "hours": position.hours.normalize() if position.hours % 1 else int(position.hours),
            "last_day": position.last_day,
            "agreements": list(position.pays.values_list("agreement", flat=True)),
        }
