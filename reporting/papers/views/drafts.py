"""The paper marked ÉBAUCHE, for the board: asked, waited for, taken; rendered by a job, never here."""

import uuid

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.models import Report
from reporting.papers.making.drafts import draft_path
from reporting.papers.making.progress import Making, making_of
from reporting.papers.views.versions import without_file
from reporting.permissions import can_preview
from roriq_portal.jobs import defer

NOT_INSIDE = "L’ébauche est à l’organisme. Vous lirez le rapport quand il sera déposé."


def _own_report(request: UserRequest, report_id: int) -> Report:
    report = report_or_404(request, report_id)
    allow(can_preview(request.user, report), NOT_INSIDE)
    return report


@require_POST
def draft_make(request: UserRequest, report_id: int) -> HttpResponse:
    report = _own_report(request, report_id)
    key = uuid.uuid4()
    with transaction.atomic():
        defer("portal:make_draft", report_id=report.pk, key=str(key))
    return redirect("reporting:draft-progress", report_id=report.pk, key=key)


@require_safe
def draft_progress(request: UserRequest, report_id: int, key: uuid.UUID) -> HttpResponse:
    report = _own_report(request, report_id)
    is_ready = default_storage.exists(draft_path(report.pk, str(key)))
    making = None if is_ready else _making(report, key)
    here = reverse("reporting:draft-progress", args=[report.pk, key])
    state = {
        "poll_url": here,
        "file_url": reverse("reporting:draft-download", args=[report.pk, key]) if is_ready else "",
        "again_url": reverse("reporting:draft-make", args=[report.pk]),
        "making": making,
    }
    if request.htmx:
        return render(request, "reporting/papers/_paper_state.html", {"state": state})
    context = {"state": state, "report": report, "breadcrumb": breadcrumb_of(report, "Aperçu")}
    status = making.status_code if making and making.has_failed else 200
    return render(request, "reporting/papers/draft_progress.html", context, status=status)


def _making(report: Report, key: uuid.UUID) -> Making:
    return making_of("portal:make_draft", report_id=report.pk, key=str(key))


@require_safe
def draft_download(request: UserRequest, report_id: int, key: uuid.UUID) -> HttpResponseBase:
    report = _own_report(request, report_id)
    path = draft_path(report.pk, str(key))
    if not default_storage.exists(path):
        return without_file(draft_progress(request, report_id, key), _making(report, key))
    name = f"ebauche-{slugify(report.period_short)}.pdf"
    return FileResponse(default_storage.open(path), as_attachment=True, filename=name, content_type="application/pdf")
