"""The classes that give a form's controls our look."""

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
