"""The short page of entry, for a telephone: when, how many, a note."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone

from organisms.form_controls import choice_field
from organisms.models import Organism
from roriq_portal.formats.days import format_day
from services.activities.entry.base_form import NUMBERS, refuse_to_come
from services.activities.entry.double_claim_form import LaterField
from services.activities.entry.prefill import agreements_in_force
from services.activities.entry.quick_sources import Pattern, fact_from, is_broken_down_usually
from services.activities.entry.record_together import sending_keys
from services.activities.entry.same_records import SameRecordsForm
from services.activities.entry.session_forms import NumbersForm
from services.activities.recording import ActivityInput
from services.activities.rules import LONGEST_NOTE
from services.forms.fields import DayField, readable

NAMES = ("Aujourd’hui", "Hier", "Avant-hier")


class QuickForm(SameRecordsForm, NumbersForm):
    """One activity of a pattern. The days are dates in the page, so that midnight changes none of them."""

    when = forms.ChoiceField(
        label="Quand",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le jour.", "invalid_choice": "Choisissez le jour, ou donnez la date."},
    )
    day = DayField(label="Ou une autre date", required=False, help_text="Si vous en donnez une, c’est elle qui vaut.")
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        validators=[readable],
        help_text="Aucun nom de personne accompagnée.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    is_incomplete = LaterField()
    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["when", "day", *NUMBERS, "note", "is_incomplete"]

    def __init__(self, *args, organism: Organism, pattern: Pattern, **kwargs):
        today = timezone.localdate()
        later = "immigrants" in pattern.needs and is_broken_down_usually(organism, pattern.kind)
        start = {"when": today.isoformat(), "is_incomplete": later, "submit_key": uuid4(), **pattern.usual}
        super().__init__(*args, needs=pattern.needs, in_hours=pattern.in_hours, initial=start, **kwargs)
        self.organism, self.pattern = organism, pattern
        for name in set(NUMBERS) - pattern.needs:
            del self.fields[name]
        for name in pattern.needs & set(NUMBERS):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Inscrivez un nombre, 0 s’il n’y en a pas eu."
        days = [today - timedelta(days=back) for back in range(len(NAMES))]
        named = list(zip(NAMES, days, strict=True))
        # The third one only in a page that was opened before midnight
        if self["when"].value() != days[-1].isoformat():
            named.pop()
        choice_field(self, "when").choices = [(day.isoformat(), f"{name}, {format_day(day)}") for name, day in named]

    def clean_day(self):
        return refuse_to_come(self.cleaned_data["day"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("day"):
            # The date that was typed holds: what is wrong with the other answer no longer matters
            self.errors.pop("when", None)
        if not self.errors:
            fact = self.fact()
            self.ask_about_same(self.organism, [fact], sending_keys(self.key_of_sending(), [fact]))
        return data

    def key_of_sending(self) -> UUID:
        """Return the key of this sending: that of the page, else a new one."""
        return self.cleaned_data["submit_key"] or self.initial["submit_key"]

    @property
    def day_recorded(self) -> date:
        return self.cleaned_data["day"] or date.fromisoformat(self.cleaned_data["when"])

    @property
    def charged(self) -> tuple[list[int], list[str]]:
        """The agreements of the pattern that hold on the day, and of the others why not, in words."""
        return agreements_in_force(self.pattern.agreements, self.day_recorded)

    def fact(self) -> ActivityInput:
        return fact_from(
            self.pattern,
            day=self.day_recorded,
            agreement_ids=tuple(self.charged[0]),
            note=self.cleaned_data["note"],
            is_incomplete=self.cleaned_data["is_incomplete"],
            **self.numbers(),
        )
