"""Forms around agreements: targets, its funders' agents, the filters of the list."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisms.models import Indicator

from .models import AgreementYear, Funder, FunderOffice

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
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


def day_field(label: str, **more) -> forms.DateField:
    messages = {"required": "Écrivez la date ainsi : 2026-05-19.", "invalid": "Écrivez la date ainsi : 2026-05-19."}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "placeholder": "aaaa-mm-jj"})
    return forms.DateField(label=label, error_messages=messages, widget=widget, **more)


def number_field(label: str, *, digits: int, required: bool = True, **more) -> forms.DecimalField:
    messages = {
        "required": "Inscrivez un nombre, par exemple 45.",
        "invalid": "Inscrivez un nombre, par exemple 45.",
        "min_value": "Inscrivez 0 ou plus.",
        "max_value": f"Inscrivez {more.get('max_value', 0)} ou moins.",
        "max_digits": "Ce nombre est trop grand.",
        "max_decimal_places": "Inscrivez deux décimales au plus.",
        "max_whole_digits": "Ce nombre est trop grand.",
    }
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=digits, decimal_places=2, localize=True,
        error_messages=messages, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more,
    )  # fmt: skip


def within_reach(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError("Inscrivez une date de 1990 à 2100.")
    return day


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
        keys = {name: tuple(map(int, name[1:].split("-"))) for name in self.fields}
        return {key: self.cleaned_data[name] for name, key in keys.items() if self.cleaned_data[name] is not None}


class TargetReviseForm(forms.Form):
    value = number_field("Nouvelle cible", digits=12)
    decided_on = day_field("Décidée le", help_text="La date de l’avenant ou de la lettre.", validators=[within_reach])
    reason = forms.CharField(label="Pourquoi", max_length=300, help_text="Par exemple : avenant du 3 octobre.")
    seen = forms.DecimalField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class AgentInviteForm(forms.Form):
    name = forms.CharField(label="Nom de la personne", max_length=120)
    email = forms.EmailField(
        label="Courriel", max_length=254,
        error_messages={"invalid": "Écrivez un courriel complet, par exemple prenom.nom@exemple.ca."},
    )  # fmt: skip
    funder = forms.ModelChoiceField(Funder.objects.all(), label="Bailleur", empty_label="Choisir", error_messages=PICK)
    office = forms.ModelChoiceField(
        FunderOffice.objects.select_related("funder"), label="Bureau", required=False, empty_label="Tous les bureaux",
        help_text="Sans bureau, la personne voit toutes les ententes de ce bailleur.", error_messages=PICK,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = self.fields["office"].queryset.open_on(timezone.localdate())
        self.fields["office"].label_from_instance = lambda office: f"{office.funder} – {office.name}"
        dress(self)

    def clean(self):
        data = super().clean()
        office, funder = data.get("office"), data.get("funder")
        if office and funder and office.funder_id != funder.pk:
            self.add_error("office", "Ce bureau n’est pas de ce bailleur.")
        return data


class AgreementFilterForm(forms.Form):
    STATES = [
        ("", "Toutes"),
        ("running", "En cours"),
        ("ended", "Terminées"),
        ("coming", "À venir"),
        ("late", "Avec un rapport en retard"),
    ]

    q = forms.CharField(label="Rechercher", max_length=100, required=False)
    funder = forms.TypedChoiceField(label="Bailleur", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="Année de l’État", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, *args, years: list[int], funders: list[Funder], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder"].choices = [("", "Tous"), *[(str(funder.pk), funder.name) for funder in funders]]
        self.fields["year"].choices = [("", "Toutes"), *[(y, f"{y}-{y + 1}") for y in years]]
        self.fields["funder"].error_messages = PICK
        dress(self)
