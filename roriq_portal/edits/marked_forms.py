"""The base of forms that edit a row: the page says what it showed, and a save that would undo another is refused."""

import hashlib
from collections.abc import MutableMapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.choices import flatten_choices

from roriq_portal.edits.stale_revision import StaleRevision


@dataclass(frozen=True)
class Difference:
    """One field, in words: what was typed, and what is written now."""

    field: str
    mine: str
    theirs: str


class MarkedForm(forms.Form):
    """A form whose page carries a mark of the values it showed.

    Where the row no longer has them, the form is refused, `differences` holds both versions, and the page sent again
    saves what was typed. The row must be read under a lock (`under_lock`), else two saves of one second pass both.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.mark
        self.differences: list[Difference] = []

    def edited_row(self) -> Model | None:
        """Return the row that the form changes; None where it makes one."""
        return getattr(self, "instance", None)

    def mark(self) -> str:
        """Return a digest of what the row holds now, as the form shows it."""
        shown = [(field.name, str(_standing(field))) for field in self if not field.is_hidden]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        seen, row = self.cleaned_data.pop("seen", ""), self.edited_row()
        if row is not None and row.pk and seen != self.mark():
            self.differences = differences(self)
            set_typed(self, "seen", self.mark())
            raise ValidationError(StaleRevision.words)
        return data


def set_typed(form: forms.BaseForm, name: str, value: object) -> None:
    """Change one value of a posted form, so that its page, shown again, sends that one."""
    typed = copy(form.data)  # the request's own cannot be changed
    if isinstance(typed, MutableMapping):
        typed[form.add_prefix(name)] = value
    form.data = typed


def under_lock(request: HttpRequest, rows: QuerySet) -> QuerySet:
    """Return the rows, locked while a posted form is answered in its one transaction (decision 0025)."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def differences(form: forms.Form) -> list[Difference]:
    """Return what was typed in a form and what its row holds now, where they differ, in words."""
    fields = [field for field in form if not field.is_hidden]
    pairs = [(str(field.label), in_words(field, field.value()), in_words(field, _standing(field))) for field in fields]
    return [Difference(label, own or "–", other or "–") for label, own, other in pairs if own != other]


def in_words(field: forms.BoundField, value: Any) -> str:
    """Return what a field shows for a value, in words: the names of what is chosen, or what is typed."""
    if isinstance(field.field, forms.BooleanField):
        return "Oui" if value else "Non"
    choices: list[tuple[Any, Any]] = list(flatten_choices(getattr(field.field, "choices", ()) or ()))
    if choices:
        keys = value if isinstance(value, list) else [value]
        named = {str(key): str(words) for key, words in choices}
        return ", ".join(sorted(named.get(str(key), str(key)) for key in keys if key not in (None, "")))
    return "" if value is None else str(value)


def _standing(field: forms.BoundField) -> Any:
    return field.field.prepare_value(field.form.get_initial_for_field(field.field, field.name))
