"""Changes to seats and invitations. Each checks all, then writes all, in one transaction."""

from datetime import date, timedelta
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.accounts.attempts import Kind, Limit, LimitReached, count_or_refuse, left
from organisms.models import AuditorSeat, Invitation, Membership, NetworkSeat, Organism, User
from organisms.models.seats import Seat, SeatQuerySet
from organisms.seats.invitation_tokens import LIFETIME, account_of, hash_token, new_nonce, seats_of, token_for
from roriq_portal.database.locks import hold
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

MOST_AUDIT = timedelta(days=731)
# The network opens the seats of a hundred organisms; the others, those of a team
NETWORK_INVITATIONS = Limit(Kind.INVITATION, 100, timedelta(days=1))
INVITATIONS = Limit(Kind.INVITATION, 20, timedelta(days=1))
LETTERS = Limit(Kind.INVITATION_LETTER, 3, timedelta(days=1))


class SeatRefused(Exception):
    """A sentence that says why this seat cannot be opened or closed, and its field."""

    def __init__(self, words: str, *, field: str = "email") -> None:
        super().__init__(words)
        self.field = field


class InvitationClosed(Exception):
    """The link was used, cancelled, replaced, or is past its seven days."""

    def __init__(self) -> None:
        super().__init__("Quelqu’un vient d’accepter ou d’annuler cette invitation\xa0: regardez où elle en est.")


class OtherAccount(Exception):
    """The e-mail already has an account, and the person who asks is not logged in with it."""


def invitations_left(by: User) -> int:
    """Return how many invitations this person may still send today, from all their seats."""
    return left(_limit_of(by), f"user {by.pk}")


def _limit_of(by: User) -> Limit:
    return NETWORK_INVITATIONS if by.coordinates_network else INVITATIONS


def _count_invitation(by: User) -> None:
    try:
        count_or_refuse(_limit_of(by), f"user {by.pk}")
    except LimitReached as reached:
        words = f"Vous avez envoyé {_limit_of(by).most} invitations en une journée, la limite. Reprenez demain."
        raise SeatRefused(words) from reached


def _count_letter(email: str) -> None:
    try:
        count_or_refuse(LETTERS, email)
    except LimitReached as reached:
        words = f"{email} a reçu {LETTERS.most} invitations en une journée, la limite. Attendez demain."
        raise SeatRefused(words) from reached


def hold_address(email: str) -> None:
    """Let whoever invites an address and whoever takes it away come one after the other, until the transaction ends."""
    hold(f"address {email.lower()}")


def _seal(invitation: Invitation) -> str:
    """Give the invitation a new token and seven days, and defer its letter. Return the token.

    Refuses (SeatRefused) a fourth letter to one e-mail in a day, whoever sends it and for whatever seat.
    """
    hold_address(invitation.email)
    _count_letter(invitation.email)
    nonce = new_nonce()
    token = token_for(nonce)
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    defer("portal:send-invitation", invitation_id=invitation.pk, nonce=nonce)
    return token


@log_action
@transaction.atomic
def open_invitation(*, email: str, name: str, by: User) -> tuple[Invitation, str]:
    """Create an invitation without seats and defer its letter; the caller adds the seats, same transaction.

    Refuses (SeatRefused) an invitation to oneself, since nobody opens their own seat, and one beyond the day's limit.
    """
    email = email.strip().lower()
    if email == by.email.lower():
        raise SeatRefused("On ne s’invite pas soi-même. Demandez à une autre personne du réseau.")
    _count_invitation(by)
    invitation = Invitation(email=email, name=name.strip(), created_by=by)
    token = _seal(invitation)
    return invitation, token


def waiting(invitation: Invitation, by: User) -> dict[str, Any]:
    """Return what a new seat holds of its invitation. The database keeps one waiting seat of a kind for an e-mail."""
    return {"invitation": invitation, "awaited_email": invitation.email, "created_by": by}


def refuse_duplicate(seats, email: str) -> None:
    """Refuse a seat that this e-mail holds today, or that an invitation already keeps for it."""
    if seats.running().filter(user__email__iexact=email).exists():
        raise SeatRefused(f"{email} a déjà ce siège.")
    if seats.waiting().filter(invitation__email__iexact=email).exists():
        raise SeatRefused(f"Une invitation attend déjà {email}. Renvoyez-la plutôt.")


@log_action
@transaction.atomic
def invite_member(*, organism: Organism, role: str, email: str, name: str, by: User) -> Invitation:
    """Open a seat in an organism: it waits for the person, who gets the link by e-mail."""
    Organism.objects.select_for_update().get(pk=organism.pk)
    refuse_duplicate(Membership.objects.filter(organism=organism, role=role), email.strip())
    invitation, _ = open_invitation(email=email, name=name, by=by)
    during = DateRange(timezone.localdate(), None)
    Membership.objects.create(organism=organism, role=role, during=during, **waiting(invitation, by))
    return invitation


@log_action
@transaction.atomic
def invite_to_network(*, role: str, email: str, name: str, by: User) -> Invitation:
    """Open a seat in the network. One person holds one network seat at a time."""
    refuse_duplicate(NetworkSeat.objects.all(), email.strip())
    invitation, _ = open_invitation(email=email, name=name, by=by)
    during = DateRange(timezone.localdate(), None)
    NetworkSeat.objects.create(role=role, during=during, **waiting(invitation, by))
    return invitation


