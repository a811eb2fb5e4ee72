"""Forms of reminder rules and of the network’s messages."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agreements.form_fields import dress
from reporting.deadlines.forms import OFFSETS, text_field
from reporting.models import ReminderRule
from reporting.models.reminder import EARLIEST_DAYS, LATEST_DAYS, MOST_OFFSETS


class RuleForm(forms.Form):
    offsets = forms.CharField(
        label="Jours avant l’échéance", max_length=80, help_text="0 le jour même, un nombre négatif après.",
        error_messages={"required": OFFSETS, "max_length": OFFSETS},
    )  # fmt: skip
    text_ahead = text_field("Texte d’avant l’échéance")
    text_day = text_field("Texte du jour même")
    text_late = text_field("Texte d’après")
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), OFFSETS))

    def __init__(self, data: Mapping[str, Any] | None = None, *, rule: ReminderRule, **kwargs):
        initial = {name: getattr(rule, name) for name in ("text_ahead", "text_day", "text_late")}
        initial |= {"offsets": ", ".join(map(str, rule.offsets)), "seen": rule.revision}
        super().__init__(data, initial=initial, **kwargs)
        dress(self)

    def clean_offsets(self) -> list[int]:
        """Return the distances, the furthest first, each once."""
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["offsets"].replace("−", "-")) if word]
        if not all(re.fullmatch(r"[+-]?\d{1,3}", word) for word in words):
            raise ValidationError(OFFSETS)
        offsets = sorted({int(word) for word in words}, reverse=True)
        if not 1 <= len(offsets) <= MOST_OFFSETS or offsets[0] > EARLIEST_DAYS or offsets[-1] < LATEST_DAYS:
            raise ValidationError(OFFSETS)
        return offsets


class MessageForm(forms.Form):
    subject = forms.CharField(
        label="Objet", max_length=120, help_text="Sans nom de personne\u00a0: un objet se lit sur un écran verrouillé.",
        error_messages={"required": "Dites de quoi il s’agit.", "max_length": "Écrivez 120 signes au plus."},
    )  # fmt: skip
    body = forms.CharField(
        label="Message", max_length=4000, widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": "Écrivez votre message.", "max_length": "Écrivez 4000 signes au plus."},
    )  # fmt: skip
    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), "Rechargez cette page.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs):
        super().__init__(data, initial={"key": uuid.uuid4()}, **kwargs)
        dress(self)

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())
