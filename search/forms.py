"""What somebody types to search, and which kind of answers they want whole."""

from django import forms

from search.words import FEWEST_SIGNS, are_enough, words_of

LONGEST = 200


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Chercher dans tout le portail",
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Écrivez {LONGEST} signes au plus."},
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        typed = self.cleaned_data["q"]
        if typed and not are_enough(words_of(typed)):
            raise forms.ValidationError(f"Écrivez au moins {FEWEST_SIGNS} lettres ou chiffres.")
        return typed

    def typed(self) -> str:
        """Return what is to be searched; empty when nothing was typed, or nothing that can be searched."""
        return self.cleaned_data["q"] if self.is_valid() else ""
