"""The form that gives an indicator another meaning from a day on."""

from django import forms

from agreements.form_fields import day_field, dress
from services.forms.fields import readable


class DefinitionForm(forms.Form):
    words = forms.CharField(
        label="Nom de l’indicateur", max_length=200, validators=[readable],
        error_messages={"required": "Écrivez le nom, même s’il ne change pas."},
    )  # fmt: skip
    definition = forms.CharField(
        label="Définition", max_length=4000, validators=[readable], widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce qui compte, ce qui ne compte pas, et quand.",
        error_messages={"required": "Écrivez ce que l’indicateur compte."},
    )  # fmt: skip
    valid_from = day_field("À compter du", help_text="Les résultats d’avant et d’après ne se compareront plus.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
