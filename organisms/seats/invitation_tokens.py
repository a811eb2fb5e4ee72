"""An invitation's token, and the seats that wait behind it."""

import hashlib
import secrets
from datetime import timedelta

from django.utils.crypto import salted_hmac

from organisms.models import Invitation, User
from organisms.models.seats import Seat

LIFETIME = timedelta(days=7)


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def token_for(nonce: str) -> str:
    """Return the token of a link. The job keeps only the nonce, which is worth nothing without the secret key."""
    return salted_hmac("organisms.invitation", nonce, algorithm="sha256").hexdigest()


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of this token, open or not."""
    return Invitation.objects.filter(token_hash=hash_token(token)).select_related("created_by").first()


def seat_models() -> list[type[Seat]]:
    """Every model of seat that an invitation can open, also those of apps above this one."""
    models = [relation.related_model for relation in Invitation._meta.related_objects]
    return [model for model in models if issubclass(model, Seat)]


def seats_of(invitation: Invitation) -> list[Seat]:
    return [seat for model in seat_models() for seat in model.objects.filter(invitation=invitation).order_by("pk")]


def account_of(invitation: Invitation) -> User | None:
    return User.objects.filter(email__iexact=invitation.email).first()
