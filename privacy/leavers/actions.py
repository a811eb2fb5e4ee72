"""Taking away the name and address of whoever left: by the job after a delay, or by the network at once.

What was signed keeps its signature: the name stays where a version, a step or an answer says who signed (decision 56).
The journal, which nothing leaves, keeps what it held.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agreements.models import FunderSeat
from organisms.accounts.second_step.recovery import end_sessions
from organisms.models import (
    AuditorSeat,
    HelpVisit,
    Invitation,
    IssuerTie,
    MailChoice,
    Membership,
    NetworkSeat,
    NewsLetter,
    NewsMark,
    SavedFilter,
    TypedDraft,
    User,
    Visit,
)
from organisms.seats.actions import hold_address
from privacy.models import Departure
from privacy.register.lines import rules
from reporting.models import CalendarFeed
from roriq_portal.logs import log_action
from services.households.lifecycle import anniversary

SEATS = (Membership, NetworkSeat, AuditorSeat, FunderSeat)
# What serves one person and nobody else
OWN: tuple[Any, ...] = (
    EmailAddress, Authenticator, UserSession, SavedFilter, MailChoice, NewsMark, NewsLetter, HelpVisit, Visit,
    TypedDraft, CalendarFeed, IssuerTie,
)  # fmt: skip
# Reserved: no letter ever leaves for it
NOWHERE = "parti.invalid"
BATCH = 100


class StillHere(Exception):
    """Reads as a sentence."""


def leavers(now: datetime) -> QuerySet[User]:
    """Return those whose last seat ended LEAVER_KEEP_MONTHS ago, and who still have their name and address.

    Whoever is invited again is none of them while the invitation is open.
    """
    before = anniversary(timezone.localdate(now), -settings.LEAVER_KEEP_MONTHS)
    people = User.objects.filter(is_staff=False, is_superuser=False, departure__isnull=True)
    rows = people.filter(date_joined__date__lt=before)
    rows = rows.exclude(Exists(_open_letters(now).filter(email__iexact=OuterRef("email"))))
    # A seat closed on its first day has no day at all, and PostgreSQL puts nothing before or after it
    over = Q(during__fully_lt=(before, None)) | Q(during__isempty=True)
    for seat in SEATS:
        late = seat._default_manager.filter(user=OuterRef("pk")).exclude(over)
        rows = rows.exclude(Exists(late))
    return rows.order_by("pk")


def forget_leavers(now: datetime) -> int:
    """Take away the name and address of all who left long ago; return how many. Run twice, it finds nobody.

    Whoever is invited or seated while it runs stays, and holds up nobody who comes after them.
    """
    forgotten = 0
    for person in leavers(now)[:BATCH]:
        with suppress(StillHere):
            forget_person(person=person, by=None)
            forgotten += 1
    return forgotten


@log_action
@transaction.atomic
def forget_person(*, person: User, by: User | None) -> Departure:
    """Close an account for good: its address goes, its name too unless it signed, and all that served it alone.

    Refuses (StillHere) whoever has a seat that runs, an invitation that waits, or the server in charge. Who comes back
    is invited, and has another account: an invitation that is being written is waited for.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    hold_address(person.email)
    known = Departure.objects.filter(person=person).first()
    if known:
        return known
    if person.is_staff or person.is_superuser:
        raise StillHere("Ce compte administre le serveur\u00a0: qui tient le serveur le ferme.")
    if any(seat._default_manager.filter(user=person).running().exists() for seat in SEATS):
        raise StillHere("Cette personne a un siège ouvert\u00a0: fermez-le d’abord, à la page d’équipe.")
    if _open_letters(timezone.now()).filter(email__iexact=person.email).exists():
        raise StillHere("Une invitation attend cette personne\u00a0: annulez-la d’abord, à la page d’équipe.")
    is_name_kept = has_signed(person)
    _forget_letters_to(person)
    _close(person, person.name if is_name_kept else f"Personne partie nº\u00a0{person.pk}")
    return Departure.objects.create(person=person, by=by, is_name_kept=is_name_kept)


def has_signed(person: User) -> bool:
    """Whether a paper says who they are: one of the signatures that the register names."""
    quote, places = connection.ops.quote_name, [place.split(".") for place in rules()["given"]["signatures"]]
    asked = [f"(SELECT 1 FROM {quote(table)} WHERE {quote(column)} = %s LIMIT 1)" for table, column in places]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [person.pk] * len(asked))
        return cursor.fetchone() is not None


def _close(person: User, name: str) -> None:
    end_sessions(person)
    # First: the second step of an account that is open goes only with a record of who removed it (decision 55)
    person.email, person.name, person.is_active = address_of(person), name, False
    person.set_unusable_password()
    person.save(update_fields=["email", "name", "is_active", "password"])
    for model in OWN:
        model.objects.filter(user=person).delete()


def _open_letters(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, cancelled_at=None, expires_at__gt=now)


def _forget_letters_to(person: User) -> None:
    Invitation.objects.filter(email__iexact=person.email).update(email=address_of(person), name="")
    for seat in SEATS:  # those of an invitation that nobody accepted in time
        seat._default_manager.filter(awaited_email__iexact=person.email).update(awaited_email=address_of(person))


def address_of(person: User) -> str:
    """Return the address that takes the place of a person's own."""
    return f"parti-{person.pk}@{NOWHERE}"
