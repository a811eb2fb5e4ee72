"""The form of an amendment: every clause with what it says now, to be written over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.agreement.forms import ContractForm
from agreements.agreement.terms.facts import AgreementInput
from agreements.agreement.terms.target_texts import read_target, target_text
from agreements.amendments.actions import AmendmentInput
from agreements.amendments.clauses import (
    Clause,
    Clauses,
    Kind,
    clauses_of_facts,
    requirement_text,
    requirements_in,
    target_clause,
)
from agreements.deliverables.requirement_forms import RequirementForm
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
        self.standing = {c: read_target(text) for c, text in standing.items() if c.kind == Kind.TARGET}
        targets = {_box(clause): value for clause, (value, _) in self.standing.items()}
        super().__init__(*args, initial={**self.initial_of(facts), **targets, **(initial or {})}, **kwargs)
        for indicator in indicators:
            for number in numbers:
                label = f"{indicator.code}, an {number}"
                name = _box(target_clause(number, indicator.code))
                self.fields[name] = number_field(label, digits=12, required=False)
        self.order_fields(self.field_order)
        dress(self)
        asked = requirements_in(standing)
        self.requirements = [
            AskedForm(self.data if self.is_bound else None, prefix=kind, standing=asked.get(kind), kind=kind)
            for kind in Requirement.PLANNED
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(part.is_valid() for part in self.requirements)])

    def terms(self) -> AmendmentInput:
        return AmendmentInput(self.cleaned_data["effective_on"], self.cleaned_data["reason"])

    def after(self) -> Clauses:
        """Return every clause as the boxes say it."""
        clauses = clauses_of_facts(replace(self.facts, **self.contract()))
        for indicator in self.indicators:
            for number in self.numbers:
                clause = target_clause(number, indicator.code)
                value = self.cleaned_data[_box(clause)]
                if value is not None:
                    # No box holds what was agreed for the interim report: it stands
                    clauses[clause] = target_text(value, self.standing.get(clause, (value, None))[1])
        return clauses | {
            Clause(Kind.REQUIREMENT, str(part.kind)): requirement_text(part.instance)
            for part in self.requirements
            if part.cleaned_data["asked"]
        }

    def rows(self, words: Mapping[int, str]) -> tuple[list, list]:
        """Return (indicator, its words, its fields by year): first those filled or refused, then the others."""
        standing: list[tuple] = []
        others: list[tuple] = []
        for i in self.indicators:
            cells = [self[_box(target_clause(number, i.code))] for number in self.numbers]
            is_filled = any(cell.value() not in (None, "") or cell.errors for cell in cells)
            (standing if is_filled else others).append((i, words.get(i.pk, i.code), cells))
        return standing, others


class AskedForm(RequirementForm):
    """One kind of report: asked or not, and when."""

    class Meta(RequirementForm.Meta):
        fields = ["period_from_month", "period_months", "due_month", "due_day", "due_after_days"]

    # How Django takes a field of the base away
    kind: str | None = None  # type: ignore[assignment]
    shown = None  # type: ignore[assignment]
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
        return str(self.kind) if self.cleaned_data.get("asked") else ""


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


def _box(clause: Clause) -> str:
    return "t-" + clause.subject.replace("/", "-")
