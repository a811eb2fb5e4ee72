"""The life of seats in words, read from the journal that the database keeps: also what raw SQL did to them."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from pghistory.models import Context

from organisms.accounts.people.history import COMMAND, OUTSIDE, Step, reset_steps
from organisms.models import AuditorSeat, Invitation, Membership, NetworkSeat, Organism, SecondStepReset, User
from organisms.models.seats import Seat
from roriq_portal.formats.days import format_day, format_period
from roriq_portal.formats.phrases import of_person

SHOWN = 60
NOBODY = "Une personne sans session"


class Event(Protocol):
    """A row of the journal."""

    pgh_id: int
    pgh_created_at: datetime
    pgh_label: str
    pgh_obj_id: int
    pgh_context: Context
    pgh_context_id: object


class SeatEvent(Event, Protocol):
    """What a seat became; `organism` where its kind has that."""

    user: User | None
    user_id: int | None
    invitation: Invitation
    organism: Organism
    during: DateRange


class LetterEvent(Event, Protocol):
    """What an invitation became."""

    email: str
    expires_at: datetime
    accepted_at: datetime | None
    cancelled_at: datetime | None


AnyEvent = TypeVar("AnyEvent", bound=Event)


def team_history(organism: Organism) -> list[Step]:
    """Return what happened to the seats of an organism, its auditors' included, the latest first."""
    described = _all_described([(model, {"organism": organism}) for model in (Membership, AuditorSeat)])
    return _latest(described, with_places=False)


def network_history() -> list[Step]:
    """Return what happened to the network's own seats, what raw SQL did to any seat, and whose second step was removed.

    The latest first.
    """
    own = _all_described([(NetworkSeat, {})])
    kinds = [kind for kind in Seat.__subclasses__() if hasattr(kind, "pgh_event_model") and kind is not NetworkSeat]
    others = _all_described([(kind, {"pgh_context": None}) for kind in kinds])
    seats = _latest([*own, *(pair for pair in others if not pair[0].pgh_context_id)], with_places=True)
    removed = reset_steps(SecondStepReset.objects.all()[:SHOWN])
    return sorted([*seats, *removed], key=lambda step: step.at, reverse=True)[:SHOWN]


def _all_described(wanted: list[tuple[type[Seat], dict]]) -> list[tuple[Event, str]]:
    events = [event for model, chosen in wanted for event in _events_of(model, chosen)]
    letters = _letters({event.invitation_id for event in events if event.invitation_id})
    return [*_described(events, _seat_words), *_described(letters, _letter_words)]


def _latest(described: list[tuple[Event, str]], *, with_places: bool) -> list[Step]:
    described.sort(key=lambda pair: (pair[0].pgh_created_at, pair[0].pgh_id), reverse=True)
    shown = described[:SHOWN]
    names = _names(event for event, _ in shown)
    return [
        Step(
            event.pgh_created_at,
            words,
            _by(event, names),
            is_outside=not event.pgh_context_id,
            place=_place(event) if with_places else "",
        )
        for event, words in shown
    ]


def _events_of(model: type[Seat], chosen: dict) -> QuerySet:
    """Every event of the chosen seats, each seat's in their order; of what raw SQL did, the last that can be shown."""
    journal = model.pgh_event_model._default_manager
    related = {"user", "invitation", "organism", "funder", "office"} & {field.name for field in model._meta.fields}
    lives = journal.filter(**chosen).order_by("-pgh_id").values("pgh_obj")
    rows = journal.filter(pgh_obj__in=lives[:SHOWN] if "pgh_context" in chosen else lives)
    return rows.select_related("pgh_context", *related).order_by("pgh_obj_id", "pgh_id")


def _letters(invitation_ids: set[int]) -> QuerySet:
    rows = Invitation.pgh_event_model._default_manager.filter(pgh_obj__in=invitation_ids)
    return rows.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id")


