"""What an organism's registers taught the portal, seen in one page: each answer may be changed or forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import models, transaction

from organisms.models import Organism
from roriq_portal.database.remembered_words import RememberedWords
from roriq_portal.edits.undo import is_undoable
from roriq_portal.logs import log_action
from roriq_portal.rendering import PlainSelect
from services.forms.agreement_fields import agreement_words, agreements_of
from services.imports.registers import FIELDS, LABELS
from services.models import ActivityType, AgreementMapping, ColumnMapping, TypeMapping
from services.text.spelling import excerpt

FORGET, LEFT_OUT = "oublier", "-"
MOST_SHOWN = 300
NOT_OFFERED = "Réponse qui n’est plus offerte"
# By what the form that takes an answer back calls its kind, in the order of the page
MODELS: dict[str, type[ColumnMapping | TypeMapping | AgreementMapping]] = {
    "colonne": ColumnMapping, "activite": TypeMapping, "entente": AgreementMapping,
}  # fmt: skip
REFUSAL = {"required": "Choisissez dans la liste, ou « Oublier ».", "invalid_choice": "Choisissez dans la liste."}


@dataclass(frozen=True)
class Group:
    """One kind of answers: its title, and its boxes as the form has them."""

    title: str
    boxes: list[forms.BoundField]
    more: int


@dataclass(frozen=True)
class Forgotten:
    """An answer that may still be taken back, and what it gave: `kind` and `pk` name it in the form that does."""

    kind: str
    pk: int
    words: str
    meaning: str
    forgotten_at: datetime


class RememberedForm(forms.Form):
    """One select for each answer that is remembered: what it says today, what it may say, or to be forgotten."""

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = ActivityType.objects.offered_to(organism)
        self.kinds: tuple[_Kind, ...] = (
            _Kind(
                "Colonnes",
                ColumnMapping.objects.filter(organism=organism).order_by("header"),
                "header",
                "field",
                [("", "Ne pas importer cette colonne"), *((name, LABELS[name]) for name in FIELDS)],
            ),
            _Kind(
                "Noms d’activités",
                TypeMapping.objects.filter(organism=organism).order_by("words"),
                "words",
                "activity_type_id",
                [(str(kind.pk), f"{kind.name} (volet {kind.component})") for kind in kinds],
            ),
            _Kind(
                "Numéros d’ententes",
                AgreementMapping.objects.filter(organism=organism).order_by("words"),
                "words",
                "agreement_id",
                [("", "Importer sans imputation")]
                + [(str(agreement.pk), agreement_words(agreement)) for agreement in agreements_of(organism)],
            ),
        )
        for kind in self.kinds:
            for row in kind.shown:
                self.fields[kind.box(row)] = _select(getattr(row, kind.said), kind.choices, kind.today(row))

    def groups(self) -> Iterator[Group]:
        """Yield the kinds of answers that there are, each with its boxes."""
        for kind in self.kinds:
            if kind.shown:
                yield Group(kind.title, [self[kind.box(row)] for row in kind.shown], len(kind.rows) - len(kind.shown))

    def forgotten(self) -> list[Forgotten]:
        """Return the answers that were forgotten for less than a day, the latest first."""
        rows = [
            Forgotten(name, row.pk, excerpt(getattr(row, kind.said), 80), kind.meaning(row), row.forgotten_at)
            for name, kind in zip(MODELS, self.kinds, strict=True)
            for row in kind.forgotten
        ]
        return sorted(rows, key=lambda row: row.forgotten_at, reverse=True)

    def changes(self) -> tuple[list[RememberedWords], list[RememberedWords]]:
        """Return the answers to write and those to forget."""
        changed, forgotten = [], []
        for kind in self.kinds:
            for row in kind.shown:
                answer = self.cleaned_data[kind.box(row)]
                if answer == FORGET:
                    forgotten.append(row)
                elif answer != kind.today(row):
                    setattr(row, kind.gives, kind.stored(answer))
                    changed.append(row)
        return changed, forgotten


class _Kind:
    """Answers of one model: what was said, the field that holds what it gives, and what that may be."""

    def __init__(self, title: str, rows: models.QuerySet, said: str, gives: str, choices: list[tuple[str, str]]):
        self.title, self.said, self.gives = title, said, gives
        self.rows = [row for row in rows if row.forgotten_at is None]
        self.forgotten = [row for row in rows if row.forgotten_at and is_undoable(row.forgotten_at)]
        self.choices = [(value or LEFT_OUT, words) for value, words in choices] + [(FORGET, "Oublier cette réponse")]
        self.shown = self.rows[:MOST_SHOWN]

    def box(self, row: models.Model) -> str:
        return f"{self.said}-{self.gives}-{row.pk}"

    def today(self, row: models.Model) -> str:
        return str(getattr(row, self.gives) or LEFT_OUT)

    def meaning(self, row: models.Model) -> str:
        """What an answer gives, in words."""
        return dict(self.choices).get(self.today(row), NOT_OFFERED)

    def stored(self, answer: str) -> str | int | None:
        if self.gives == "field":
            return "" if answer == LEFT_OUT else answer
        return None if answer == LEFT_OUT else int(answer)


def _select(label: str, choices: list[tuple[str, str]], today: str) -> forms.ChoiceField:
    """An answer that is no longer offered stays the one chosen: a page sent as it was shown changes nothing."""
    if today not in dict(choices):
        choices = [(today, NOT_OFFERED), *choices]
    return forms.ChoiceField(
        label=excerpt(label, 80), choices=choices, initial=today, widget=PlainSelect(), error_messages=REFUSAL
    )


@log_action
@transaction.atomic
def change_remembered(*, organism: Organism, form: RememberedForm) -> tuple[int, int]:
    """Write the answers that changed and forget those that are to be; return how many of each.

    What was imported stays as it is: the next registers are read otherwise.
    """
    changed, forgotten = form.changes()
    for row in changed:
        row.save()
    for row in forgotten:
        type(row).objects.filter(pk=row.pk).forget()
    _let_go(organism)
    return len(changed), len(forgotten)


@log_action
@transaction.atomic
def restore_remembered(*, organism: Organism, kind: str, row_id: int) -> bool:
    """Remember again an answer forgotten for less than a day; return whether there was such an answer."""
    model = MODELS.get(kind)
    return bool(model and model.objects.filter(organism=organism, pk=row_id).restore())


def _let_go(organism: Organism) -> None:
    """What can no longer be taken back is erased."""
    for model in MODELS.values():
        model.objects.filter(organism=organism).beyond_recall().delete()
