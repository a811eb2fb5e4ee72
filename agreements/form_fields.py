"""Fields that the forms of agreements share: days, numbers, choices, and the class of each control."""

from django import forms

from roriq_portal.formats.fields import TypedDayField, TypedNumberField
from roriq_portal.formats.typed import EARLIEST, LATEST

TOO_FAR = f"Inscrivez une date de {EARLIEST.year} à {LATEST.year}."
PICK = {"required": "Faites un choix dans la liste.", "invalid_choice": "Faites un choix dans la liste."}


def dress(form: forms.Form) -> None:
    """Give each control the class of its kind; lists of ticks and radios have their own look."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
            widget.attrs.setdefault("class", "form-select")
        elif not isinstance(
            widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)
        ):
            widget.attrs.setdefault("class", "form-control")


def day_field(label: str, **more) -> TypedDayField:
    words = "Écrivez la date ainsi\xa0: 2026-05-19."
    messages = {"required": words, "invalid": words, "too_far": TOO_FAR}
    return TypedDayField(label=label, error_messages=messages, **more)


def number_field(label: str, *, digits: int, required: bool = True, **more) -> TypedNumberField:
    messages = {
        "required": "Inscrivez un nombre, par exemple 45.",
        "invalid": "Inscrivez un nombre, par exemple 45.",
        "min_value": "Inscrivez 0 ou plus.",
        "max_value": f"Inscrivez {more.get('max_value', 0)} ou moins.",
        "max_digits": "Ce nombre est trop grand.",
        "max_decimal_places": "Inscrivez deux décimales au plus.",
        "max_whole_digits": "Ce nombre est trop grand.",
    }
    return TypedNumberField(
        label=label, required=required, min_value=0, max_digits=digits, decimal_places=2, localize=True,
        error_messages=messages, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more,
    )  # fmt: skip


class PlainForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
