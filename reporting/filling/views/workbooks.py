"""The workbook of a report: downloaded, sent back filled, compared, taken."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.filling.actions.answers import StaleAnswer
from reporting.filling.offline.actions import (
    KEPT,
    WorkbookChanged,
    WorkbookRefused,
    compare_upload,
    discard_workbook,
    receive_workbook,
    take_workbook,
)
from reporting.filling.offline.comparison import Comparison
from reporting.filling.offline.forms import WorkbookForm
from reporting.filling.offline.sheets import render_offline_book
from reporting.filling.views.sections import NOT_WRITER, READS_VERSION
from reporting.lines.assembly import build_sections
from reporting.models import Report, WorkbookUpload
from roriq_portal.files.quota import room_words
from roriq_portal.files.spreadsheets import file_response
from roriq_portal.files.table_reader import UnreadableFile
from roriq_portal.files.uploads import LIMIT

CLOSED = "Ce rapport n’est plus à remplir\u00a0: il n’a pas de classeur."
LISTED_MOST = 10
FROM_FILE = "fichier"


def _open_report(request: UserRequest, report_id: int, *, write: bool) -> Report:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), READS_VERSION)
    allow(report.is_open and not report.excused_at, CLOSED)
    allow(not write or permissions.can_write(request.user, report), NOT_WRITER)
    return report


@require_http_methods(["GET", "HEAD", "POST"])
def report_workbook(request: UserRequest, report_id: int) -> HttpResponse:
    report = _open_report(request, report_id, write=request.method == "POST")
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = file.read(LIMIT + 1)
            upload = receive_workbook(report=report, data=data, name=file.name, by=request.user)
        except UnreadableFile as refusal:
            form.add_error("file", str(refusal))
        else:
            _say_room(request, report)
            return redirect("reporting:workbook-upload", report.pk, upload.pk)
    return _render_workbook(request, report, form)


def _say_room(request: UserRequest, report: Report) -> None:
    if room := room_words(report.organism_id):
        messages.info(request, room)


def _render_workbook(request: UserRequest, report: Report, form: WorkbookForm) -> HttpResponse:
    may_write = permissions.can_write(request.user, report)
    uploads = report.workbooks.select_related("received_by", "taken_by")
    context = {
        "report": report,
        "form": form,
        "may_write": may_write,
        "uploads": uploads[:LISTED_MOST] if may_write else [],
        "kept_days": KEPT.days,
        "breadcrumb": breadcrumb_of(report, "Remplir hors ligne"),
    }
    page = "reporting/filling/offline/report_workbook.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_safe
def workbook_download(request: UserRequest, report_id: int) -> HttpResponse:
    report = _open_report(request, report_id, write=False)
    may_write = permissions.can_write(request.user, report)
    data = render_offline_book(report, build_sections(report), may_write=may_write)
    return file_response("xlsx", f"classeur-{slugify(str(report))}", data)


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_upload(request: UserRequest, report_id: int, upload_id: int) -> HttpResponse:
    report = _open_report(request, report_id, write=True)
    upload = get_object_or_404(report.workbooks.select_related("received_by", "taken_by"), pk=upload_id)
    if request.method == "POST":
        return _take(request, report, upload)
    if upload.taken_at:
        context = {"report": report, "upload": upload, "breadcrumb": _breadcrumb(report, upload)}
        return render(request, "reporting/filling/offline/workbook_taken.html", context)
    return _compared(request, report, upload)


def _breadcrumb(report: Report, upload: WorkbookUpload) -> list[tuple[str, str]]:
    return breadcrumb_of(report, upload.name)


def _take(request: UserRequest, report: Report, upload: WorkbookUpload) -> HttpResponse:
    names = {name.removeprefix("choix-") for name, value in request.POST.items() if value == FROM_FILE}
    seen = request.POST.get("vu", "")
    try:
        take_workbook(report=report, upload=upload, seen=seen, chosen=names, by=request.user)
    except WorkbookChanged as changed:
        return _render_comparison(request, report, upload, changed.comparison, refused=str(changed))
    except StaleAnswer as stale:
        return _compared(request, report, upload, refused=str(stale))
    except (WorkbookRefused, UnreadableFile) as refusal:
        messages.warning(request, str(refusal))
        return redirect("reporting:report-workbook", report.pk)
    messages.success(request, "Le classeur est pris.")
    return redirect("reporting:workbook-upload", report.pk, upload.pk)


def _compared(request: UserRequest, report: Report, upload: WorkbookUpload, refused: str = "") -> HttpResponse:
    try:
        comparison = compare_upload(report, upload)
    except UnreadableFile as refusal:
        messages.warning(request, f"{upload.name}\u00a0: {refusal}")
        return redirect("reporting:report-workbook", report.pk)
    return _render_comparison(request, report, upload, comparison, refused)


def _render_comparison(
    request: UserRequest, report: Report, upload: WorkbookUpload, comparison: Comparison, refused: str = ""
) -> HttpResponse:
    context = {
        "report": report,
        "upload": upload,
        "comparison": comparison,
        "refused": refused,
        "breadcrumb": _breadcrumb(report, upload),
    }
    page = "reporting/filling/offline/workbook_changes.html"
    return render(request, page, context, status=409 if refused else 200)


@require_POST
def workbook_discard(request: UserRequest, report_id: int, upload_id: int) -> HttpResponse:
    report = _open_report(request, report_id, write=True)
    upload = get_object_or_404(report.workbooks, pk=upload_id)
    try:
        discard_workbook(upload=upload, by=request.user)
        messages.success(request, "Le classeur est retiré, et son fichier effacé. Rien n’en a été pris.")
    except WorkbookRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reporting:report-workbook", report.pk)
