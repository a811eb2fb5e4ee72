"""Forms of targets: those an agreement still lacks, and one that changes."""

from decimal import Decimal

from django import forms

from agreements.form_fields import day_field, dress, number_field
from agreements.models import AgreementYear
from organisms.models import Indicator


class TargetsForm(forms.Form):
    """One box for each indicator and year that has no target yet; blank means none."""

    def __init__(
        self, *args, years: list[AgreementYear], indicators: list[Indicator], taken: set[tuple[int, int]], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.years, self.indicators = years, indicators
        for indicator in indicators:
            for year in years:
                if (year.pk, indicator.pk) not in taken:
                    label = f"{indicator.code}, an {year.number}"
                    self.fields[f"t{year.pk}-{indicator.pk}"] = number_field(label, digits=12, required=False)
        dress(self)

    def cell(self, year: AgreementYear, indicator: Indicator):
        name = f"t{year.pk}-{indicator.pk}"
        return self[name] if name in self.fields else None

    def values(self) -> dict[tuple[int, int], Decimal]:
        keys = {name: name[1:].split("-") for name in self.fields if self.cleaned_data[name] is not None}
        return {(int(year), int(indicator)): self.cleaned_data[name] for name, (year, indicator) in keys.items()}


class TargetReviseForm(forms.Form):
    value = number_field("Cible de l’année", digits=12)
    interim = number_field(
        "Cible au rapport d’étape",
        digits=12,
        required=False,
        help_text="Vide\u00a0: l’entente n’en donne pas, et la période est mesurée à sa part de l’année.",
    )
    decided_on = day_field("Décidée le", help_text="La date de l’avenant ou de la lettre.")
    reason = forms.CharField(label="Pourquoi", max_length=300, help_text="Par exemple : avenant du 3 octobre.")
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)
