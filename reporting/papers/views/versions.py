"""A frozen version on screen, which says what the paper says, and its files."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.lines.page_parts import line_links
from reporting.models import Comment, Document, Report, Version
from reporting.papers.attached_files import address_files
from reporting.papers.filled_files.filling import current_among, files_serving
from reporting.papers.frozen.records import changes_since
from reporting.papers.languages import ASKED, mark_of
from reporting.papers.making.progress import Making, make_papers_again, papers_of
from reporting.papers.reading.version import explained, read_version
from reporting.papers.views.attached_files import attachment_url
from reporting.workflow.levels import Level, levels_of
from reporting.workflow.status import REPLACED, status
from reporting.workflow.timeline import timeline
from roriq_portal.files.storage import open_stored
from roriq_portal.formats.language import FRENCH

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

NOT_YOURS = "Les papiers se refont à la coordination de l’organisme ou du réseau."
UNDER_WAY = "C’est reparti\u00a0: le PDF et le XLSX seront là dans une minute."


@require_safe
def version_detail(request: UserRequest, report_id: int, number: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    if report.issued_at:
        return redirect("reporting:funder-report-version", report_id=report.pk, number=number)
    version = get_object_or_404(report.versions.select_related("frozen_by"), number=number)
    return render_version(request, report, version)


def render_version(request: UserRequest, report: Report, version: Version) -> HttpResponse:
    """Show one frozen version; the acts stand on the newest only."""
    versions = list(report.versions.defer("content").order_by("-number"))
    is_last = version.number == versions[0].number
    inside = permissions.reads_from_inside(request.user, report)
    reading = explained(read_version(version, language=request.GET.get(ASKED, "")), report)
    reading = address_files(reading, partial(attachment_url, report.pk, version.number))
    context = {
        "report": report,
        "version": version,
        "reading": reading,
        "versions": versions,
        "status": status(report, request.user) if is_last else REPLACED,
        "funder_files": current_among(files_serving(report.template_version)),
        "acts": _acts(request.user, report) if is_last else {"any": False},
        "decision": permissions.revocable_decision(request.user, report) if is_last else None,
        "comment_url": _comment_url(request.user, report) if is_last else "",
        "is_last": is_last,
        "changes_words": changes_since(version).words if inside else "",
        "comments": line_links(report, _comments(report), reading=True),
        "events": timeline(report),
        "breadcrumb": breadcrumb_of(report, f"Version {version.number}") if inside else breadcrumb_of(report),
    }
    return render(request, "reporting/papers/version_detail.html", context)


@require_safe
def version_document(request: UserRequest, report_id: int, number: str, format: str) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    version = get_object_or_404(
        permissions.versions_read_by(request.user, report).defer("content"), number=int(number[:9])
    )
    document = find_document(version, format, request.GET.get(ASKED, ""))
    if document is None:
        making = papers_of(version)
        context = {"report": report, "number": version.number, "format": format.upper(), "making": making}
        context["may_retry"] = permissions.can_make_papers_again(request.user, report)
        context["breadcrumb"] = breadcrumb_of(report, "Document")
        return without_file(render(request, "reporting/papers/version_waiting.html", context), making)
    stem = f"{report.number or f'rapport-{report.pk}'}-v{version.number}"
    name = f"{stem}{mark_of(document.language)}.{format}"
    return FileResponse(
        open_stored(document.file, document.sha256),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[format],
    )


def find_document(version: Version, format: str, language: str) -> Document | None:
    """Return the file of a version in this format and language; without a language, or in one it has not, the first.

    French comes first where there are both. One query.
    """
    documents = {row.language: row for row in Document.objects.filter(version=version, format=format)}
    return documents.get(language) or documents.get(FRENCH) or next(iter(documents.values()), None)


@require_POST
def version_papers_retry(request: UserRequest, report_id: int, number: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    version = get_object_or_404(permissions.versions_read_by(request.user, report).defer("content"), number=number)
    allow(permissions.can_make_papers_again(request.user, report), NOT_YOURS)
    if make_papers_again(version=version, by=request.user):
        messages.success(request, UNDER_WAY)
    return redirect("reporting:version-detail", report_id=report.pk, number=number)


def without_file(page: HttpResponse, making: Making) -> HttpResponse:
    """A page instead of a file that a job makes: accepted (202), and to be asked again soon; or not there (503)."""
    page.status_code = making.status_code
    if making.is_under_way:
        page.headers["Retry-After"] = "30"
    return page


def _comments(report: Report) -> list[Comment]:
    return list(report.comments.select_related("opened_by", "resolved_by"))


def _comment_url(user, report: Report) -> str:
    """Return the page where a line is commented, for those who may return the report."""
    return reverse("reporting:report-return", args=[report.pk]) if permissions.can_return(user, report) else ""


def _acts(user, report: Report) -> dict:
    """Return which acts this person may do now, and the key that makes a double click one."""
    acts = {
        "endorse": permissions.can_endorse(user, report),
        "approve": permissions.can_approve(user, report),
        "issue": report.kind == Report.Kind.FUNDER and permissions.can_issue(user, report),
        "send_back": permissions.can_return(user, report),
        "reopen": permissions.can_reopen(user, report),
    }
    said = {"is_annual": report.kind == Report.Kind.ANNUAL, "network_reads": Level.NETWORK in levels_of(report)}
    return {**acts, **said, "any": any(acts.values()), "key": uuid.uuid4()}
