"""The way back for a person who has lost phone, key and recovery codes."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from organisms.accounts.attempts import Kind, Limit, LimitReached, count_or_refuse
from organisms.models import SecondStepReset, User
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

# A network loses few phones in a day: more is somebody else's hand
RESETS = Limit(Kind.STEP_RESET, 10, timedelta(days=1))


class ResetRefused(Exception):
    """A sentence that says why this second step stays."""


@log_action
@transaction.atomic
def reset_second_step(*, person: User, by: User | None, checked: str, reason: str) -> SecondStepReset:
    """Remove all that the second step of a person is made of, end their sessions, and return its record.

    The password stays as it is. `by`: who coordinates the network; None for a command of the server. `checked`: how
    they made sure of the person. The person is told by mail, and every other coordinator of the network.
    Refuses (ResetRefused) one's own, one that is not set up, and beyond ten in a day.
    """
    if by is not None and by.pk == person.pk:
        raise ResetRefused("On ne retire pas sa propre deuxième étape d’ici. Demandez à une autre personne du réseau.")
    User.objects.select_for_update().get(pk=person.pk)
    parts = Authenticator.objects.filter(user=person)
    if not parts.exists():
        raise ResetRefused("Cette personne n’a pas de deuxième étape : il n’y a rien à retirer.")
    _count(by)
    record = SecondStepReset.objects.create(
        person=person, by=by, checked=checked, reason=reason.strip(), parts=parts.count()
    )
    parts.delete()
    end_sessions(person)
    defer("portal:announce-step-reset", reset_id=record.pk)
    return record


def end_sessions(person: User) -> None:
    """Close every session of a person: each device has to enter again."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def _count(by: User | None) -> None:
    if by is None:
        return
    try:
        count_or_refuse(RESETS, f"user {by.pk}")
    except LimitReached as reached:
        words = f"Vous avez retiré {RESETS.most} deuxièmes étapes en une journée, la limite. Reprenez demain."
        raise ResetRefused(words) from reached


def tell_account_change(user: User, change: str, user_agent: str = "") -> None:
    """Defer the letter that says what changed in the way this person enters."""
    changed_at = timezone.now().isoformat()
    defer("portal:tell-account-change", user_id=user.pk, change=change, changed_at=changed_at, user_agent=user_agent)
