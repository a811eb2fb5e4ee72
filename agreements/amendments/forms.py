"""The form of an amendment: every clause with what it says now, to be written over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.agreement.forms import ContractForm
from agreements.agreement.terms.facts import AgreementInput
from agreements.agreement.terms.period_places import Places
from agreements.agreement.terms.target_texts import number_text
from agreements.amendments.actions import AmendmentInput
from agreements.amendments.clauses import (
    Clause,
    Clauses,
    Kind,
    TargetPlace,
    clauses_of_facts,
    places_after,
    requirement_text,
    requirements_in,
    targets_in,
)
from agreements.amendments.period_boxes import (
    NO_SUCH_PERIOD,
    WITHOUT_YEAR,
    PeriodTable,
    add_period_boxes,
    period_box,
    period_tables,
    places_offered,
)
from agreements.deliverables.requirement_forms import RequirementDaysForm
from agreements.form_fields import day_field, dress, number_field
from agreements.models import Requirement
from organisms.models import Indicator


class AmendmentForm(ContractForm):
    """`standing`: the clauses shown first; the fields of targets come from `numbers` and `indicators`."""

    effective_on = day_field("En vigueur le")
    reason = forms.CharField(
        label="Objet", max_length=300, help_text="Par exemple : ajout d’une année et hausse de la cible d’accueil."
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = ("effective_on", "reason")

    def __init__(
        self,
        *args,
        facts: AgreementInput,
        standing: Clauses,
        numbers: Sequence[int],
        indicators: Sequence[Indicator],
        initial: Mapping | None = None,
        **kwargs,
    ):
        self.facts, self.numbers, self.indicators = facts, numbers, indicators
        self.standing = targets_in(standing)
        targets = {_box(place): value for place, value in self.standing.items()}
        super().__init__(*args, initial={**self.initial_of(facts), **targets, **(initial or {})}, **kwargs)
        for indicator in indicators:
            for number in numbers:
                label = f"{indicator.code}, an {number}"
                self.fields[_box(TargetPlace(number, indicator.code))] = number_field(label, digits=12, required=False)
        self.calendar = places_after(standing, facts.first_month)
        self.periods = [
            TargetPlace(number, indicator.code, period)
            for indicator in indicators
            for number in numbers
            for period in places_offered(
                self.calendar[number], has_target=TargetPlace(number, indicator.code) in self.standing
            )
        ]
        add_period_boxes(self, self.periods, self.calendar)
        self.order_fields(self.field_order)
        dress(self)
        asked = requirements_in(standing)
        self.requirements = [
            AskedForm(self.data if self.is_bound else None, prefix=kind, standing=asked.get(kind), kind=kind)
            for kind in Requirement.PLANNED
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(part.is_valid() for part in self.requirements)]) and self._periods_hold()

    def _periods_hold(self) -> bool:
        """Refuse a target typed for a period that the amendment itself leaves without its year, or takes away.

        One that stood and was left as it was goes with its year or its period: the comparison says so.
        """
        after, places = self.after(), self._places_after()
        for place in self.periods:
            name = period_box(place)
            value = self.cleaned_data[name]
            if value is not None and value != self.standing.get(place) and place.clause not in after:
                is_asked = place.period in places.get(place.year, {})
                self.add_error(name, WITHOUT_YEAR if is_asked else NO_SUCH_PERIOD)
        return not self.errors

    def _places_after(self) -> dict[int, Places]:
        return places_after(self._facts_and_requirements(), self.facts.first_month)

    def terms(self) -> AmendmentInput:
        return AmendmentInput(self.cleaned_data["effective_on"], self.cleaned_data["reason"])

    def after(self) -> Clauses:
        """Return every clause as the boxes say it."""
        clauses = self._facts_and_requirements()
        places = [TargetPlace(number, indicator.code) for indicator in self.indicators for number in self.numbers]
        typed = {place: self.cleaned_data[_box(place)] for place in (*places, *self.periods)}
        asked = self._places_after()
        targets = {
            place: value
            for place, value in typed.items()
            if value is not None and (place.period is None or _stands(place, typed, asked))
        }
        shown = {indicator.code for indicator in self.indicators}
        unseen = {place: value for place, value in self.standing.items() if place.code not in shown}
        return clauses | {place.clause: number_text(value) for place, value in (targets | unseen).items()}

    def _facts_and_requirements(self) -> Clauses:
        return clauses_of_facts(replace(self.facts, **self.contract())) | {
            Clause(Kind.REQUIREMENT, str(part.kind)): requirement_text(part.instance)
            for part in self.requirements
            if part.cleaned_data["asked"]
        }

    def rows(self, words: Mapping[int, str]) -> tuple[list, list]:
        """Return (indicator, its words, its fields by year): first those filled or refused, then the others."""
        standing: list[tuple] = []
        others: list[tuple] = []
        for i in self.indicators:
            cells = [self[_box(TargetPlace(number, i.code))] for number in self.numbers]
            is_filled = any(cell.value() not in (None, "") or cell.errors for cell in cells)
            (standing if is_filled else others).append((i, words.get(i.pk, i.code), cells))
        return standing, others

    def period_tables(self, words: Mapping[int, str]) -> list[PeriodTable]:
        return period_tables(self, self.periods, self.calendar, self.indicators, words)


class AskedForm(RequirementDaysForm):
    """One kind of report: asked or not, and when."""

    asked = forms.BooleanField(label="Demandé par l’entente", required=False)

    def __init__(self, data, *, kind: str, standing: Requirement | None, prefix: str):
        initial = {"asked": standing is not None}
        super().__init__(
            data, prefix=prefix, instance=standing or Requirement(kind=kind, period_months=12), initial=initial
        )
        self.kind, self.title = kind, Requirement.Kind(kind).label
        if standing is None:
            self.initial.update({"period_from_month": 4, "period_months": 12, "due_month": 6, "due_day": 30})

    def asked_kind(self) -> str:
        return self.kind if self.cleaned_data.get("asked") else ""


class SignForm(forms.Form):
    signed_on = day_field("Signé le", help_text="Le jour de la dernière signature.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate
        dress(self)

    def clean_signed_on(self):
        if self.cleaned_data["signed_on"] > timezone.localdate():
            raise ValidationError("Inscrivez le jour de la signature : aujourd’hui ou un jour passé.")
        return self.cleaned_data["signed_on"]


def _box(place: TargetPlace) -> str:
    return period_box(place) if place.period else f"t-{place.year}-{place.code}"


def _stands(place: TargetPlace, typed: Mapping[TargetPlace, Decimal | None], asked: Mapping[int, Places]) -> bool:
    """Whether a period is still asked, in a year that has its target."""
    return typed.get(place.of_year) is not None and place.period in asked.get(place.year, {})
