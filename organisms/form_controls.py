"""The classes that give a form's controls our look, and its fields by the kind they are of."""

from collections.abc import Callable
from typing import Any, cast

from django import forms

BOXES = (forms.widgets.Input, forms.Textarea)
BARE = (forms.CheckboxInput, forms.HiddenInput)


def dress(form: forms.BaseForm) -> None:
    """Give each box and each list of a form its class; ticks, radios and hidden fields stay bare."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, BOXES) and not isinstance(widget, BARE):
            widget.attrs.setdefault("class", "form-control")
        elif type(widget) is forms.Select:
            widget.attrs.setdefault("class", "form-select")


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a field that the form declares as a choice: what Django knows of `form.fields` is that they are fields."""
    return cast(forms.ChoiceField, form.fields[name])


def say_optional(field: forms.Field, words: str) -> None:
    """Say beside the label of a field when it may stay empty."""
    field.optional_words = words  # type: ignore[attr-defined]  # our own, read by forms/field.html


def name_rows(form: forms.BaseForm, name: str, words: Callable[[Any], str]) -> None:
    """Say the rows that a field offers in these words."""
    row_field(form, name).label_from_instance = words  # type: ignore[method-assign, assignment]  # a method otherwise


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """Return a field that the form declares as a choice among rows, of one or of several."""
    return cast(forms.ModelChoiceField, form.fields[name])