@log_action
@transaction.atomic
def invite_auditor(*, organism: Organism, email: str, name: str, until: date, by: User) -> Invitation:
    """Open an outside person's seat to read one organism, through its last day `until`.

    Refuses (SeatRefused) a last day that is past or beyond two years, and someone of the organism's own team.
    """
    today = timezone.localdate()
    if not today <= until <= today + MOST_AUDIT:
        raise SeatRefused("Choisissez un dernier jour à venir, d’ici deux ans au plus.", field="until")
    Organism.objects.select_for_update().get(pk=organism.pk)
    if Membership.objects.filter(organism=organism, user__email__iexact=email.strip()).running().exists():
        raise SeatRefused(f"{email} est de l’équipe. La vérification vient du dehors.")
    refuse_duplicate(AuditorSeat.objects.filter(organism=organism), email.strip())
    invitation, _ = open_invitation(email=email, name=name, by=by)
    during = DateRange(today, until + timedelta(days=1))
    AuditorSeat.objects.create(organism=organism, during=during, **waiting(invitation, by))
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.accepted_at or fresh.cancelled_at:
        raise InvitationClosed
    return fresh


@log_action
@transaction.atomic
def resend_invitation(*, invitation: Invitation) -> str:
    """Send a new link for seven more days; the old one stops working. Return the new token.

    Refuses (SeatRefused) beyond the letters of a day, and the old link goes on working then.
    """
    # Before its row, as whoever takes the address away does
    hold_address(invitation.email)
    return _seal(_locked(invitation))


@log_action
@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: User) -> None:
    """Cancel an invitation: its link stops working, its seats never open."""
    fresh = _locked(invitation)
    fresh.cancelled_at, fresh.cancelled_by = timezone.now(), by
    fresh.save(update_fields=["cancelled_at", "cancelled_by"])
    for seat in seats_of(fresh):
        seat.awaited_email = None
        seat.save(update_fields=["awaited_email"])


@log_action
@transaction.atomic
def accept_invitation(*, token: str, name: str = "", password: str = "", user: User | None = None) -> User:
    """Give the seats of an invitation to the person of its e-mail, whose account is made when there is none.

    Of two simultaneous clicks the second finds it closed (InvitationClosed). Refuses anyone who is not
    logged in with the account of that e-mail (OtherAccount), and a seat they hold already (SeatRefused).
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    if invitation is None or not invitation.is_open:
        raise InvitationClosed
    account = account_of(invitation)
    if account != user:
        raise OtherAccount
    person = account or _create_account(invitation.email, name, password)
    with pghistory.context(user=person.pk):  # who has no session yet still is the one who accepts
        for seat in seats_of(invitation):
            _seat_person(seat, person)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person


def _create_account(email: str, name: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name.strip())
    except IntegrityError as error:
        raise OtherAccount from error


def _seat_person(seat: Seat, person: User) -> None:
    """The seat runs from the day it is accepted, so that its dates say when they could read."""
    today = timezone.localdate()
    if seat.during.upper and seat.during.upper <= today:
        raise SeatRefused("Les jours de ce siège sont passés. Demandez une autre invitation.")
    seat.user, seat.awaited_email = person, None
    seat.during = DateRange(today, seat.during.upper)
    try:
        with transaction.atomic():
            # Each kind of seat has its own field `user`
            seat.save(update_fields=["user", "awaited_email", "during"])  # type: ignore[misc]
    except IntegrityError as error:
        raise SeatRefused(f"Vous avez déjà ce siège : {seat}.") from error


@log_action
@transaction.atomic
def end_seat(*, seat: Seat, by: User) -> None:
    """End a running seat today: its rights stop at the next request, and its person is told by mail.

    Refuses (SeatRefused) one that is closed, and to give up the last head of an organism or of the network.
    """
    locked = type(seat).objects.select_for_update().get(pk=seat.pk)
    if not type(seat).objects.running().filter(pk=locked.pk).exists():
        raise SeatRefused("Ce siège est déjà fermé.")
    if locked.user_id == by.pk and _is_last_head(locked):
        raise SeatRefused("Ce siège est le dernier à pouvoir en ouvrir d’autres. Faites d’abord inviter quelqu’un.")
    locked.during = DateRange(locked.during.lower, timezone.localdate())
    locked.save(update_fields=["during"])
    defer("portal:announce-seat-ended", seat_kind=seat._meta.label, seat_id=locked.pk, by_id=by.pk)


def _is_last_head(seat: Seat) -> bool:
    """Is this the last seat from which others can be opened, in its organism or in the network?"""
    heads: SeatQuerySet
    if isinstance(seat, Membership):
        heads = Membership.objects.filter(organism=seat.organism_id).exclude(role=Membership.Role.STAFF)
    elif isinstance(seat, NetworkSeat):
        heads = NetworkSeat.objects.filter(role=NetworkSeat.Role.COORDINATOR)
    else:
        return False
    running = heads.running()
    return running.filter(pk=seat.pk).exists() and not running.exclude(pk=seat.pk).exists()
