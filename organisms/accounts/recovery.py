"""The way back for a person who has lost phone, key and recovery codes."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from organisms.models import User
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def remove_second_step(*, user: User) -> int:
    """Remove all that the second step of a person is made of, end their sessions, and tell them by mail.

    Return how many parts were removed. Whoever asks for it has made sure that the person is the one they say.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    tell_account_change(user, "second_step_removed")
    return removed


def tell_account_change(user: User, change: str, user_agent: str = "") -> None:
    """Defer the letter that says what changed in the way this person enters."""
    changed_at = timezone.now().isoformat()
    defer("portal:tell-account-change", user_id=user.pk, change=change, changed_at=changed_at, user_agent=user_agent)
