"""Messages that wait in the database, unreadable there: an invitation or a new password stands in them."""

import base64
import hashlib
import hmac
import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.encoding import force_bytes

FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")


def seal(message: EmailMessage) -> bytes:
    """Return the message as bytes that only the portal's key opens. Refuses attachments: no letter of ours has any."""
    if message.attachments:
        raise ValueError("a letter of the portal carries no attachment")
    fields = {name: getattr(message, name) for name in FIELDS}
    fields["alternatives"] = [list(pair) for pair in getattr(message, "alternatives", ())]
    return _fernet().encrypt(json.dumps(fields).encode())


def unseal(sealed: bytes | memoryview) -> EmailMessage:
    """Return the message. Raises InvalidToken when it was sealed with a key that is no longer among ours."""
    fields = json.loads(_fernet().decrypt(bytes(sealed)))
    alternatives, headers = fields.pop("alternatives"), fields.pop("extra_headers")
    message = EmailMultiAlternatives(**fields, headers=headers)
    for content, kind in alternatives:
        message.attach_alternative(content, kind)
    return message


def digest_of(message: EmailMessage) -> str:
    """Return what tells two letters apart, and from which nobody finds an address or a word."""
    words = json.dumps([message.recipients(), message.subject, message.body]).encode()
    return hmac.new(_key(settings.SECRET_KEY), words, hashlib.sha256).hexdigest()


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(key))) for key in keys])


def _key(secret: str | bytes) -> bytes:
    return hmac.new(force_bytes(secret), b"letters", hashlib.sha256).digest()
