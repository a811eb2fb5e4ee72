"""What can be undone, until when, and where the button of a message leads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.utils import timezone

from roriq_portal.edits.undo import is_undoable, say_undoable, undo_address, undoable_until

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_a_mistake_can_be_undone_for_a_day():
    assert undoable_until(NOON) == datetime(2026, 4, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "can_be"),
    [
        (timedelta(0), True),
        (timedelta(days=1, seconds=-1), True),
        (timedelta(days=1), False),
        (timedelta(days=1, seconds=1), False),
    ],
)
def test_at_the_same_hour_of_the_next_day_it_stays(monkeypatch, later, can_be):
    monkeypatch.setattr(timezone, "now", lambda: NOON + later)
    assert is_undoable(NOON) is can_be


def test_what_was_done_is_said_with_the_address_that_takes_it_back():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    say_undoable(request, "Retiré\u00a0: un document.", "/documents/7/remettre/")
    messages.success(request, "Enregistré.")
    [undoable, plain] = request._messages
    assert (undoable.message, undoable.level) == ("Retiré\u00a0: un document.", messages.SUCCESS)
    assert (undo_address(undoable), undo_address(plain)) == ("/documents/7/remettre/", "")
    assert undo_address(Message(messages.SUCCESS, "Rien", extra_tags=None)) == ""
    assert undo_address(Message(messages.SUCCESS, "Autre", extra_tags="undo")) == ""
