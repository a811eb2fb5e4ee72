"""Files joined to a report: put in, taken out, given back as they came."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reporting.actions.attachments import add_attachment, remove_attachment
from reporting.forms import AttachmentForm
from reporting.models import Attachment, Line
from reporting.permissions import can_read_draft, can_write
from reporting.pieces import find_piece
from roriq_portal.uploads import FileRefused, examine

from .access import allow, report_or_404


@require_POST
def attachment_add(request: HttpRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    line = get_object_or_404(report.template_version.lines, key=line_key, kind=Line.Kind.FILE)
    allow(can_write(request.user, report))
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, form.errors["file"][0])
    else:
        file = form.cleaned_data["file"]
        try:
            kept = examine(file, file.name)
            add_attachment(report=report, line=line, kept=kept, by=request.user)
            messages.success(request, f"«\u00a0{kept.name}\u00a0» est ajouté.")
        except FileRefused as refusal:
            messages.warning(request, str(refusal))
    return redirect("reporting:report-section", report_id=report.pk, section=line.section)


@require_POST
def attachment_remove(request: HttpRequest, report_id: int, attachment_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    attachment = get_object_or_404(report.attachments.filter(removed_at__isnull=True), pk=attachment_id)
    allow(can_write(request.user, report))
    try:
        remove_attachment(attachment=attachment, by=request.user)
        messages.success(request, f"«\u00a0{attachment.name}\u00a0» est retiré.")
    except FileRefused as refusal:
        messages.warning(request, str(refusal))
    line = get_object_or_404(report.template_version.lines, key=attachment.line_key)
    return redirect("reporting:report-section", report_id=report.pk, section=line.section)


@require_safe
def attachment_download(request: HttpRequest, report_id: int, attachment_id: int) -> HttpResponse:
    """A file as the report holds it now: for those who read its answers as they stand, a stranger to the others."""
    report = report_or_404(request, report_id)
    if not can_read_draft(request.user, report):
        raise Http404
    return give_piece(get_object_or_404(report.attachments.filter(removed_at__isnull=True), pk=attachment_id))


@require_safe
def version_piece(request: HttpRequest, report_id: int, number: int, sha256: str) -> HttpResponse:
    """A file that a version names, for all who read the version, even once the organism took it off."""
    report = report_or_404(request, report_id)
    version = get_object_or_404(report.versions, number=number)
    piece = find_piece(version, sha256)
    if piece is None:
        raise Http404
    return give_piece(piece)


def piece_url(report_id: int, number: int, sha256: str) -> str:
    return reverse("reporting:version-piece", args=[report_id, number, sha256])


def give_piece(piece: Attachment) -> FileResponse:
    """Give a file back as it came; no browser opens it in place."""
    response = FileResponse(piece.file.open("rb"), as_attachment=True, filename=piece.name)
    response.headers["Content-Type"] = "application/octet-stream"
    return response
