"""The network’s messages to organisms about what they have not filed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.deadlines.forms import MatrixFilterForm
from reporting.deadlines.views.filing_matrix import NOT_NETWORK, chosen_rows, filter_query
from reporting.models import Message
from reporting.reminders.forms import MessageForm
from reporting.reminders.listing import MESSAGES
from reporting.reminders.network_messages import recipients_of, write_to
from reporting.reminders.recipients import pending_among
from reporting.workflow.posted_steps import attempt_to_make
from roriq_portal.edits.marked_forms import in_words
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.phrases import counted


@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: UserRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    filters, things, year, _ = chosen_rows(request)
    recipients = recipients_of(pending_among(things))
    form = MessageForm(request.POST or None)
    is_ready = request.method == "POST" and form.is_valid()
    if is_ready and "send" in request.POST:
        words = _chosen_words(filters, year)
        act = partial(write_to, recipients=recipients, chosen=words, by=request.user, **form.cleaned_data)
        if message := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, f"Message en route\u00a0: {counted(message.copies.count(), 'courriel')}.")
            return redirect("reporting:message-detail", message.pk)
        is_ready = False
    context = {"form": form, "recipients": recipients, "is_ready": is_ready, "filters": filter_query(request, filters)}
    context |= {"chosen": _chosen_words(filters, year), "breadcrumb": _breadcrumb("Écrire")}
    return render(request, "reporting/reminders/message_write.html", context)


@require_safe
def message_list(request: UserRequest) -> HttpResponseBase:
    allow(request.user.is_network, NOT_NETWORK)
    rows, context = Message.objects.select_related("by"), {"breadcrumb": _breadcrumb()}
    return answer_list(request, MESSAGES, rows, "reporting/reminders/message_list.html", context)


@require_safe
def message_detail(request: UserRequest, message_id: int) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    message = get_object_or_404(Message.objects.select_related("by"), pk=message_id)
    copies = message.copies.select_related("person").with_outcome()
    context = {"message": message, "copies": copies, "breadcrumb": _breadcrumb("Message")}
    return render(request, "reporting/reminders/message_detail.html", context)


def _breadcrumb(*last: str) -> list[tuple[str, str]]:
    if not last:
        return [("À faire", reverse("home")), ("Messages", "")]
    first = [("À faire", reverse("home")), ("Messages", reverse("reporting:message-list"))]
    return [*first, *((words, "") for words in last)]


def _chosen_words(form: MatrixFilterForm, year: int) -> str:
    """« 2026-2027, Rapport annuel, Estrie »."""
    if not form.is_valid():
        return format_state_year(year)
    labels = [in_words(form[name], value) for name, value in form.cleaned_data.items() if value and name != "an"]
    return ", ".join([format_state_year(year), *(label for label in labels if label)])
