"""What every form of entry asks alike: the type, the town, with whom, charged to what; and what numbers must be."""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone

from agreements.models import Agreement
from organisms.form_controls import row_field
from organisms.models import Organism
from roriq_portal.formats.days import format_day
from services.activities.rules import has_decimals
from services.forms.agreement_fields import NOT_YOURS, AgreementsField, agreements_of
from services.forms.fields import TypeField, TypeSelect, readable
from services.forms.towns import TownUnknown, find_town
from services.models import ActivityType
from services.text.partner_names import TOO_LONG_PARTNER, has_too_long, partner_names

NUMBERS = ("immigrants", "host", "quantity")
MISSING_NUMBER = "Ce type d’activité compte cela\xa0: inscrivez un nombre, 0 s’il n’y en a pas eu."
UNCOUNTED = "Ce type d’activité ne compte pas cela\xa0: laissez la case vide."
TO_COME = "Cette date est à venir. Inscrivez l’activité quand elle aura eu lieu."
CONTROL = {"class": "form-control", "autocomplete": "off"}


class KindsForm(forms.Form):
    """Type, town, partners and agreements of one organism. `needs`: by type id, the numbers its recipe counts."""

    activity_type = TypeField(
        ActivityType.objects.none(),
        label="Type d’activité",
        empty_label="Choisissez",
        widget=TypeSelect(attrs={"class": "form-select", "data-recipe": ""}),
        error_messages={
            "required": "Choisissez le type d’activité.",
            "invalid_choice": "Choisissez un type de la liste.",
        },
    )
    town = forms.CharField(
        label="Municipalité",
        required=False,
        max_length=120,
        validators=[readable],
        help_text="Laissez vide si l’activité a eu lieu en ligne.",
        widget=forms.TextInput(attrs={**CONTROL, "list": "towns"}),
    )
    partners = forms.CharField(
        label="Employeur ou partenaire",
        required=False,
        max_length=600,
        validators=[readable],
        help_text="Plusieurs\xa0: séparez-les par un point-virgule.",
        widget=forms.TextInput(attrs={**CONTROL, "list": "partners"}),
    )
    agreements = AgreementsField(
        Agreement.objects.none(),
        label="Imputée à",
        required=False,
        error_messages={"invalid_choice": NOT_YOURS, "invalid_pk_value": NOT_YOURS},
    )
    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        self.organism = organism
        kinds = ActivityType.objects.offered_to(organism).prefetch_related("recipe__indicator")
        row_field(self, "activity_type").queryset = kinds
        self.needs = {kind.pk: {line.source for line in kind.recipe.all()} for kind in kinds}
        self.in_hours = {kind.pk for kind in kinds if counts_hours(kind)}
        self.meetings = {kind.pk for kind in kinds if any(line.indicator.code == "V5.01" for line in kind.recipe.all())}
        self.fields["activity_type"].widget.needs = {key: " ".join(sorted(value)) for key, value in self.needs.items()}
        row_field(self, "agreements").queryset = agreements_of(organism)
        self.initial.setdefault("submit_key", uuid.uuid4())

    def clean_town(self):
        try:
            self.municipality = find_town(self.cleaned_data["town"])
        except TownUnknown as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["town"]

    def clean_partners(self):
        if has_too_long(partner_names(self.cleaned_data["partners"])):
            raise forms.ValidationError(f"{TOO_LONG_PARTNER} Séparez-les par un point-virgule.")
        return self.cleaned_data["partners"]

    def partner_names(self) -> list[str]:
        return partner_names(self.cleaned_data["partners"])

    def key_of_sending(self) -> uuid.UUID:
        """Return the key of this sending: that of the page, else a new one."""
        return self.cleaned_data["submit_key"] or self.initial["submit_key"]


def number_faults(data: dict, kind_in_hours: bool) -> Iterable[tuple[str, str]]:
    """Yield (field, sentence) for each number that should be whole."""
    for name in ("immigrants", "host"):
        if data.get(name) is not None and data[name] != data[name].to_integral_value():
            yield name, "Inscrivez un nombre entier, par exemple 128."
    quantity = data.get("quantity")
    if quantity is not None and quantity != quantity.to_integral_value() and not kind_in_hours:
        yield "quantity", "Inscrivez un nombre entier\xa0: seules les heures ont des décimales."


def refuse_to_come(day: date | None) -> date | None:
    """Return a day that is not after today, else ValidationError."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(TO_COME)
    return day


def outside_words(agreement: Agreement) -> str:
    """Return why an agreement cannot take what was done on a day that it does not cover."""
    first, last = format_day(agreement.starts_on), format_day(agreement.last_day)
    return f"{agreement.reference} va du {first} au {last}\xa0: ce jour est hors du terme."


def whole(number: Decimal | None) -> int | None:
    """Return a number of people as an integer; None stays None."""
    return None if number is None else int(number)


def counts_hours(kind: ActivityType) -> bool:
    """Return whether the quantity of a type may have decimals."""
    return any(has_decimals(line.source, line.indicator.unit) for line in kind.recipe.all())
