"""The name under which filters are kept."""

from django import forms


class SavedFilterForm(forms.Form):
    name = forms.CharField(
        label="Nom du filtre",
        max_length=60,
        error_messages={"required": "Donnez un nom à ces filtres.", "max_length": "60 caractères au plus."},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
