"""Positions as their list shows them: those that are occupied first, then the last ones lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from organisms.models import Component, Organism, User
from roriq_portal.formats.days import format_day
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from services.models import Position

HELD, LOST = "occupes", "perdus"


@dataclass(frozen=True)
class PositionRow:
    """A position on a day; `may_change`: its reader may open its form."""

    position: Position
    is_lost: bool
    may_change: bool


def positions_seen(user: User, organism: Organism, today: date, *, may_change: bool) -> list[PositionRow]:
    """Return an organism's positions that a person may read. Two statements."""
    rows = Position.objects.visible_to(user).filter(organism=organism).prefetch_related("agreements")
    return [PositionRow(row, row.is_lost_on(today), may_change) for row in rows]


def narrowed(rows: Sequence[PositionRow], state: str, component: str) -> list[PositionRow]:
    """Return the rows of a state and of a component; empty words narrow nothing."""
    return [
        row
        for row in rows
        if (not state or row.is_lost == (state == LOST)) and (not component or row.position.component == int(component))
    ]


def _title(row: PositionRow) -> Shown:
    at = row.position
    return Shown(at.title, reverse("services:position-edit", args=[at.organism_id, at.pk]) if row.may_change else "")


def _component(row: PositionRow) -> str:
    return Component(row.position.component).label if row.position.component else "Plusieurs"


def _state(row: PositionRow) -> str:
    return "Perdu" if row.is_lost else "Occupé"


def _hours(row: PositionRow) -> Decimal | int:
    hours = row.position.hours
    return hours if hours % 1 else int(hours)


def _last_day(row: PositionRow) -> Shown:
    last, reason = row.position.last_day, row.position.get_lost_reason_display()
    return Shown(format_day(last) if last else "", under=(Under(reason),) if reason else ())


def _paid_by(row: PositionRow) -> Shown:
    paying = row.position.agreements.all()
    lines = (Under(paid_by.reference, reverse("agreements:agreement-detail", args=[paid_by.pk])) for paid_by in paying)
    return Shown("", under=tuple(lines))


POSITIONS = declare(
    Listing(
        address="services:position-list",
        name="Postes",
        stem="postes",
        nouns=("poste", "postes"),
        columns=(
            Column("poste", "Poste", lambda row: row.position.title, BY_VALUE, show=_title),
            Column("etat", "État", _state, BY_VALUE),
            Column("volet", "Volet", _component, BY_VALUE),
            Column("depuis", "Occupé depuis le", lambda row: row.position.during.lower, BY_VALUE, Kind.DAY),
            Column("fin", "Dernier jour", lambda row: row.position.last_day, BY_VALUE, Kind.DAY, show=_last_day),
            Column("heures", "Heures par semaine", _hours, BY_VALUE, Kind.NUMBER),
            Column(
                "paye",
                "Payé par",
                lambda row: ", ".join(agreement.reference for agreement in row.position.agreements.all()),
                BY_VALUE,
                show=_paid_by,
            ),
            Column("raison", "Raison", lambda row: row.position.get_lost_reason_display(), BY_VALUE, is_usual=False),
            Column(
                "formation",
                "Formation interculturelle, heures",
                lambda row: row.position.training_hours,
                BY_VALUE,
                Kind.NUMBER,
                is_usual=False,
            ),
            Column("langues", "Langues", lambda row: row.position.languages, BY_VALUE, Kind.NUMBER, is_usual=False),
        ),
        order="",
    )
)
