"""How long a mistake can be undone, the same for everything: a day. The triggers that let a row go say the same."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template import Library
from django.utils import timezone

register = Library()
MARK = "undo:"
UNDONE_WITHIN = timedelta(days=1)
TOO_LATE = "Rien à reprendre\u00a0: il y a plus d’un jour, ou quelqu’un l’a déjà fait."


def undoable_until(done_at: datetime) -> datetime:
    """Return the moment from which what was done at that one stays done."""
    return done_at + UNDONE_WITHIN


def is_undoable(done_at: datetime) -> bool:
    return timezone.now() < undoable_until(done_at)


def say_undoable(request: HttpRequest, words: str, address: str) -> None:
    """Say what was done, with a button « Annuler » that posts to an address."""
    messages.success(request, words, extra_tags=MARK + address)


@register.filter
def undo_address(message: Message) -> str:
    """Return where the button of a message posts to; blank for a message without one."""
    tags = message.extra_tags or ""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""


@register.inclusion_tag("components/post_button.html")
def undo_button(url: str, csrf_token: str, words: str, more: object = "") -> dict[str, object]:
    """Show the button that takes an act back. `more`: what a screen reader adds to the words."""
    return {"url": url, "csrf_token": csrf_token, "words": words, "more": more, "place": "mt-2"}
