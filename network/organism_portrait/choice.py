"""The list that a section of a portrait asks beside the filters; a value that it does not offer is said beside it."""

from collections.abc import Sequence

from django import forms

from organisms.form_controls import choice_field, dress


class SectionChoiceForm(forms.Form):
    """`name`: its field; `choices`: (value, words), the usual one first; `chosen`: what came, empty for the usual."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str):
        super().__init__({name: chosen or (choices[0][0] if choices else "")})
        self.name, self.usual = name, choices[0][0] if choices else ""
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)
        usual = choices[0][1] if choices else ""
        choice_field(self, name).error_messages["invalid_choice"] = (
            f"Ce choix n’est pas dans la liste\u00a0: voici {usual}."
        )
        dress(self)
        self.is_valid()

    @property
    def value(self) -> str:
        """What was chosen, the usual in place of what the list does not offer; empty of an empty list."""
        return str(getattr(self, "cleaned_data", {}).get(self.name) or self.usual)
