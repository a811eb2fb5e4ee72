"""Files that a frozen version names, for all who read it."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.access import report_or_404
from reporting.models import Attachment
from reporting.papers.attached_files import find_attachment
from reporting.permissions import versions_read_by
from roriq_portal.files.storage import open_stored


@require_safe
def version_attachment(request: UserRequest, report_id: int, number: int, sha256: str) -> FileResponse:
    """A file that a version names, for all who read the version, even once the organism took it off."""
    report = report_or_404(request, report_id)
    version = get_object_or_404(versions_read_by(request.user, report), number=number)
    attachment = find_attachment(version, sha256)
    if attachment is None:
        raise Http404
    return send_attachment(attachment)


def attachment_url(report_id: int, number: int, sha256: str) -> str:
    return reverse("reporting:version-piece", args=[report_id, number, sha256])


def send_attachment(attachment: Attachment) -> FileResponse:
    """Give a file back as it came; no browser opens it in place."""
    response = FileResponse(
        open_stored(attachment.file, attachment.sha256), as_attachment=True, filename=attachment.name
    )
    response.headers["Content-Type"] = "application/octet-stream"
    return response
