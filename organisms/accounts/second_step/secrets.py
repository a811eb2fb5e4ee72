"""The secrets of the second step, encrypted with keys of the environment: a copy of the database opens nothing."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

# The parts of an authenticator that are secrets; the key that a passkey leaves with us is public
SECRETS = {"totp": ("secret",), "recovery_codes": ("seed",)}


def _box() -> MultiFernet:
    """Return what encrypts with the first key and decrypts with any; each is as long as one likes."""
    keys = [settings.SECOND_STEP_KEY, *settings.SECOND_STEP_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"second step" + key.encode()).digest())) for key in keys])


def encrypt(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Return the secret. Refuses (ImproperlyConfigured) what none of the keys has encrypted, plain text included."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A second step was encrypted with none of the keys SECOND_STEP_KEY(_FALLBACKS)."
        ) from error


def rotate_secrets() -> int:
    """Encrypt every secret again with the first key; return how many authenticators were written."""
    rotated = Authenticator.objects.filter(type__in=SECRETS)
    with transaction.atomic():
        for authenticator in rotated.select_for_update():
            for name in SECRETS[authenticator.type]:
                authenticator.data[name] = encrypt(decrypt(authenticator.data[name]))
            authenticator.save(update_fields=["data"])
        return len(rotated)
