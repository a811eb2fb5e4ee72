"""What a programme is made of, by the word that stands in its addresses: streams, priorities, usual requirements."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.http import QueryDict

from agreements.funders.forms import DefaultRequirementForm, PriorityForm, StreamForm
from agreements.models import DefaultRequirement, Priority, Stream


@dataclass(frozen=True)
class Part:
    """A kind of row of a programme: its model, its form, the button that adds one, and what it is when it must stay."""

    model: type[Model]
    form: Callable[..., forms.ModelForm]
    add: str
    stays: str

    def form_for(self, data: QueryDict | None, row: Model) -> forms.ModelForm:
        named = {"default": row} if self.model is DefaultRequirement else {"instance": row}
        return self.form(data or None, **named)


PARTS = {
    "volets": Part(Stream, StreamForm, "Ajouter un volet", "Des ententes sont de ce volet"),
    "priorites": Part(Priority, PriorityForm, "Ajouter une priorité", "On se sert de cette priorité"),
    "exigences": Part(
        DefaultRequirement, DefaultRequirementForm, "Ajouter une exigence", "On se sert de cette exigence"
    ),
}


def part_words(row: Model) -> str:
    return row.get_kind_display() if isinstance(row, DefaultRequirement) else str(row)
