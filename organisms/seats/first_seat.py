"""The first person of a new portal: without anybody to invite them, whoever installs it opens their seat."""

import pghistory
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import NetworkSeat, User
from roriq_portal.logs import log_action


class SomebodyThere(Exception):
    """The portal has its people: they invite the others."""

    def __init__(self) -> None:
        super().__init__("Le réseau a déjà une personne\u00a0: c’est à elle d’inviter les autres.")


@log_action
@transaction.atomic
def open_first_seat(*, name: str, email: str) -> User:
    """Open the seat of the first person of the network, without a password, and return the person.

    Asked again for the same person who has not entered yet, it changes nothing. Refuses (SomebodyThere) as soon as
    somebody else has a seat in the network, or this person a password.
    """
    seat = NetworkSeat.objects.select_related("user").first()
    if seat is None:
        person = User.objects.create_user(email, name=name.strip())
        with pghistory.context(user=person.pk):  # who has no session yet still is the one for whom it is made
            during = DateRange(timezone.localdate(), None)
            NetworkSeat.objects.create(role=NetworkSeat.Role.COORDINATOR, user=person, during=during)
        return person
    if seat.user is None or seat.user.email != email.lower() or seat.user.has_usable_password():
        raise SomebodyThere
    return seat.user


def first_link(person: User) -> str:
    """Return the address where a person without a password chooses one, good for as long as that of a forgotten one."""
    key = f"{user_pk_to_url_str(person)}-{PasswordResetTokenGenerator().make_token(person)}"
    return get_adapter().get_reset_password_from_key_url(key)
