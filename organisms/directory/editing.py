"""An organism's card: changed by one person at a time, each seeing what the other wrote."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from organisms.models import Component, Organism, User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.logs import log_action

CARD = (
    "components", "municipality", "mrcs", "email", "phone", "website", "neq", "year_starts", "delegate",
    "privacy_officer", "privacy_email",
)  # fmt: skip


@dataclass(frozen=True)
class CardDifference:
    """One field of the card, in words: what was typed, and what is written now."""

    field: str
    mine: str
    theirs: str


def card_words(values: Mapping[str, Any]) -> dict[str, str]:
    """Return each field of a card in words; two cards that say the same have the same words."""
    return {name: _words(name, values[name]) for name in CARD}


def card_of_now(organism: Organism) -> dict[str, str]:
    """Return what the card says now, in words. Two queries."""
    values = {name: getattr(organism, name) for name in CARD if name != "mrcs"}
    return card_words({**values, "mrcs": list(organism.mrcs.all())})


def card_print(words: Mapping[str, str]) -> str:
    """Return the same 64 digits for the same card, so that a page can say which one it showed."""
    return hashlib.sha256("\n".join(f"{name}={words[name]}" for name in CARD).encode()).hexdigest()


@log_action
@transaction.atomic
def change_card(*, organism: Organism, values: Mapping[str, Any], seen: str, by: User) -> Organism:
    """Write the card of an organism. Raises StaleRevision when it is no longer the one that was seen (`seen`)."""
    organism = Organism.objects.select_for_update().get(pk=organism.pk)
    now = card_of_now(organism)
    check_seen(seen, card_print(now), StaleRevision(now))
    for name in CARD:
        if name != "mrcs":
            setattr(organism, name, values[name])
    organism.save(update_fields=[name for name in CARD if name != "mrcs"])
    organism.mrcs.set(values["mrcs"])
    return organism


def differences(mine: Mapping[str, Any], theirs: Mapping[str, str], labels: Mapping[str, str]) -> list[CardDifference]:
    """List, in words, the fields that two versions of a card tell differently."""
    words = card_words(mine)
    return [
        CardDifference(labels[name], words[name] or "–", theirs[name] or "–")
        for name in CARD
        if words[name] != theirs[name]
    ]


def _words(name: str, value: Any) -> str:
    if name == "components":
        return ", ".join(f"{number} – {Component(number).label}" for number in sorted(value))
    if name == "mrcs":
        return ", ".join(sorted(str(mrc) for mrc in value))
    return "" if value is None else str(value)
