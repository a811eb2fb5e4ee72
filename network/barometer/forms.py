"""Forms of the barometer: which year, the eight sentences, a threshold."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from agreements.form_fields import PICK, day_field, dress, number_field
from network.barometer.recommendations import RECOMMENDATIONS
from network.barometer.windows import last_ended
from network.models import BarometerSentence
from network.models.barometer import MOST_SIGNS
from organisms.form_controls import choice_field
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.fiscal_year import format_state_year, state_year_of
from services.forms.fields import readable

YEARS_OFFERED = 10


class BarometerYearForm(forms.Form):
    """The State year; the newest that ended unless another is chosen. The one that runs can be chosen."""

    exercice = forms.ChoiceField(label="Année financière", required=False)

    def __init__(self, data: Mapping[str, Any] | None):
        super().__init__(data)
        today = timezone.localdate()
        self.usual, running = last_ended(today), state_year_of(today)
        others = [year for year in range(running, running - YEARS_OFFERED, -1) if year != self.usual]
        choice_field(self, "exercice").choices = [
            (str(self.usual), format_state_year(self.usual)),
            *((str(year), format_state_year(year) + (", en cours" if year == running else "")) for year in others),
        ]
        dress(self)
        self.is_valid()

    @property
    def year(self) -> int:
        """The year chosen; the usual one in place of what no list offers."""
        chosen = getattr(self, "cleaned_data", {}).get("exercice")
        return int(chosen) if chosen else self.usual


class SentencesForm(MarkedForm):
    """The eight sentences of a year. `initial`: the sentences as they stand, by `sentence_3` of recommendation 3."""

    def __init__(self, *args: Any, year: int, sentences: Mapping[int, str], **kwargs: Any):
        self.year = year
        super().__init__(*args, initial={_name(number): words for number, words in sentences.items()}, **kwargs)
        for asked in RECOMMENDATIONS:
            self.fields[_name(asked.number)] = forms.CharField(
                label=f"{asked.number}. {asked.title}",
                required=False,
                max_length=MOST_SIGNS,
                validators=[readable],
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": f"Écrivez {MOST_SIGNS} signes au plus."},
            )
        dress(self)

    def edited_row(self) -> BarometerSentence | None:
        return BarometerSentence.objects.filter(year=self.year).first()

    @property
    def words(self) -> dict[int, str]:
        return {asked.number: self.cleaned_data[_name(asked.number)].strip() for asked in RECOMMENDATIONS}


def _name(number: int) -> str:
    return f"sentence_{number}"


class ThresholdForm(forms.Form):
    recommendation = forms.TypedChoiceField(
        label="Recommandation", coerce=int, error_messages=PICK,
        choices=[("", "Choisir"), *((asked.number, f"{asked.number}. {asked.title}") for asked in RECOMMENDATIONS)],
    )  # fmt: skip
    percent = number_field("Seuil, en %", digits=5, max_value=100, help_text="De 1 à 100.")
    adopted_on = day_field("Adopté par l’assemblée le", help_text="Le seuil d’avant garde sa date.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_percent(self):
        percent = self.cleaned_data["percent"]
        if percent < 1:
            raise forms.ValidationError("Inscrivez un seuil de 1 à 100.")
        if percent.as_tuple().exponent < -1:
            raise forms.ValidationError("Inscrivez une décimale au plus.")
        return percent
