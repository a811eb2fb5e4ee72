"""What left for people, as lists: the reminders of deadlines, and the messages of the network."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from organisms.names import sort_name
from reporting.models import Message, ReminderSent
from roriq_portal.formats.days import moment
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from roriq_portal.lists.filters import DaysInOrderForm
from roriq_portal.rendering import PlainSelect
from services.forms.fields import DayField


class ReminderFilterForm(DaysInOrderForm):
    """What narrows the reminders; a choice that does not read narrows nothing."""

    q = forms.CharField(
        label="Organisme",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    du = DayField(label="Échéance du", required=False)
    au = DayField(label="Au", required=False)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *ReminderSent.State.choices], widget=PlainSelect()
    )

    def narrowed(self, rows: QuerySet[ReminderSent]) -> QuerySet[ReminderSent]:
        """Return the reminders that answer every choice that reads."""
        self.is_valid()
        data = self.cleaned_data
        asked = {"due_on__gte": data.get("du"), "due_on__lte": data.get("au"), "outcome": data.get("etat")}
        if words := data.get("q"):
            asked["organism__sort_name__contains"] = sort_name(words)
        return rows.filter(**{name: value for name, value in asked.items() if value})


def _title(row: ReminderSent) -> Shown:
    return Shown(row.title, under=(Under(row.organism.name),))


def _outcome(row: Any) -> Shown:
    when = moment(row.left_at or row.queued_at)
    return Shown(row.outcome_words, under=(Under(f"{when}, {row.trouble}" if row.trouble else when),))


def _asker(row: ReminderSent) -> str:
    return row.asked_by.name if row.asked_by else ""


def _subject(row: Message) -> Shown:
    return Shown(row.subject, reverse("reporting:message-detail", args=[row.pk]))


REMINDERS = declare(
    Listing(
        address="reporting:reminder-log",
        name="Rappels partis et non livrés",
        stem="rappels",
        nouns=("rappel", "rappels"),
        columns=(
            Column("rappel", "Rappel de", lambda row: row.title, ("title",), show=_title),
            Column("personne", "À", lambda row: row.person.name, ("person__name",)),
            Column("avant", "Jours avant", lambda row: row.days_before, ("days_before",), Kind.NUMBER),
            Column("echeance", "Échéance", lambda row: row.due_on, ("due_on",), Kind.DAY),
            Column("courriel", "Courriel", lambda row: row.outcome_words, ("outcome",), show=_outcome),
            Column("inscrit", "Inscrit le", lambda row: row.queued_at, ("queued_at",), Kind.MOMENT, is_usual=False),
            Column("organisme", "Organisme", lambda row: row.organism.name, ("organism__sort_name",), is_usual=False),
            Column("demande", "Demandé par", _asker, ("asked_by__name",), is_usual=False),
        ),
        order="-inscrit",
        size=50,
    )
)
MESSAGES = declare(
    Listing(
        address="reporting:message-list",
        name="Messages",
        stem="messages",
        nouns=("message", "messages"),
        columns=(
            Column("sujet", "Sujet", lambda row: row.subject, ("subject",), show=_subject),
            Column("moment", "Écrit le", lambda row: row.at, ("at",), Kind.MOMENT),
            Column("par", "Par", lambda row: row.by.name, ("by__name",)),
            Column("choisi", "À qui", lambda row: row.chosen),
        ),
        order="-moment",
    )
)
