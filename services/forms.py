"""The one page that records an activity."""

import uuid
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Category
from roriq_portal.formats.days import say_day
from services.agreement_fields import NOT_YOURS, AgreementsField, agreements_of
from services.bulk import ActivityFact
from services.claims import HELD, chosen_together
from services.fields import DayField, NumberField, TypeField, TypeSelect, readable
from services.models import Activity, ActivityType
from services.towns import TownUnknown, find_town, town_words

RECORD_AGES = ("0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65+", "65-plus")
NUMBERS = ("immigrants", "host", "quantity")


class ActivityForm(forms.Form):
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
    day = DayField(label="Jour")
    town = forms.CharField(
        label="Municipalité",
        required=False,
        max_length=120,
        validators=[readable],
        help_text="Laissez vide si l’activité a eu lieu en ligne.",
        widget=forms.TextInput(attrs={"class": "form-control", "list": "towns", "autocomplete": "off"}),
    )
    immigrants = NumberField(label="Personnes immigrantes", required=False)
    host = NumberField(label="Personnes de la société d’accueil", required=False)
    quantity = NumberField(label="Quantité", required=False)
    partners = forms.CharField(
        label="Employeur ou partenaire",
        required=False,
        max_length=600,
        validators=[readable],
        help_text="Plusieurs : séparez-les par un point-virgule.",
        widget=forms.TextInput(attrs={"class": "form-control", "list": "partners", "autocomplete": "off"}),
    )
    agreements = AgreementsField(
        Agreement.objects.none(),
        label="Imputée à",
        required=False,
        error_messages={"invalid_choice": NOT_YOURS, "invalid_pk_value": NOT_YOURS},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        validators=[readable],
        help_text="Aucun nom de personne accompagnée. Au plus 2\xa0000 signes.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    anyway = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args, organism, **kwargs):
        super().__init__(*args, **kwargs)
        self.organism = organism
        kinds = ActivityType.objects.offered_to(organism).prefetch_related("recipe")
        self.fields["activity_type"].queryset = kinds
        self.needs = {kind.pk: {line.source for line in kind.recipe.all()} for kind in kinds}
        self.fields["activity_type"].widget.needs = {key: " ".join(sorted(value)) for key, value in self.needs.items()}
        self.fields["agreements"].queryset = agreements_of(organism)
        self.fields["agreements"].widget.day = self._day_shown()
        self.initial.setdefault("submit_key", uuid.uuid4())
        self.axes = self._add_axes()
        self.axis_errors: dict[str, str] = {}
        self._follow_recipe()

    def _day_shown(self) -> date | None:
        """The day that stands in the page, when it can be read."""
        try:
            return self.fields["day"].to_python(self["day"].value())
        except forms.ValidationError:
            return None

    def _follow_recipe(self) -> None:
        """The numbers that the chosen type counts are compulsory; nobody knows yet which when none is chosen."""
        chosen = str(self["activity_type"].value() or "")
        needs = self.needs.get(int(chosen)) if chosen.isdecimal() else None
        for name in NUMBERS:
            field = self.fields[name]
            field.required = needs is not None and name in needs
            field.error_messages["required"] = (
                "Ce type d’activité compte cela\xa0: inscrivez un nombre, 0 s’il n’y en a pas eu."
            )
            field.optional_words = "(selon le type)" if needs is None else "(ce type ne le compte pas)"

    def _add_axes(self) -> list[tuple[str, list[str]]]:
        axes: dict[str, list[str]] = {}
        categories = Category.objects.filter(dimension__key__in=("sex", "age", "immigration")).select_related(
            "dimension"
        )
        for category in categories.order_by("dimension__order", "order"):
            name = f"cat_{category.pk}"
            if category.dimension.key == "age" and category.key not in RECORD_AGES and name not in self.initial:
                continue
            self.fields[name] = NumberField(label=category.words, required=False)
            axes.setdefault(category.dimension.words, []).append(name)
        return list(axes.items())

    @property
    def axis_fields(self):
        """Dimensions with what is wrong with the whole of each, their bound fields and what is wrong with one box."""
        return [
            (words, whole, [(self[name], [said for said in self[name].errors if said != whole]) for name in names])
            for words, names in self.axes
            for whole in [self.axis_errors.get(words, "")]
        ]

    @property
    def is_broken_down(self) -> bool:
        return any(self[name].value() not in (None, "") for _, names in self.axes for name in names)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir. Inscrivez l’activité quand elle aura eu lieu.")
        return day

    def clean_town(self):
        try:
            self.municipality = find_town(self.cleaned_data["town"])
        except TownUnknown as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["town"]

    def clean(self):
        data = super().clean()
        kind = data.get("activity_type")
        needs = self.needs.get(kind.pk, set()) if kind else set()
        self._check_numbers(data)
        self._check_axes(data, "immigrants" in needs)
        self._check_terms(data)
        self._check_claims(data)
        return data

    def _check_claims(self, data):
        """A double claim that a funder forbids is asked about once, for exactly the agreements that are ticked."""
        chosen = list(data.get("agreements") or ())
        stands = "revision" in self.initial and set(self.initial.get("agreements", ())) == {row.pk for row in chosen}
        words = "" if stands else chosen_together(chosen)
        if words and data.get("anyway") != self.claims_key:
            self.add_error("agreements", forms.ValidationError(words, code=HELD))

    @property
    def claims_key(self) -> str:
        """Which agreements the page warned about, so that « Imputer quand même » says yes to them and no others."""
        return "-".join(sorted(str(key) for key in self["agreements"].value() or ()))

    @property
    def is_held(self) -> bool:
        """Whether nothing is wrong but a double claim, which the person may decide."""
        return self.has_error("agreements", HELD) and sum(map(len, self.errors.as_data().values())) == 1

    def _check_numbers(self, data):
        for name in ("immigrants", "host"):
            if data.get(name) is not None and data[name] != data[name].to_integral_value():
                self.add_error(name, "Inscrivez un nombre entier, par exemple 128.")
        quantity = data.get("quantity")
        kind = data.get("activity_type")
        if quantity is not None and quantity != quantity.to_integral_value() and kind and not _counts_hours(kind):
            self.add_error("quantity", "Inscrivez un nombre entier : seules les heures ont des décimales.")

    def _check_axes(self, data, is_counted):
        for words, names in self.axes:
            parts = sum(data.get(name) or 0 for name in names)
            total = data.get("immigrants")
            said = ""
            if parts and not is_counted:
                said = "Ce type d’activité ne compte pas de personnes\xa0: laissez la ventilation vide."
            elif parts and total is not None and parts > total:
                said = f"{words}\xa0: la ventilation compte {parts} personnes, le total en compte {total}."
            if said:
                self.axis_errors[words] = said
                self.add_error(names[0], said)

    def _check_terms(self, data):
        day = data.get("day")
        for agreement in data.get("agreements") or () if day else ():
            if day not in agreement.during:
                self.add_error(
                    "agreements",
                    f"{agreement.reference} va du {say_day(agreement.starts_on)} au {say_day(agreement.last_day)}\xa0: ce jour est hors du terme.",
                )

    def partner_names(self) -> list[str]:
        names = (" ".join(part.split()) for part in self.cleaned_data["partners"].split(";"))
        return list(dict.fromkeys(name[:160] for name in names if name))

    def fact(self) -> ActivityFact:
        """Return what was typed as the bulk path wants it; partners go beside, by name."""
        data = self.cleaned_data
        needs = self.needs[data["activity_type"].pk]
        names = [name for _, axis in self.axes for name in axis]
        return ActivityFact(
            activity_type_id=data["activity_type"].pk,
            day=data["day"],
            municipality_id=self.municipality.pk if self.municipality else None,
            immigrants=_whole(data["immigrants"]),
            host=_whole(data["host"]),
            quantity=data["quantity"],
            categories={int(name[4:]): int(data[name]) for name in names if data.get(name)}
            if "immigrants" in needs
            else {},
            agreement_ids=tuple(agreement.pk for agreement in data["agreements"]),
            note=data["note"],
        )


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _counts_hours(kind: ActivityType) -> bool:
    return any(line.indicator.unit.startswith("heure") for line in kind.recipe.select_related("indicator"))


def initial_of(activity: Activity) -> dict:
    """Return the form's initial values for a record, breakdown included."""
    parts = activity.counts.filter(breakdowns__category__dimension__key__in=("sex", "age", "immigration"))
    found = parts.values_list("breakdowns__category", "breakdowns__value")
    return {
        "activity_type": activity.activity_type_id,
        "day": activity.day,
        "town": town_words(activity.municipality),
        "immigrants": activity.immigrants,
        "host": activity.host,
        "quantity": activity.quantity.normalize() if activity.quantity is not None else None,
        "partners": " ; ".join(activity.partners.values_list("name", flat=True)),
        "agreements": list(activity.charges.values_list("agreement", flat=True)),
        "note": activity.note,
        "revision": activity.revision,
        **{f"cat_{category}": value for category, value in found},
    }
