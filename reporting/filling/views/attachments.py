"""The attachments of a report: added, removed, downloaded."""

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.access import allow, report_or_404
from reporting.filling.actions.attachments import add_attachment, remove_attachment, restore_attachment
from reporting.filling.forms import AttachmentForm
from reporting.models import Attachment, Line, Report, set_aside_files
from reporting.papers.views.attached_files import send_attachment
from reporting.permissions import can_read_draft, can_write
from roriq_portal.edits.undo import say_undoable
from roriq_portal.files.quota import room_words
from roriq_portal.files.uploads import FileRefused, examine


@require_POST
def attachment_add(request: UserRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    line = get_object_or_404(report.template_version.lines.select_related("section"), key=line_key, kind=Line.Kind.FILE)
    allow(can_write(request.user, report))
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, str(form.errors["file"][0]))
    else:
        file = form.cleaned_data["file"]
        try:
            upload = examine(file, file.name)
            add_attachment(report=report, line=line, upload=upload, by=request.user)
            messages.success(request, f"«\u00a0{upload.name}\u00a0» est ajouté.")
            messages.info(request, room_words(report.organism_id))
        except FileRefused as refusal:
            messages.warning(request, str(refusal))
    return redirect("reporting:report-section", report_id=report.pk, section=line.section.key)


@require_POST
def attachment_remove(request: UserRequest, report_id: int, attachment_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    attachment = get_object_or_404(report.attachments.filter(removed_at__isnull=True), pk=attachment_id)
    allow(can_write(request.user, report))
    try:
        remove_attachment(attachment=attachment, by=request.user)
        undo = reverse("reporting:attachment-restore", args=[report.pk, attachment.pk])
        say_undoable(request, f"«\u00a0{attachment.name}\u00a0» est retiré.", undo)
    except FileRefused as refusal:
        messages.warning(request, str(refusal))
    return _back_to_line(report, attachment)


@require_POST
def attachment_restore(request: UserRequest, report_id: int, attachment_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    attachment = get_object_or_404(report.attachments, pk=attachment_id)
    allow(can_write(request.user, report))
    try:
        restore_attachment(attachment=attachment, by=request.user)
        messages.success(request, f"«\u00a0{attachment.name}\u00a0» est remis.")
    except FileRefused as refusal:
        messages.warning(request, str(refusal))
    return _back_to_line(report, attachment)


def _back_to_line(report: Report, attachment: Attachment) -> HttpResponse:
    line = get_object_or_404(report.template_version.lines.select_related("section"), key=attachment.line_key)
    return redirect("reporting:report-section", report_id=report.pk, section=line.section.key)


@require_safe
def attachment_download(request: UserRequest, report_id: int, attachment_id: int) -> FileResponse:
    """The current file, or one that a change of form set aside, for those who may read the draft.

    The others read the files of a filed version.
    """
    report = report_or_404(request, report_id)
    if not can_read_draft(request.user, report):
        raise Http404
    readable = Q(removed_at__isnull=True) | Q(pk__in=set_aside_files(report))
    return send_attachment(get_object_or_404(report.attachments.filter(readable), pk=attachment_id))
