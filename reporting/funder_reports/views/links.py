"""Private links on the organism's side: sent to a named person, copied, sent again, closed."""

import uuid
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisms.outbox.returned import returned_letters
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of
from reporting.funder_reports.actions.private_links import (
    can_reopen,
    create_link,
    hash_token,
    reopen_link,
    resend_link,
    revoke_link,
    send_link,
    token_for,
)
from reporting.funder_reports.links.forms import LinkForm, LinkSendForm
from reporting.funder_reports.links.letter import link_letter
from reporting.funder_reports.signatories import signatories
from reporting.funder_reports.views.reports import funder_report_or_404
from reporting.models import PrivateLink, Report
from reporting.workflow.posted_steps import act_or_warn, attempt
from roriq_portal.edits.undo import say_undoable

CLOSED = "Lien fermé\u00a0: il ne s’ouvre plus."
SHOWN_ONCE = "link_just_opened"
NOT_KEEPER = "La coordination ou la direction de l’organisme ouvre et ferme les liens d’un rapport transmis."
# What the letter shows, while it is read again, in place of an address that nobody but its recipient reads
UNSEEN = "[ici, le lien privé de cette personne]"


@require_http_methods(["GET", "HEAD", "POST"])
def link_list(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    form = LinkForm(request.POST or None, funders=signatories(report), initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        act = partial(create_link, report=report, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            request.session[SHOWN_ONCE] = form.cleaned_data["key"].hex
            return redirect("reporting:link-list", report_id=report.pk)
    rows = report.private_links.select_related("funder", "created_by", "revoked_by", "sent_by")
    links = list(rows.prefetch_related("signers__receipts"))
    context = {
        "report": report,
        "form": form,
        "links": [(link, can_reopen(link, request.user)) for link in links],
        "returned": returned_letters(link.recipient_email for link in links),
        "breadcrumb": breadcrumb_of(report, "Liens privés"),
        **_shown_once(request, report),
    }
    return render(request, "reporting/funder_reports/links/link_list.html", context)


def _shown_once(request: UserRequest, report: Report) -> dict:
    """Return the address of the link just opened, then forget it: its token stands nowhere."""
    key = request.session.pop(SHOWN_ONCE, None) if request.method == "GET" else None
    token = token_for(uuid.UUID(key)) if key else ""
    links = report.private_links.filter(sent_at__isnull=True)
    link = links.filter(token_hash=hash_token(token)).first() if token else None
    if link is None:
        return {"address": "", "opened": None}
    return {"address": settings.SITE_URL + reverse("reporting:private-link", args=[token]), "opened": link}


@require_http_methods(["GET", "HEAD", "POST"])
def link_send(request: UserRequest, report_id: int) -> HttpResponse:
    """The letter is read before it goes: the first sending of the form shows it, the second one sends it."""
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    blank = {"key": uuid.uuid4()}
    form = LinkSendForm(request.POST or None, report=report, funders=signatories(report), initial=blank)
    letter = ""
    if request.method == "POST" and form.is_valid():
        to = {"funder": form.cleaned_data["funder"], "days": form.cleaned_data["days"], "recipient": form.recipient}
        act = partial(send_link, report=report, by=request.user, **to)
        if "send" in request.POST and attempt(act, partial(form.add_error, "email")):
            messages.success(request, "Lien envoyé. La liste dit s’il revient, et ce qui est répondu.")
            return redirect("reporting:link-list", report_id=report.pk)
        letter = "" if form.errors or "change" in request.POST else _letter(report, form, request)
    context = {
        "report": report,
        "form": form,
        "letter": letter,
        "breadcrumb": breadcrumb_of(report, "Envoyer un lien privé"),
    }
    return render(request, "reporting/funder_reports/links/link_send.html", context)


def _letter(report: Report, form: LinkSendForm, request: UserRequest) -> str:
    """Return the letter as it would leave now."""
    to, data = form.recipient, form.cleaned_data
    link = PrivateLink(
        report=report,
        funder=data["funder"],
        recipient_name=to.name,
        recipient_function=to.function,
        sent_by=request.user,
        expires_at=timezone.now() + timedelta(days=data["days"]),
    )
    return link_letter(link, UNSEEN).strip()


@require_POST
def link_resend(request: UserRequest, report_id: int, link_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    link = get_object_or_404(report.private_links, pk=link_id)
    act_or_warn(request, partial(resend_link, link=link, by=request.user), "Lien renvoyé. L’ancien ne s’ouvre plus.")
    return redirect("reporting:link-list", report_id=report.pk)


@require_POST
def link_revoke(request: UserRequest, report_id: int, link_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    link = get_object_or_404(report.private_links, pk=link_id)
    if attempt(partial(revoke_link, link=link, by=request.user), partial(messages.warning, request)):
        if can_reopen(link, request.user):
            say_undoable(request, CLOSED, reverse("reporting:link-reopen", args=[report.pk, link.pk]))
        else:
            # Closed by somebody else before, or past its last day
            messages.info(request, CLOSED)
    return redirect("reporting:link-list", report_id=report.pk)


@require_POST
def link_reopen(request: UserRequest, report_id: int, link_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    link = get_object_or_404(report.private_links, pk=link_id)
    act_or_warn(request, partial(reopen_link, link=link, by=request.user), "Lien rouvert, à la même adresse.")
    return redirect("reporting:link-list", report_id=report.pk)
