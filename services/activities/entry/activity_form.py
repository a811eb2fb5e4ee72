"""The one page that records an activity."""

from dataclasses import replace
from datetime import date

from django import forms
from django.db.models import Q

from organisms.form_controls import row_field, say_optional
from organisms.models import Category
from roriq_portal.formats.phrases import agree
from roriq_portal.formats.typed import read_digits
from roriq_portal.rendering import PlainSelect
from services.activities.actions import sending_key
from services.activities.entry.base_form import (
    MISSING_NUMBER,
    NUMBERS,
    number_faults,
    outside_words,
    refuse_to_come,
    whole,
)
from services.activities.entry.double_claim_form import ClaimsForm
from services.activities.recording import ActivityInput
from services.activities.rules import COUNTS_NOBODY, LONGEST_NOTE, breakdown_is_refused
from services.forms.fields import DayField, EvidenceField, NumberField, readable
from services.forms.towns import town_words
from services.models import Activity, ConcertationBody
from services.partners.names import known_partners

RECORD_AGES = ("0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65+", "65-plus")


class ActivityForm(ClaimsForm):
    day = DayField(label="Jour")
    immigrants = NumberField(label="Personnes immigrantes", required=False)
    host = NumberField(label="Personnes de la société d’accueil", required=False)
    quantity = NumberField(label="Quantité", required=False)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        validators=[readable],
        help_text="Aucun nom de personne accompagnée. Au plus 2\xa0000 signes.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    body = forms.ModelChoiceField(
        ConcertationBody.objects.none(),
        label="Instance de concertation",
        required=False,
        empty_label="Aucune",
        help_text="Pour une rencontre de concertation\xa0: elle s’ajoute à la page de l’instance.",
        widget=PlainSelect(),
        error_messages={"invalid_choice": "Choisissez une instance de la liste."},
    )
    evidence = EvidenceField(label="Pièce justificative")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)
    field_order = ["activity_type", "day", "town", "partners", *NUMBERS, "agreements", "note", "body", "evidence"]

    def __init__(self, *args, organism, **kwargs):
        super().__init__(*args, organism=organism, **kwargs)
        self.fields["agreements"].widget.day = self._day_shown()
        bodies = Q(archived=False) | Q(pk=self.initial.get("body"))
        row_field(self, "body").queryset = ConcertationBody.objects.filter(bodies, organism=organism)
        if self.initial.get("is_incomplete"):
            self.fields["is_incomplete"].label = "Encore à compléter"
            self.fields["is_incomplete"].help_text = "Décochez quand tout y est\xa0: elle sort alors de la liste."
        self.axes = self._add_axes()
        self.axis_errors: dict[str, str] = {}
        self._follow_recipe()

    def _day_shown(self) -> date | None:
        """The day typed in the page, None when it cannot be read."""
        try:
            return self.fields["day"].to_python(self["day"].value())
        except forms.ValidationError:
            return None

    def _follow_recipe(self) -> None:
        """The numbers that the chosen type counts are compulsory; nobody knows yet which when none is chosen."""
        needs = self.needs.get(read_digits(self["activity_type"].value()))
        for name in NUMBERS:
            field = self.fields[name]
            field.required = needs is not None and name in needs
            field.error_messages["required"] = MISSING_NUMBER
            say_optional(field, "(selon le type)" if needs is None else "(ce type ne le compte pas)")

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
            (words, whole, [(self[name], [error for error in self[name].errors if error != whole]) for name in names])
            for words, names in self.axes
            for whole in [self.axis_errors.get(words, "")]
        ]

    @property
    def is_broken_down(self) -> bool:
        filled = any(self[name].value() not in (None, "") for _, names in self.axes for name in names)
        return filled or bool(self.initial.get("is_incomplete"))

    @property
    def has_more(self) -> bool:
        """Whether a folded field has a value or an error."""
        return bool(self["body"].value() or self["body"].errors or self["evidence"].errors)

    def clean_day(self):
        return refuse_to_come(self.cleaned_data["day"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        kind = data.get("activity_type")
        needs = self.needs.get(kind.pk, set()) if kind else set()
        for name, message in number_faults(data, kind is not None and kind.pk in self.in_hours):
            self.add_error(name, message)
        if data.get("body") and kind and kind.pk not in self.meetings:
            self.add_error(
                "body", "Ce type d’activité n’est pas une rencontre de concertation\xa0: choisissez «\xa0Aucune\xa0»."
            )
        self._check_axes(data, "immigrants" in needs)
        self._check_terms(data)
        self.check_claims(data)
        if not self.errors and "revision" not in self.initial:
            self._ask_about_same(data)
        return data

    def _ask_about_same(self, data) -> None:
        fact, names = self.fact(), self.partner_names()
        partners = known_partners(self.organism, names, data["activity_type"])
        # A partner that nobody named before makes it another activity
        facts = [] if partners is None else [replace(fact, partner_ids=partners)]
        self.ask_about_same(self.organism, facts, [sending_key(self.key_of_sending(), fact, names)])

    def _check_axes(self, data, is_counted):
        for words, names in self.axes:
            parts = sum(data.get(name) or 0 for name in names)
            total = data.get("immigrants")
            if breakdown_is_refused(parts, total, counts_people=is_counted):
                split = f"{parts} {agree(parts, 'personne')}"
                above = f"{words}\xa0: la ventilation compte {split}, le total en compte {total}."
                self.axis_errors[words] = message = above if is_counted else COUNTS_NOBODY
                self.add_error(next(name for name in names if data.get(name)), message)

    def _check_terms(self, data):
        day = data.get("day")
        for agreement in data.get("agreements") or () if day else ():
            if day not in agreement.during:
                self.add_error("agreements", outside_words(agreement))

    def fact(self) -> ActivityInput:
        """Return what was typed as the bulk path wants it; partners go beside, by name."""
        data = self.cleaned_data
        needs = self.needs[data["activity_type"].pk]
        names = [name for _, axis in self.axes for name in axis]
        return ActivityInput(
            activity_type_id=data["activity_type"].pk,
            day=data["day"],
            municipality_id=self.municipality.pk if self.municipality else None,
            immigrants=whole(data["immigrants"]),
            host=whole(data["host"]),
            quantity=data["quantity"],
            categories={int(name[4:]): int(data[name]) for name in names if data.get(name)}
            if "immigrants" in needs
            else {},
            agreement_ids=tuple(agreement.pk for agreement in data["agreements"]),
            note=data["note"],
            body_id=data["body"].pk if data["body"] else None,
            is_incomplete=data["is_incomplete"] and not self._is_whole(data),
        )

    def _is_whole(self, data) -> bool:
        """Whether a record that was to be completed has each axis filled up to its total: nothing is left to add."""
        total = data["immigrants"]
        sums = [sum(data.get(name) or 0 for name in names) for _, names in self.axes]
        return bool(self.initial.get("is_incomplete") and total and all(each == total for each in sums))


def initial_of(activity: Activity) -> dict:
    """Return the form's initial values for a record, breakdown included."""
    parts = activity.counts.filter(breakdowns__category__dimension__key__in=("sex", "age", "immigration"))
    values = parts.values_list("breakdowns__category", "breakdowns__value")
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
        "body": activity.body_id,
        "is_incomplete": activity.is_incomplete,
        "revision": activity.revision,
        **{f"cat_{category}": value for category, value in values},
    }
