"""What every letter that may be stopped carries: an address that opens without login, and its header."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from organisms.models import CHOSEN_KINDS, NewsKind, User

FOOT = "\nChoisir quand ces courriels viennent, ou les arrêter ({kinds})\u00a0:\n{url}\n"
_signer = Signer(salt="organisms.mail_choices")


class Stop(NamedTuple):
    """Whose letters an address stops, and of which kinds."""

    person: User
    kinds: list[NewsKind]


def with_choice(letter: EmailMessage, person_id: int | None, kinds: Iterable[str]) -> EmailMessage:
    """Return the letter with the address that changes its rhythm, as its last words and as List-Unsubscribe.

    Nothing is added to a letter for an address without account, which has chosen nothing.
    """
    if person_id is None:
        return letter
    wanted = [NewsKind(kind) for kind in kinds]
    url = settings.SITE_URL + reverse("organisms:mail-stop", args=[token_for(person_id, wanted)])
    letter.body = f"{letter.body.rstrip()}\n{FOOT.format(kinds=', '.join(kind.label for kind in wanted), url=url)}"
    letter.extra_headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letter


def token_for(person_id: int, kinds: Iterable[str]) -> str:
    """Return what the address carries: signed with the portal's key, without a day, since letters are kept."""
    return _signer.sign_object([person_id, *map(str, kinds)])


def read_token(token: str) -> Stop | None:
    """Return what a token of ours stops; nothing for any other, nor for an account that was closed. One query."""
    try:
        person_id, *kinds = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError, UnicodeError):
        return None
    person = User.objects.filter(pk=person_id, is_active=True).first()
    known = [NewsKind(kind) for kind in kinds if kind in CHOSEN_KINDS]
    return Stop(person, known) if person and known else None
