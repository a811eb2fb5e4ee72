"""The POST of a page that takes a step: once for its key, allowed, done or refused in a sentence, redirected."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisms.models import User
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.models import Report
from reporting.workflow.transitions import ActionRefused
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.files.uploads import FileRefused

REFUSALS = (ActionRefused, StaleRevision, FileRefused)
Made = TypeVar("Made")
DETAIL = "reporting:report-detail"


def sent_key(request: HttpRequest) -> uuid.UUID | None:
    """Return the key of the page that was sent; None on GET, or when it does not read."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def was_sent(rows: QuerySet, key: uuid.UUID | None) -> bool:
    """Whether this key already made one of these transitions or receipts: a second click goes where the first went."""
    return key is not None and rows.filter(idempotency_key=key).exists()


def attempt(act: Callable[[], object], refuse: Callable[[str], object]) -> bool:
    """Act; when the action refuses, give its sentence to `refuse`. Return whether it was done."""
    try:
        act()
    except REFUSALS as refusal:
        refuse(str(refusal))
        return False
    return True


def attempt_to_make(act: Callable[[], Made], refuse: Callable[[str], object]) -> Made | None:
    """Return what the action makes; when it refuses, give its sentence to `refuse` and return None."""
    try:
        return act()
    except REFUSALS as refusal:
        refuse(str(refusal))
        return None


def act_or_warn(request: UserRequest, act: Callable[[], object], done: str = "") -> bool:
    """Act and say that it is done, or warn with the sentence that refuses. Return whether it was done."""
    is_done = attempt(act, partial(messages.warning, request))
    if is_done and done:
        messages.success(request, done)
    return is_done


def post_step(
    request: UserRequest,
    report: Report,
    act: Callable[..., object],
    *,
    may: Callable[[User, Report], bool],
    denied: str,
    done: str = "",
    to: str = DETAIL,
    refused_to: str = "",
) -> HttpResponse:
    """Take one step of a report with `act(report=, by=, key=)`; go to the page `to`, or `refused_to` when refused.

    A key that already made its step goes to `to` without acting. PermissionDenied, with the sentence `denied`, when the
    user may not.
    """
    key = sent_key(request)
    if was_sent(report.transitions.all(), key):
        return redirect(to, report_id=report.pk)
    allow(may(request.user, report), denied)
    is_done = act_or_warn(request, partial(act, report=report, by=request.user, key=key or uuid.uuid4()), done)
    return redirect(to if is_done else refused_to or to, report_id=report.pk)
