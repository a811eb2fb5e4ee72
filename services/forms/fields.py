"""Fields of the records' forms: what a day, a number and an activity type accept, and the sentence when they do not."""

from django import forms

from roriq_portal.files.uploads import KINDS_WORDS, FileRefused, examine
from roriq_portal.formats.fields import TypedDayField, TypedNumberField
from services.models.activity import MOST
from services.text.spelling import has_unreadable_character, personal_data_in


def readable(value: str) -> None:
    if has_unreadable_character(value):
        raise forms.ValidationError("Ce texte contient un caractère illisible : retapez-le.")


class DayField(TypedDayField):
    default_error_messages = {"required": "Donnez le jour de l’activité."}


class NumberField(TypedNumberField):
    default_error_messages = {
        "invalid": "Inscrivez un nombre, par exemple 12.",
        "max_digits": "Ce nombre est trop grand.",
        "max_whole_digits": "Ce nombre est trop grand.",
        "max_decimal_places": "Deux décimales au plus.",
        "max_value": "Ce nombre est trop grand.",
        "min_value": "Inscrivez 0 ou plus.",
    }

    def __init__(self, **kwargs):
        attrs = {"class": "form-control answer-number", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            max_digits=9, decimal_places=2, min_value=0, max_value=MOST, widget=forms.TextInput(attrs=attrs), **kwargs
        )


class EvidenceField(forms.FileField):
    """A file that may be kept, or nothing; cleaned, it is what `roriq_portal.files.uploads.examine` says of it."""

    def __init__(self, *, label: str, required: bool = False):
        widget = forms.FileInput(attrs={"class": "form-control"})
        hint = f"{KINDS_WORDS}, 10\xa0Mo au plus. Aucun nom de personne accompagnée."
        super().__init__(label=label, required=required, help_text=hint, widget=widget, allow_empty_file=True)
        self.error_messages |= {"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return examine(file, file.name)
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TypeSelect(forms.Select):
    """A select whose options tell the page which numbers their recipe needs."""

    needs: dict[int, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        key = getattr(value, "value", value)
        if key:
            option["attrs"]["data-needs"] = self.needs.get(int(key), "")
        return option


class TypeField(forms.ModelChoiceField):
    def label_from_instance(self, kind):
        return f"{kind.component} – {kind.name}"


def impersonal(value: str) -> None:
    """Refuse free text about a household that holds anything that leads to a person."""
    readable(value)
    kinds = personal_data_in(value)
    if kinds:
        raise forms.ValidationError(f"Ce texte semble contenir {kinds}\u00a0: retirez-le, puis enregistrez.")
