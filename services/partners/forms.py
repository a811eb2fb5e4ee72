"""What the list of partners is narrowed by, what a card holds, and which row a merge keeps."""

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q

from organisms.form_controls import choice_field, row_field
from organisms.models import Organism
from organisms.names import sort_name
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable
from services.forms.revisions import SeenForm
from services.forms.towns import TownUnknown, find_town, town_words
from services.models import Partner
from services.partners.editing import NEQ_SHAPE, neq_is_plausible
from services.partners.merging import FIELDS
from services.text.partner_names import NO_SEMICOLON, TOO_LONG_PARTNER

SELECT: dict[str, Any] = {"widget": PlainSelect()}
CONTROL = {"class": "form-control", "autocomplete": "off"}


class PartnerFilter(filters.FilterSet):
    q = filters.CharFilter(
        label="Chercher",
        help_text="Nom, ancien nom ou NEQ.",
        method="search",
        max_length=100,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "data-shortcut": "f"}),
    )
    genre = filters.ChoiceFilter(
        field_name="kind", label="Genre", choices=Partner.Kind.choices, empty_label="Tous", **SELECT
    )

    class Meta:
        model = Partner
        fields: list[str] = []

    def search(self, rows, name, words):
        key = sort_name(words)
        former = Partner.objects.filter(sort_name__contains=key, merged_into__isnull=False).values("merged_into")
        digits = "".join(words.split())
        matches = Q(sort_name__contains=key) | Q(pk__in=former)
        return rows.filter(matches | Q(neq=digits)) if digits.isdecimal() else rows.filter(matches)


class PartnerForm(SeenForm):
    name = forms.CharField(
        label="Nom",
        max_length=160,
        validators=[readable],
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": "Donnez le nom.", "max_length": TOO_LONG_PARTNER},
    )
    kind = forms.ChoiceField(
        label="Genre",
        choices=Partner.Kind.choices,
        error_messages={"required": "Choisissez le genre.", "invalid_choice": "Choisissez le genre dans la liste."},
        **SELECT,
    )
    town = forms.CharField(
        label="Municipalité",
        required=False,
        max_length=120,
        validators=[readable],
        widget=forms.TextInput(attrs={**CONTROL, "list": "towns"}),
    )
    neq = forms.CharField(
        label="NEQ",
        required=False,
        max_length=20,
        validators=[readable],
        help_text="Dix chiffres. Il sert à reconnaître les doublons.",
        widget=forms.TextInput(attrs={**CONTROL, "inputmode": "numeric"}),
        error_messages={"max_length": NEQ_SHAPE},
    )

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if ";" in name:
            raise forms.ValidationError(NO_SEMICOLON)
        return name

    def clean_town(self):
        try:
            self.municipality = find_town(self.cleaned_data["town"])
        except TownUnknown as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["town"]

    def clean_neq(self):
        digits = self.cleaned_data["neq"].replace(" ", "").replace("\xa0", "").replace("-", "")
        if digits and not neq_is_plausible(digits):
            raise forms.ValidationError(NEQ_SHAPE)
        return digits


def _of_either(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez une des deux valeurs."},
    )


class MergeForm(forms.Form):
    """Which of two rows stays, and what its card says where they differ: the other one gives it its activities."""

    survivor = forms.ModelChoiceField(
        Partner.objects.none(),
        label="Nom à garder",
        help_text="L’autre nom reste connu\xa0: retapé, il mène à celui que vous gardez.",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez la ligne à garder.",
            "invalid_choice": "Choisissez une des deux lignes.",
        },
    )
    municipality = _of_either("Municipalité à garder")
    neq = _of_either("NEQ à garder")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, first: Partner, second: Partner, organism: Organism, **kwargs
    ):
        super().__init__(data, initial={"survivor": first.pk}, **kwargs)
        rows = Partner.objects.unmerged().filter(organism=organism, pk__in=[first.pk, second.pk])
        row_field(self, "survivor").queryset = rows.order_by("sort_name")
        self.pair = (first, second)
        for name, column in FIELDS.items():
            self._offer(name, {row.pk: getattr(row, column) for row in self.pair})

    def _offer(self, name: str, values: dict[int, Any]) -> None:
        """Ask which value stays where the two differ; the filled one is proposed, the first row's when both are."""
        if len(set(values.values())) == 1:
            del self.fields[name]
            return
        shown = {row.pk: str(getattr(row, name) or "aucune valeur") for row in self.pair}
        choice_field(self, name).choices = [(str(key), words) for key, words in shown.items()]
        filled = [key for key, value in values.items() if value]
        self.initial[name] = str(filled[0])

    @property
    def took(self) -> list[str]:
        """What the kept card takes from the other row."""
        gone = str(self.gone.pk)
        return [name for name in FIELDS if self.cleaned_data.get(name) == gone]

    @property
    def gone(self) -> Partner:
        first, second = self.pair
        return second if self.cleaned_data["survivor"] == first else first


def initial_of_partner(partner: Partner) -> dict:
    """Return the form's initial values for a card."""
    return {
        "name": partner.name,
        "kind": partner.kind,
        "town": town_words(partner.municipality),
        "neq": partner.neq,
        "revision": partner.revision,
    }
