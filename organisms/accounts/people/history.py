"""What happened to the way people enter: second steps that were removed, accounts tied and untied."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organisms.models import IssuerTie, SecondStepReset, User

OUTSIDE = "Écrit hors du portail"
COMMAND = "Une commande du serveur"


@dataclass(frozen=True)
class Step:
    """One change: when, what in words, by whom; `place`, whose it is where a page shows several people or places."""

    at: datetime
    words: str
    by: str
    is_outside: bool = False
    place: str = ""


def way_in_history(person: User) -> list[Step]:
    """Return what was done to the way this person enters, the latest first. Three queries."""
    resets = [replace(step, place="") for step in reset_steps(person.second_step_resets.all())]
    return sorted([*resets, *_ties(person)], key=lambda step: step.at, reverse=True)


def reset_words(reset: SecondStepReset) -> str:
    return f"Deuxième étape retirée. Vérification : {reset.get_checked_display().lower()}. Motif : {reset.reason}"


def reset_steps(resets: QuerySet[SecondStepReset]) -> Iterator[Step]:
    """Yield each removal of a second step, with the person as its place. One query."""
    for reset in resets.select_related("by", "person"):
        yield Step(reset.at, reset_words(reset), str(reset.by or COMMAND), place=str(reset.person))


def _ties(person: User) -> Iterator[Step]:
    """From the journal of ties, which raw SQL does not pass by."""
    events: list[Any] = list(
        IssuerTie.pgh_event_model._default_manager.filter(user=person).select_related("pgh_context").order_by("pgh_id")
    )
    actors = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context_id}
    names = {pk: str(user) for pk, user in User.objects.in_bulk(actors - {None}).items()}
    for event in events:
        what = "Compte délié de" if event.pgh_label == "delete" else "Compte relié à"
        by = names.get(event.pgh_context.metadata.get("user"), COMMAND) if event.pgh_context_id else OUTSIDE
        yield Step(event.pgh_created_at, f"{what} {event.issuer}.", by, is_outside=not event.pgh_context_id)
