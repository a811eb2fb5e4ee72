"""A frozen version in the funder's own file: what did not fit in it, and the copy itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.access import breadcrumb_of, report_or_404
from reporting.models import FunderFile, Report, Version
from reporting.papers.filled_files.filling import content_of, files_serving, fill_file
from reporting.papers.filled_files.workbook import FilledFile
from reporting.permissions import versions_read_by
from roriq_portal.files.spreadsheets import file_response


@require_safe
def filled_file(request: UserRequest, report_id: int, number: int, file_id: int) -> HttpResponse:
    version, file, others = _asked(request, report_id, number, file_id)
    context = {
        "report": version.report,
        "version": version,
        "file": file,
        "others": others,
        "remarks": _fill(version, file).remarks,
        "breadcrumb": breadcrumb_of(version.report, f"Version {version.number}, {file.name}"),
    }
    return render(request, "reporting/papers/filled/filled_file.html", context)


@require_safe
def filled_file_download(request: UserRequest, report_id: int, number: int, file_id: int) -> HttpResponse:
    version, file, _ = _asked(request, report_id, number, file_id)
    return send_filled(_fill(version, file), file, f"{_stem(version.report)}-v{version.number}")


def _asked(request: UserRequest, report_id: int, number: int, file_id: int) -> tuple[Version, FunderFile, list]:
    """Return a version, the funder's file that is asked of it, and the others that serve it; else 404."""
    report = report_or_404(request, report_id)
    version = get_object_or_404(versions_read_by(request.user, report), number=number)
    version.report = report
    serving = get_object_or_404(FunderFile.objects.serving(report.template_version), pk=file_id)
    others = [file for file in files_serving(report.template_version) if file.pk != serving.pk]
    return version, serving, others


def _fill(version: Version, file: FunderFile) -> FilledFile:
    return fill_file(file, content_of(version), made_at=version.as_of)


def _stem(report: Report) -> str:
    return report.number or f"rapport-{report.pk}"


def send_filled(filled: FilledFile, file: FunderFile, stem: str) -> HttpResponse:
    """Return the answer that saves a copy under the name of the report, then of the funder's file."""
    response = file_response(file.kind, f"{stem}-{slugify(file.name) or 'bailleur'}", filled.data)
    if file.encoding == FunderFile.Encoding.WINDOWS:
        response["Content-Type"] = "text/csv; charset=windows-1252"
    return response
