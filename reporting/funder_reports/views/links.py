"""Private links: made and revoked by the organism, opened by a funder without account."""

import uuid
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, latest_version
from reporting.funder_reports.actions.private_links import create_link, hash_token, open_link, revoke_link, token_for
from reporting.funder_reports.actions.receipts import record_reading
from reporting.funder_reports.forms import LinkForm
from reporting.funder_reports.signatories import has_read, signatories
from reporting.funder_reports.views.reports import funder_report_or_404
from reporting.models import Document, PrivateLink, Report, Version
from reporting.papers.attached_files import address_files, find_attachment
from reporting.papers.making.progress import papers_of
from reporting.papers.reading import read_version
from reporting.papers.views.attached_files import send_attachment
from reporting.papers.views.versions import CONTENT_TYPES, without_file
from reporting.workflow.posted_steps import act_or_warn, attempt
from roriq_portal.files.storage import open_stored
from roriq_portal.formats.numbers import format_size

READ = "reporting:private-link"
SHOWN_ONCE = "link_just_opened"
NOT_KEEPER = "La coordination ou la direction de l’organisme ouvre et ferme les liens d’un rapport transmis."
AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)
DISCREET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


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
    context = {
        "report": report,
        "form": form,
        "links": report.private_links.select_related("funder", "created_by", "revoked_by"),
        "breadcrumb": breadcrumb_of(report, "Liens privés"),
        **_shown_once(request, report),
    }
    return render(request, "reporting/funder_reports/links/link_list.html", context)


def _shown_once(request: UserRequest, report: Report) -> dict:
    """Return the address of the link just opened, then forget it: its token stands nowhere."""
    key = request.session.pop(SHOWN_ONCE, None) if request.method == "GET" else None
    token = token_for(uuid.UUID(key)) if key else ""
    link = report.private_links.filter(token_hash=hash_token(token)).first() if token else None
    if link is None:
        return {"address": "", "opened": None}
    return {"address": settings.SITE_URL + reverse("reporting:private-link", args=[token]), "opened": link}


@require_POST
def link_revoke(request: UserRequest, report_id: int, link_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report), NOT_KEEPER)
    link = get_object_or_404(report.private_links, pk=link_id)
    act_or_warn(request, partial(revoke_link, link=link, by=request.user), "Lien fermé : il ne s’ouvre plus.")
    return redirect("reporting:link-list", report_id=report.pk)


def _open_link(token: str) -> tuple[PrivateLink, Version] | None:
    """Find the link and the newest version of its report; nothing when it is unknown, past its day or revoked."""
    link = open_link(token)
    version = latest_version(link.report) if link else None
    return (link, version) if link and version else None


def _discreet(response: AnyResponse) -> AnyResponse:
    for name, value in DISCREET.items():
        response.headers[name] = value
    return response


def _closed(request: HttpRequest) -> HttpResponse:
    response = render(request, "reporting/funder_reports/links/link_closed.html", status=404)
    return _discreet(response)


@require_safe
@login_not_required
def private_link(request: HttpRequest, token: str) -> HttpResponse:
    opened = _open_link(token)
    if opened is None:
        return _closed(request)
    link, version = opened
    if request.method == "GET" and not has_read(version, link.funder):
        record_reading(version=version, funder=link.funder)
    report: Report = link.report
    files = [
        (document, format_size(document.size), reverse("reporting:private-document", args=[token, document.format]))
        for document in version.documents.order_by("format")
    ]
    reading = address_files(read_version(version), partial(_attachment_url, token))
    context = {"report": report, "version": version, "reading": reading, "link": link, "files": files}
    context["making"] = None if files else papers_of(version)
    response = render(request, "reporting/funder_reports/links/link_read.html", context)
    return _discreet(response)


def _attachment_url(token: str, sha256: str) -> str:
    return reverse("reporting:private-piece", args=[token, sha256])


@require_safe
@login_not_required
def private_attachment(request: HttpRequest, token: str, sha256: str) -> HttpResponseBase:
    opened = _open_link(token)
    attachment = find_attachment(opened[1], sha256) if opened else None
    return _closed(request) if attachment is None else _discreet(send_attachment(attachment))


@require_safe
@login_not_required
def private_document(request: HttpRequest, token: str, format: str) -> HttpResponseBase:
    opened = _open_link(token)
    if opened is None:
        return _closed(request)
    document = Document.objects.filter(version=opened[1], format=format).first()
    if document is None:
        making, read_url = papers_of(opened[1]), reverse(READ, args=[token])
        context = {"version": opened[1], "format": format.upper(), "read_url": read_url, "making": making}
        waiting = "reporting/funder_reports/links/link_waiting.html"
        return _discreet(without_file(render(request, waiting, context), making))
    name = f"rapport-v{opened[1].number}.{format}"
    response = FileResponse(
        open_stored(document.file, document.sha256),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[format],
    )
    return _discreet(response)
