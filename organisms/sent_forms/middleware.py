"""A form is answered in one transaction, once; what two people write at the same moment is answered in words."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from psycopg.errors import DeadlockDetected, ExclusionViolation, UniqueViolation

from organisms.models import SentForm
from organisms.sent_forms.sending_key import rewind, sending_key
from organisms.user_request import PageRequest

OURS = {"organisms", "agreements", "services", "reporting", "network", "privacy"}
SENT_TWICE = "Cette page avait déjà été envoyée : rien n’a été fait une deuxième fois."
# What the database says when somebody wrote the same thing, or locked it the other way round, a moment before
AT_ONCE = (UniqueViolation, ExclusionViolation, DeadlockDetected)
log = logging.getLogger(__name__)


class SentOnceMiddleware:
    """Stands last, so that nobody is answered here whom another middleware turns away.

    A key or an exclusion of the database that refuses a row undoes all that the form did. The view then runs once more:
    it now sees what the other wrote, and says beside the field what it says of any name that is taken. So it does when
    a row that it read is gone once it asks for its lock; where that row is what the page is about, the answer says it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PageRequest, view: Callable, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.app_name not in OURS:
            return None

        def act() -> HttpResponse:
            with transaction.atomic():
                return answer_once(request, lambda: view(request, *args, **kwargs))

        return answer_at_once(request, act)


def answer_at_once(request: PageRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer; where another request took the same place, or a row, a moment before, undo and answer knowing of it."""
    is_gone = False
    for _ in range(2):
        try:
            return act()
        except ObjectDoesNotExist:
            log.warning("a row is gone since it was read: %s", request.path, exc_info=True)
            is_gone = True
        except Http404:
            if not is_gone:
                raise
            break
        except DatabaseError as refused:
            if not isinstance(refused.__cause__, AT_ONCE):
                raise
        request._messages = default_storage(request)  # what the undone act said
        for _, files in request.FILES.lists():
            rewind(files)
    if is_gone:
        return render(request, "errors/gone.html", status=404)
    return render(request, "errors/409.html", status=409)


def answer_once(request: PageRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a sending, or lead it where the same sending led before. A second one waits for the first to end.

    What only shows its page again, or leads away with nothing but a warning, did nothing: it may be sent again.
    """
    key = None if request.htmx else sending_key(request)
    if key is None:
        return answer()
    SentForm.objects.outdated().filter(key=key).delete()
    sent, is_new = SentForm.objects.get_or_create(key=key)
    if not is_new:
        messages.info(request, twice_words(sent.said))
        return redirect(sent.led_to)
    response = answer()
    if response.status_code in (302, 303) and not only_warns(request):
        sent.led_to = response.headers["Location"]
        sent.said = _done_words(request)
        sent.save(update_fields=["led_to", "said"])
    else:
        sent.delete()
    return response


def twice_words(said: str) -> SafeString:
    """Say that a page had been sent before, and what its answer said, with the links to what it made."""
    return format_html("{} {}", SENT_TWICE, mark_safe(said)) if said else format_html("{}", SENT_TWICE)


def _queued(request: HttpRequest) -> list[Message]:
    # What waits to be shown is Django's own affair, which django-stubs leaves out
    return messages.get_messages(request)._queued_messages  # type: ignore[union-attr]


def _done_words(request: HttpRequest) -> str:
    return " ".join(conditional_escape(said.message) for said in _queued(request) if said.level == messages.SUCCESS)


def only_warns(request: HttpRequest) -> bool:
    """Whether an answer did nothing: it says a warning or a fault, and nothing that was done."""
    levels = {message.level for message in _queued(request)}
    return messages.SUCCESS not in levels and max(levels, default=messages.INFO) >= messages.WARNING
