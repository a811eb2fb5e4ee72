"""Forms of one deliverable: asked beside the requirements, given a later day, not asked after all, handed in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.form_fields import day_field, dress
from agreements.models import Deliverable


def line_field(label: str, missing: str, *, length: int = 120, **more) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, **more,
        error_messages={"required": missing, "max_length": f"Écrivez {length} signes au plus."},
    )  # fmt: skip


class ExtraForm(forms.Form):
    title = line_field("Ce qui est demandé", "Dites ce qui est demandé.", help_text="Par exemple\u00a0: plan d’action.")
    asked_by = line_field(
        "Demandé par", "Dites qui le demande.", help_text="Le nom du bailleur ou de sa direction, et comment."
    )
    starts_on = day_field("Période, du")
    last_day = day_field("Au", help_text="Dernier jour compris.")
    due_on = day_field("À remettre le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "La fin vient avant le début\u00a0: 2027-03-31, par exemple.")
        return data

    def facts(self) -> dict:
        data = self.cleaned_data
        period = DateRange(data["starts_on"], data["last_day"] + timedelta(days=1))
        return {"period": period, **{name: data[name] for name in ("title", "asked_by", "due_on")}}


class LaterDayForm(forms.Form):
    due_on = day_field("Nouvelle échéance")
    reason = line_field(
        "Pourquoi", "Dites pourquoi l’échéance change.", length=300, help_text="Qui l’accorde, et pour quelle raison."
    )
    seen = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, deliverable: Deliverable, **kwargs):
        super().__init__(data, initial={"seen": deliverable.due_on}, prefix="later", **kwargs)
        self.fields["seen"].widget.format = "%Y-%m-%d"
        self.fields["seen"].error_messages = dict.fromkeys(("required", "invalid"), "Rechargez cette page.")
        dress(self)


class SkipForm(forms.Form):
    reason = line_field("Pourquoi", "Dites pourquoi ce n’est pas demandé.", length=300)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs):
        super().__init__(data, prefix="skip", **kwargs)
        dress(self)


class HandInForm(forms.Form):
    on = day_field("Remis le")

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs):
        super().__init__(data, prefix="hand", **kwargs)
        dress(self)

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError("Inscrivez le jour de la remise\u00a0: aujourd’hui ou un jour passé.")
        return self.cleaned_data["on"]
