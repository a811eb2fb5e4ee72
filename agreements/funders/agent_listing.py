"""The accesses of funders as a list: who reads for whom, since when, and how it stands."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from agreements.models import FunderSeat
from organisms.models import User
from organisms.seats.reopening import reopenable
from roriq_portal.formats.days import day
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


@dataclass(frozen=True)
class AgentRow:
    """`state`: open, closed, invited, lapsed or cancelled; `reopen`: the address that opens it again, when one may."""

    seat: FunderSeat
    state: str
    reopen: str

    @property
    def name(self) -> str:
        if self.seat.user:
            return self.seat.user.name
        return (self.seat.invitation.name or self.email) if self.seat.invitation else ""

    @property
    def email(self) -> str:
        if self.seat.user:
            return self.seat.user.email
        return self.seat.invitation.email if self.seat.invitation else ""

    @property
    def since(self) -> date | None:
        return self.seat.during.lower

    @property
    def state_words(self) -> str:
        invitation = self.seat.invitation
        if self.state == "open":
            return "Ouvert"
        if self.state == "closed" or invitation is None:
            return f"Fermé le {day(self.seat.during.upper) or 'jour même'}"
        if self.state == "cancelled":
            return f"Invitation annulée le {day(invitation.cancelled_at)}"
        expires = day(invitation.expires_at)
        return f"Invitation envoyée, bonne jusqu’au {expires}" if self.state == "invited" else f"Échue le {expires}"


def agents_listed_for(user: User) -> list[AgentRow]:
    """Return every access and invitation, by funder, office and name; what this user may open again says so."""
    seats = FunderSeat.objects.select_related("user", "invitation", "funder", "office")
    seats = seats.order_by("funder__sort_name", "office__name", "user__name", "pk")
    states = {seat: _state(seat) for seat in seats}
    closed = [seat for seat, state in states.items() if state == "closed"]
    again = {pk: reverse("agreements:agent-reopen", args=[pk]) for pk in reopenable(closed, user)}
    return [AgentRow(seat, state, again.get(seat.pk, "")) for seat, state in states.items()]


def _state(seat: FunderSeat) -> str:
    if seat.user_id is None and seat.invitation:
        return "cancelled" if seat.invitation.cancelled_at else "invited" if seat.invitation.is_open else "lapsed"
    return "open" if not seat.during.isempty and timezone.localdate() in seat.during else "closed"


def _name(row: AgentRow) -> Shown:
    return Shown(row.name, under=(Under(row.email),))


def _office(row: AgentRow) -> str:
    return row.seat.office.name if row.seat.office else "tous"


AGENTS = declare(
    Listing(
        address="agreements:agent-list",
        name="Accès des bailleurs",
        stem="acces-bailleurs",
        nouns=("accès", "accès"),
        columns=(
            Column("personne", "Personne", lambda row: row.name, BY_VALUE, show=_name),
            Column("bailleur", "Bailleur", lambda row: row.seat.funder.name, BY_VALUE),
            Column("bureau", "Bureau", _office, BY_VALUE),
            Column("depuis", "Depuis", lambda row: row.since, BY_VALUE, Kind.DAY),
            Column("etat", "État", lambda row: row.state_words, BY_VALUE),
            Column("courriel", "Courriel", lambda row: row.email, BY_VALUE, is_usual=False),
        ),
        order="",
    )
)
