"""The files of a consolidated version, the page that stands for one that is not made, and its public verification."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from network.consolidation.access import NOT_YOURS, breadcrumb_of, consolidated_or_404, document_in, version_or_404
from network.consolidation.actions import PAPERS
from network.consolidation.verification import verify_consolidated
from network.permissions import can_consolidate
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.papers.languages import ASKED, languages_of, mark_of
from reporting.papers.making.progress import make_again, papers_under_way
from reporting.papers.views.versions import CONTENT_TYPES, UNDER_WAY, without_file
from roriq_portal.files.storage import open_stored
from roriq_portal.formats.language import FRENCH, in_language


@require_safe
def consolidated_document(
    request: UserRequest, report_id: int, number: str, audience: str, format: str
) -> HttpResponseBase:
    report = consolidated_or_404(request.user, report_id)
    version = version_or_404(request.user, report, int(number[:9]), audience)
    document = document_in(version, format, request.GET.get(ASKED, ""))
    if document is None:
        making = papers_under_way(PAPERS, version.pk)
        context = {"report": report, "version": version, "audience": audience, "making": making}
        context |= {"may_retry": can_consolidate(request.user, report), "format": format.upper()}
        context["breadcrumb"] = breadcrumb_of(report, "Document")
        return without_file(render(request, "network/consolidation/consolidated_waiting.html", context), making)
    scope = f"-{report.region.code}" if report.region else ""
    stem = f"consolide-{report.scope}{scope}-{report.period_short}-v{version.number}-{audience}"
    name = f"{stem}{mark_of(document.language)}.{format}"
    return FileResponse(
        open_stored(document.file, document.sha256),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[format],
    )


@require_POST
def consolidated_papers_retry(request: UserRequest, report_id: int, number: str, audience: str) -> HttpResponse:
    report = consolidated_or_404(request.user, report_id)
    version = version_or_404(request.user, report, int(number[:9]), audience)
    allow(can_consolidate(request.user, report), NOT_YOURS)
    wanted = len(CONTENT_TYPES) * len(languages_of(json.loads(version.content)))
    if version.documents.count() < wanted and make_again(PAPERS, version_id=version.pk):
        messages.success(request, UNDER_WAY)
    return redirect("network:consolidated-version", report_id=report.pk, number=number, audience=audience)


@login_not_required
@require_safe
def consolidated_verify(request: HttpRequest, code: str) -> HttpResponse:
    verdict = verify_consolidated(code, request.GET.get(ASKED, ""))
    page = "network/consolidation/consolidated_verdict.html"
    with in_language(verdict.language if verdict else FRENCH):
        return render(request, page, {"verdict": verdict, "code": code}, status=200 if verdict else 404)
