"""One click that reminds whoever can act on what is late, for the network and for funders."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow
from reporting.reminders.late_calls import late_call, remind_late
from reporting.reminders.sending import asker_words
from reporting.workflow.posted_steps import attempt_to_make
from roriq_portal.formats.phrases import counted

NOT_YOURS = "Les rappels se demandent à la coordination du réseau, ou chez le bailleur d’une entente."


@require_http_methods(["GET", "HEAD", "POST"])
def late_remind(request: UserRequest) -> HttpResponse:
    allow(permissions.can_remind_late(request.user), NOT_YOURS)
    if request.method == "POST":
        people = attempt_to_make(partial(remind_late, by=request.user), partial(messages.warning, request))
        if people:
            messages.success(request, f"Rappel en route\u00a0: {counted(people, 'courriel')}.")
        return redirect("reporting:late-remind")
    today = timezone.localdate()
    call = late_call(request.user, today)
    context = {
        "call": call,
        "opening": call.opening(today),
        "asker": asker_words(request.user),
        "breadcrumb": [("Dépôts", reverse("reporting:filing-matrix")), ("Rappeler", "")],
    }
    return render(request, "reporting/reminders/late_remind.html", context)
