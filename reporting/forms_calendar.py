"""Forms of the calendar, the filing matrix, reminders and the network's messages."""

import re
import uuid
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from agreements.form_fields import PICK, dress
from organisms.models import User
from reporting.models import ReminderChoice, ReminderRule
from reporting.models.reminder import EARLIEST_DAYS, LATEST_DAYS, MOST_OFFSETS
from reporting.owing import KINDS, STATES, Thing

MOST_TEXT = 2000
OFFSETS = (
    f"Écrivez de un à {MOST_OFFSETS} nombres de {LATEST_DAYS} à {EARLIEST_DAYS}, par exemple\u00a0: 45, 15, 0, -7."
)


def _pick(label: str, choices: list, empty: str, **more) -> forms.TypedChoiceField:
    given = {"required": False, "error_messages": PICK, "empty_value": None, **more}
    return forms.TypedChoiceField(label=label, choices=[("", empty), *choices], **given)


def _years(years: Iterable[int]) -> list[tuple[int, str]]:
    return [(year, f"{year}-{year + 1}") for year in years]


class CalendarFilterForm(forms.Form):
    """Offers what the calendar holds, and nothing else."""

    def __init__(self, data, *, things: list[Thing], years: list[int]):
        super().__init__(data)
        organisms = {one.organism.pk: one.organism for one in things}
        by_name = sorted(organisms.values(), key=lambda one: one.sort_name)
        funders = {funder.pk: funder for one in things for funder in one.funders}
        self.fields["an"] = _pick("Année de l’État", _years(years), "En retard et à venir", coerce=int)
        self.fields["organism"] = _pick("Organisme", [(one.pk, one.name) for one in by_name], "Tous", coerce=int)
        self.fields["funder"] = _pick(
            "Bailleur",
            [(f.pk, f.name) for f in sorted(funders.values(), key=lambda f: f.sort_name)],
            "Tous",
            coerce=int,
        )
        self.fields["kind"] = _pick("Sorte", KINDS, "Toutes")
        self.fields["state"] = _pick("État", STATES, "Tous")
        dress(self)


class MatrixFilterForm(forms.Form):
    def __init__(self, data, *, things: list[Thing], years: list[int], columns: list[str]):
        super().__init__(data)
        regions = {one.organism.region_id: one.organism.region for one in things}
        funders = {funder.pk: funder for one in things for funder in one.funders}
        self.fields["an"] = _pick("Année de l’État", _years(years), "Cette année", coerce=int)
        self.fields["column"] = _pick("Livrable", [(words, words) for words in columns], "Tous")
        self.fields["region"] = _pick(
            "Région", sorted(((r.pk, r.name) for r in regions.values()), key=lambda pair: pair[1]), "Toutes", coerce=int
        )
        self.fields["funder"] = _pick(
            "Bailleur",
            [(f.pk, f.name) for f in sorted(funders.values(), key=lambda f: f.sort_name)],
            "Tous",
            coerce=int,
        )
        self.fields["state"] = _pick("État", STATES, "Tous")
        dress(self)


class PaceForm(forms.Form):
    pace = forms.ChoiceField(
        label="Quand vous écrire", choices=ReminderChoice.Pace.choices, widget=forms.RadioSelect, error_messages=PICK
    )

    def save(self, user: User) -> None:
        ReminderChoice.objects.update_or_create(user=user, defaults={"pace": self.cleaned_data["pace"]})


def _text(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Vide\u00a0: le texte habituel.", error_messages={"max_length": f"Écrivez {MOST_TEXT} signes au plus."},
    )  # fmt: skip


class RuleForm(forms.Form):
    offsets = forms.CharField(
        label="Jours avant l’échéance", max_length=80, help_text="0 le jour même, un nombre négatif après.",
        error_messages={"required": OFFSETS, "max_length": OFFSETS},
    )  # fmt: skip
    text_ahead = _text("Texte d’avant l’échéance")
    text_day = _text("Texte du jour même")
    text_late = _text("Texte d’après")
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), OFFSETS))

    def __init__(self, *args, rule: ReminderRule, **kwargs):
        initial = {name: getattr(rule, name) for name in ("text_ahead", "text_day", "text_late")}
        initial |= {"offsets": ", ".join(map(str, rule.offsets)), "seen": rule.revision}
        super().__init__(*args, initial=initial, **kwargs)
        dress(self)

    def clean_offsets(self) -> list[int]:
        """Return the distances, the furthest first, each once."""
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["offsets"].replace("−", "-")) if word]
        if not all(re.fullmatch(r"[+-]?\d{1,3}", word) for word in words):
            raise ValidationError(OFFSETS)
        found = sorted({int(word) for word in words}, reverse=True)
        if not 1 <= len(found) <= MOST_OFFSETS or found[0] > EARLIEST_DAYS or found[-1] < LATEST_DAYS:
            raise ValidationError(OFFSETS)
        return found


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)
        dress(self)

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())
