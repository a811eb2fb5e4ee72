"""The form of what an agreement asks for: which report, for which periods, due when."""

from django import forms
from django.utils.dates import MONTHS

from agreements.agreement.terms.schedule import no_such_day
from agreements.form_fields import PICK, dress
from agreements.models import Requirement
from agreements.models.requirement import MOST_DAYS_AFTER
from roriq_portal.edits.marked_forms import MarkedForm


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Rapport demandé", choices=[(k.value, k.label) for k in Requirement.PLANNED], error_messages=PICK
    )


class RequirementDaysForm(MarkedForm, forms.ModelForm):
    """For which periods, due when. Which kind of report, a form that extends it says."""

    class Meta:
        model = Requirement
        fields = ["period_from_month", "period_months", "due_day", "due_month", "due_after_days"]

    period_from_month = forms.TypedChoiceField(
        label="La période commence en", choices=list(MONTHS.items()), coerce=int, initial=4, error_messages=PICK
    )
    period_months = forms.TypedChoiceField(
        label="Elle dure", coerce=int, initial=12, error_messages=PICK,
        choices=[(n, "1 mois" if n == 1 else f"{n} mois") for n in range(1, 13)],
    )  # fmt: skip
    due_day = forms.TypedChoiceField(
        label="À remettre le", coerce=int, initial=30, error_messages=PICK, choices=[(n, str(n)) for n in range(1, 32)],
        help_text="Le premier jour ainsi daté après la fin de la période.",
    )  # fmt: skip
    due_month = forms.TypedChoiceField(
        label="De quel mois", choices=list(MONTHS.items()), coerce=int, initial=6, error_messages=PICK
    )
    due_after_days = forms.IntegerField(
        label="Ou tant de jours après la fin de la période", required=False, min_value=0, max_value=MOST_DAYS_AFTER,
        help_text="De 0 à 365. Rempli, ce nombre remplace la date. Un rapport mensuel le demande.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Inscrivez un nombre de 0 à 365."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("due_day", "due_month"):
            if self.initial.get(name) is None:
                self.initial.pop(name, None)
        dress(self)

    def asked_kind(self) -> str:
        return self.cleaned_data.get("kind", "")

    def clean(self):
        data = super().clean() or self.cleaned_data
        days = data.get("due_after_days")
        if self.asked_kind() == Requirement.Kind.MONTHLY:
            data["period_months"] = 1
            if days is None and "due_after_days" not in self.errors:
                self.add_error("due_after_days", "Dites combien de jours après la fin du mois, par exemple 15.")
        if days is not None:
            data["due_month"] = data["due_day"] = None
        elif refusal := no_such_day(data.get("due_month"), data.get("due_day")):
            self.add_error("due_day", refusal)
        return data


class RequirementForm(RequirementDaysForm):
    """`shown`: which days the page showed before they are written."""

    class Meta(RequirementDaysForm.Meta):
        fields = ["kind", *RequirementDaysForm.Meta.fields]

    kind = kind_field()
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def proposed(self) -> Requirement:
        """Return, unsaved, what the boxes ask before anything is sent."""
        names = [name for name in self.Meta.fields if name in self.fields]
        first = {name: self.get_initial_for_field(self.fields[name], name) for name in names}
        if first["due_after_days"] is not None:
            first["due_month"] = first["due_day"] = None
        return Requirement(**first)
