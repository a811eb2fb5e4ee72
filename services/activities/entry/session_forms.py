"""Several activities on one page: rows of a day and its numbers, judged one by one, nothing lost."""

from datetime import date
from uuid import UUID

from django import forms
from django.utils import timezone

from organisms.models import Organism
from roriq_portal.formats.typed import read_digits
from services.activities.double_claims import chosen_together
from services.activities.entry.base_form import (
    MISSING_NUMBER,
    NUMBERS,
    UNCOUNTED,
    counts_hours,
    number_faults,
    outside_words,
    refuse_to_come,
    whole,
)
from services.activities.entry.double_claim_form import ClaimsForm, LaterField
from services.activities.entry.prefill import agreements_in_force
from services.activities.entry.record_together import sending_keys
from services.activities.entry.same_records import SameRecordsForm
from services.activities.recording import ActivityInput
from services.forms.agreement_fields import agreements_of
from services.forms.fields import DayField, NumberField
from services.models import Activity
from services.partners.names import known_partners

MOST_SESSIONS = 12
HEADS = {"immigrants": "Pers. imm.", "host": "Soc. d’acc.", "quantity": "Qté"}
NO_ROW = "Inscrivez au moins une séance\xa0: un jour et ses nombres."


class NumbersForm(forms.Form):
    """The numbers of one activity, among several. `needs`: what its type counts, None when nobody knows yet."""

    immigrants = NumberField(label="Personnes immigrantes", required=False)
    host = NumberField(label="Société d’accueil", required=False)
    quantity = NumberField(label="Quantité", required=False)

    def __init__(self, *args, needs: set[str] | None, in_hours: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs, self.in_hours = needs, in_hours

    def clean(self):
        data = super().clean() or self.cleaned_data
        for name, message in number_faults(data, self.in_hours):
            self.add_error(name, message)
        for name in NUMBERS:
            if self.needs is None or name in self.errors or name not in self.fields:
                continue
            if name in self.needs and data.get(name) is None:
                self.add_error(name, MISSING_NUMBER)
            elif name not in self.needs and data.get(name) is not None:
                self.add_error(name, UNCOUNTED)
        return data

    def numbers(self) -> dict:
        data = self.cleaned_data
        people = {name: whole(data.get(name)) for name in ("immigrants", "host")}
        return {**people, "quantity": data.get("quantity")}


class SessionRow(NumbersForm):
    day = DayField(label="Jour")
    field_order = ["day", *NUMBERS]

    def clean_day(self):
        return refuse_to_come(self.cleaned_data["day"])

    @property
    def is_blank(self) -> bool:
        return not any((self[name].value() or "").strip() for name in self.fields)


class SessionsForm(ClaimsForm):
    """One workshop, up to twelve sessions of it. Blank rows are ignored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        key = read_digits(self["activity_type"].value())
        recipe = {"needs": self.needs.get(key), "in_hours": key in self.in_hours}
        self.rows = [self._row(f"s{rank}", recipe) for rank in range(1, MOST_SESSIONS + 1)]

    def _row(self, prefix: str, recipe: dict) -> SessionRow:
        """A row as it was typed; one left blank is not judged."""
        blank = SessionRow(prefix=prefix, **recipe)
        typed = SessionRow(self.data, prefix=prefix, **recipe) if self.is_bound else blank
        return blank if typed.is_blank else typed

    def clean(self):
        data = super().clean() or self.cleaned_data
        filled = [row for row in self.rows if not row.is_blank]
        if not filled:
            raise forms.ValidationError(NO_ROW)
        for row in filled:
            if row.is_valid():
                self._check_terms(row, data.get("agreements") or ())
        if any(row.errors for row in filled):
            self.has_faulty_rows = True
        self.check_claims(data)
        if not self.errors and not getattr(self, "has_faulty_rows", False):
            self._ask_about_same(data)
        return data

    def _ask_about_same(self, data) -> None:
        partners = known_partners(self.organism, self.partner_names(), data["activity_type"])
        # A partner that nobody named before makes them other activities
        facts = [] if partners is None else self.facts(partners)
        self.ask_about_same(self.organism, facts, sending_keys(self.key_of_sending(), facts))

    def _check_terms(self, row: SessionRow, agreements) -> None:
        for agreement in agreements:
            if row.cleaned_data["day"] not in agreement.during:
                row.add_error("day", outside_words(agreement))

    def is_valid(self):
        return super().is_valid() and not getattr(self, "has_faulty_rows", False)

    @property
    def has_only_double_claim(self) -> bool:
        return super().has_only_double_claim and not getattr(self, "has_faulty_rows", False)

    def facts(self, partner_ids: tuple[int, ...]) -> list[ActivityInput]:
        data = self.cleaned_data
        town = self.municipality.pk if self.municipality else None
        return [
            ActivityInput(
                activity_type_id=data["activity_type"].pk,
                day=row.cleaned_data["day"],
                municipality_id=town,
                partner_ids=partner_ids,
                agreement_ids=tuple(agreement.pk for agreement in data["agreements"]),
                is_incomplete=data["is_incomplete"],
                **row.numbers(),
            )
            for row in self.rows
            if not row.is_blank
        ]


class AgainRow(NumbersForm):
    """One activity of a day, to be done again; unticked, it is left and not judged. What its type does not count has
    no box.
    """

    keep = forms.BooleanField(label="Répéter", required=False)

    def __init__(self, *args, source: Activity, day: date, **kwargs):
        numbers = {name: getattr(source, name) for name in NUMBERS}
        if source.quantity is not None:
            numbers["quantity"] = f"{source.quantity.normalize():f}"
        super().__init__(*args, initial={"keep": True, **numbers}, **kwargs)
        self.source = source
        for name in NUMBERS:
            if self.needs is not None and name not in self.needs:
                del self.fields[name]
        self.agreement_ids, self.left_out = agreements_in_force(source.agreements.all(), day)

    @property
    def cells(self) -> list[tuple[str, forms.BoundField | None]]:
        """Return the head of each column of numbers, and its box; None where the type does not count it."""
        return [(words, self[name] if name in self.fields else None) for name, words in HEADS.items()]

    @property
    def is_selected(self) -> bool:
        return bool(self["keep"].value()) if self.is_bound else True

    def fact(self, day: date, *, is_incomplete: bool) -> ActivityInput:
        return ActivityInput(
            activity_type_id=self.source.activity_type_id,
            day=day,
            municipality_id=self.source.municipality_id,
            partner_ids=tuple(partner.pk for partner in self.source.partners.all()),
            agreement_ids=tuple(self.agreement_ids),
            body_id=self.source.body_id,
            is_incomplete=is_incomplete,
            **self.numbers(),
        )


class AgainForm(SameRecordsForm):
    """The day on which the activities of another day are done again."""

    day = DayField(label="Jour à inscrire")
    is_incomplete = LaterField()
    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, organism: Organism, sources: list[Activity], **kwargs):
        super().__init__(*args, **kwargs)
        self.organism = organism
        typed = {"data": self.data} if self.is_bound else {}
        day = self._day_typed()
        self.rows = [
            AgainRow(source=source, day=day, prefix=f"a{source.pk}", **_recipe_of(source), **typed)
            for source in sources
        ]

    def _day_typed(self) -> date:
        try:
            return self.fields["day"].clean(self["day"].value())
        except forms.ValidationError:
            return timezone.localdate()

    def clean_day(self):
        return refuse_to_come(self.cleaned_data["day"])

    def double_claims(self) -> list[str]:
        """Return, once each, the warnings of agreements that forbid one another and are charged together again."""
        offered = {agreement.pk: agreement for agreement in agreements_of(self.organism)}
        chosen = ([offered[key] for key in row.agreement_ids if key in offered] for row in self.selected_rows)
        return [words for words in dict.fromkeys(map(chosen_together, chosen)) if words]

    @property
    def selected_rows(self) -> list[AgainRow]:
        return [row for row in self.rows if row.is_selected]

    def clean(self):
        if not self.selected_rows:
            raise forms.ValidationError("Cochez au moins une activité.")
        data = super().clean() or self.cleaned_data
        judged = [row.is_valid() for row in self.selected_rows]
        if not self.errors and all(judged):
            facts = self.facts()
            self.ask_about_same(self.organism, facts, sending_keys(self.key_of_sending(), facts))
        return data

    def key_of_sending(self) -> UUID:
        """Return the key of this sending: that of the page, else a new one."""
        return self.cleaned_data["submit_key"] or self.initial["submit_key"]

    def facts(self) -> list[ActivityInput]:
        day, is_incomplete = self.cleaned_data["day"], self.cleaned_data["is_incomplete"]
        return [row.fact(day, is_incomplete=is_incomplete) for row in self.selected_rows]

    def is_valid(self):
        judged = [row.is_valid() for row in self.selected_rows]
        return super().is_valid() and all(judged)


def _recipe_of(activity: Activity) -> dict:
    kind = activity.activity_type
    return {"needs": {line.source for line in kind.recipe.all()}, "in_hours": counts_hours(kind)}