def _described(
    events: Iterable[AnyEvent], words_of: Callable[[AnyEvent | None, AnyEvent], str]
) -> Iterable[tuple[Event, str]]:
    """Pair each event with its words; an event holds the row as it then became, or the row that was erased."""
    for _, life in groupby(events, key=lambda event: (type(event), event.pgh_obj_id)):
        rows = list(life)
        for before, event in zip([None, *rows], rows, strict=False):
            if words := words_of(before, event):
                yield event, words


def _seat_words(before: SeatEvent | None, event: SeatEvent) -> str:
    who = str(event.user) if event.user_id else event.invitation.email
    if event.pgh_label == "delete":
        return f"Siège effacé : {who}, {_kind(event)}."
    if before is None:
        what = f"Siège donné à {who}" if event.user_id else f"Invitation {of_person(who)}"
        return f"{what} : {_kind(event)}."
    if event.user_id and not before.user_id:
        return f"Invitation acceptée par {who} : {_kind(event)}, {_period(event.during)}."
    if before.user_id != event.user_id:
        return f"Siège passé {of_person(str(before.user))} à {who} : {_kind(event)}."
    return _changes(before, event, who)


def _changes(before: SeatEvent, event: SeatEvent, who: str) -> str:
    if _kind(before) != _kind(event):
        return f"Siège {of_person(who)} changé : {_kind(before)} → {_kind(event)}."
    if _place(before) != _place(event):
        kind = "d’organisme" if hasattr(event, "organism_id") else "de bailleur"
        return f"Siège {of_person(who)} changé {kind} : {_place(before)} → {_place(event)}."
    if before.during == event.during:
        return f"Inscription du siège changée : {who}, {_kind(event)}."
    if _is_over(event):
        return f"Siège fermé : {who}, {_kind(event)}, {_period(event.during)}."
    return f"Dates changées : {who}, {_kind(event)}, {_period(before.during)} → {_period(event.during)}."


def _is_over(event: SeatEvent) -> bool:
    """Whether the change left a seat that no longer ran that day."""
    last = event.during.upper
    return event.during.isempty or bool(last and last <= timezone.localdate(event.pgh_created_at))


def _letter_words(before: LetterEvent | None, event: LetterEvent) -> str:
    if event.pgh_label == "delete":
        return f"Invitation effacée : {event.email}."
    if before is None or event.accepted_at:
        return ""  # the seat's own line says it
    if event.email != before.email:
        return f"Courriel de l’invitation changé : {before.email} → {event.email}."
    if event.cancelled_at and not before.cancelled_at:
        return f"Invitation annulée : {event.email}."
    return f"Invitation renvoyée : {event.email}." if event.expires_at != before.expires_at else ""


def _kind(row: SeatEvent) -> str:
    if hasattr(row, "get_role_display"):
        return row.get_role_display()
    return "Bailleur" if hasattr(row, "funder_id") else "Vérification"


def _place(row: Event) -> str:
    """Return the organism of a seat, or its funder and office; a network's seat has none."""
    if funder := getattr(row, "funder", None):
        office = getattr(row, "office", None)
        return f"{funder}, {office}" if office else str(funder)
    return str(getattr(row, "organism", None) or "")


def _period(during: DateRange) -> str:
    """Read a half-open range as people do: with its last day."""
    if during.isempty:
        return "ouvert et fermé le même jour"
    if during.upper is None:
        return f"depuis le {format_day(during.lower)}"
    return f"du {format_period(during.lower, during.upper - timedelta(days=1))}"


def _person_id(event: Event) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context_id else None


def _names(events: Iterable[Event]) -> dict[int | None, str]:
    people = User.objects.in_bulk({person for event in events if (person := _person_id(event))})
    return {pk: str(person) for pk, person in people.items()}


def _by(event: Event, names: dict[int | None, str]) -> str:
    if not event.pgh_context_id:
        return OUTSIDE
    if "command" in event.pgh_context.metadata:
        return COMMAND
    return names.get(_person_id(event), NOBODY)
