"""Filters of the page of works."""

from django import forms

from reporting.works.listing import KIND_WORDS, STATE_WORDS
from roriq_portal.rendering import PlainSelect


class WorkFilterForm(forms.Form):
    genre = forms.ChoiceField(
        label="Genre",
        required=False,
        choices=[("", "Tous"), *KIND_WORDS.items()],
        widget=PlainSelect(),
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *STATE_WORDS.items()],
        widget=PlainSelect(),
    )

    def chosen(self) -> tuple[str, str]:
        """Return kind and state; a choice that is none of the list is no choice."""
        self.is_valid()
        return self.cleaned_data.get("genre", ""), self.cleaned_data.get("etat", "")
