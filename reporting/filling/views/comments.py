"""The answer to a remark on the whole report; those of a line are answered with their section."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from organisms.user_request import UserRequest
from reporting.access import allow, report_or_404
from reporting.filling.actions.comments import answer_comment
from reporting.filling.forms import ReplyForm
from reporting.permissions import can_write
from reporting.workflow.posted_steps import act_or_warn


@require_POST
def comment_answer(request: UserRequest, report_id: int, comment_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    comment = get_object_or_404(report.comments, pk=comment_id)
    allow(can_write(request.user, report))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["reply"][0]))
    else:
        act = partial(answer_comment, comment=comment, reply=form.cleaned_data["reply"], by=request.user)
        act_or_warn(request, act, "Réponse envoyée, commentaire fermé.")
    return redirect("reporting:report-detail", report_id=report.pk)
