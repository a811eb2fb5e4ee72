"""What a funder answers: on screen by its agent, or by a letter that the organism records."""

import uuid
from functools import partial
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, latest_version
from reporting.funder_reports.actions.receipts import record_letter, record_receipt, reply_in_writing
from reporting.funder_reports.forms import LetterForm, ReceiptForm, ReplyInWritingForm
from reporting.funder_reports.signatories import funder_read_for, without_agent
from reporting.funder_reports.views.reports import funder_report_or_404, render_funder_version
from reporting.lines.asked_lines import asked_lines
from reporting.lines.page_parts import line_links
from reporting.models import Receipt, Report
from reporting.models.version import open_questions, receipts_of
from reporting.workflow.posted_steps import act_or_warn, attempt, sent_key, was_sent
from roriq_portal.files.storage import DAMAGED, FileDamaged
from roriq_portal.files.uploads import FileRefused, recognise
from roriq_portal.formats.days import format_day
from services.text.spelling import personal_data_in

NOT_FUNDER = "Seul un bailleur de l’entente répond, quand le rapport lui a été transmis."
NOT_ASKED = "La coordination ou la direction de l’organisme répond, quand un bailleur demande des précisions."
NOT_KEEPER = "La coordination ou la direction de l’organisme inscrit une lettre, pour un rapport transmis."
REPLACED = gettext_noop(
    "Une nouvelle version vient d’arriver. Lisez-la avant de répondre : votre texte est gardé plus bas."
)


def warn_personal(request: HttpRequest, text: str) -> None:
    """Say what a text seems to hold of a person, as notes of activities do; nothing is refused."""
    personal_data = personal_data_in(text)
    if personal_data:
        messages.warning(
            request,
            gettext(
                "Votre texte semble contenir {}. S’il désigne une personne accompagnée, dites-le à l’organisme."
            ).format(personal_data),
        )


@require_POST
def receipt_add(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    funder, version = funder_read_for(request.user, report), latest_version(report)
    if funder and was_sent(receipts_of(report), sent_key(request)):
        return redirect("reporting:funder-report-read", report_id=report.pk)
    allow(permissions.can_answer_receipt(request.user, report), NOT_FUNDER)
    if funder is None or version is None:
        raise Http404
    form = ReceiptForm(request.POST, lines=asked_lines(version))
    if form.is_valid() and form.cleaned_data["version"] != version.number:
        form.add_error(None, gettext(REPLACED))
        form.data = {**request.POST.dict(), "version": version.number}
    if not form.is_valid():
        return render_funder_version(request, report, version, form)
    act = partial(record_receipt, version=version, funder=funder, by=request.user, **form.said)
    if act_or_warn(request, act, "Réponse envoyée. L’organisme la lit maintenant."):
        warn_personal(request, form.cleaned_data["text"])
    return redirect("reporting:funder-report-version", report_id=report.pk, number=version.number)


@require_http_methods(["GET", "HEAD", "POST"])
def report_reply(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    form = ReplyInWritingForm(request.POST or None, initial={"key": uuid.uuid4()})
    if permissions.can_follow(request.user, report) and was_sent(receipts_of(report), sent_key(request)):
        return redirect("reporting:funder-report-follow", report_id=report.pk)
    allow(permissions.can_reply(request.user, report), NOT_ASKED)
    if request.method == "POST" and form.is_valid():
        act = partial(reply_in_writing, report=report, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, "Réponse envoyée. Le bailleur la lit maintenant, sous la même version.")
            warn_personal(request, form.cleaned_data["text"])
            return redirect("reporting:funder-report-follow", report_id=report.pk)
    context = {
        "report": report,
        "form": form,
        "questions": line_links(report, open_questions(report)),
        "back": reverse("reporting:funder-report-follow", args=[report.pk]),
        "breadcrumb": breadcrumb_of(report, "Répondre par écrit"),
    }
    return render(request, "reporting/funder_reports/funder_reply.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_add(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    if permissions.can_follow(request.user, report) and was_sent(receipts_of(report), sent_key(request)):
        return redirect("reporting:funder-report-follow", report_id=report.pk)
    allow(permissions.can_record_letter(request.user, report), NOT_KEEPER)
    files = request.FILES if request.method == "POST" else None
    today, initial, funders = timezone.localdate(), {"key": uuid.uuid4()}, without_agent(report)
    form = LetterForm(request.POST or None, files, funders=funders, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = partial(_record, report, form.cleaned_data, request.user)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, "Lettre inscrite : le rapport porte maintenant cette réponse.")
            return redirect("reporting:funder-report-follow", report_id=report.pk)
    back = reverse("reporting:funder-report-follow", args=[report.pk])
    context = {
        "report": report,
        "form": form,
        "may_write": funders.exists(),
        "back": back,
        "breadcrumb": breadcrumb_of(report, "Inscrire une lettre"),
    }
    return render(request, "reporting/funder_reports/funder_letter.html", context)


def _record(report: Report, data: dict, by) -> None:
    text = f"Lettre du {format_day(data['dated'])}. {data['text']}".strip()
    record_letter(
        version=report.versions.latest("number"),
        funder=data["funder"],
        state=data["state"],
        letter=data["letter"],
        key=data["key"],
        text=text,
        recorded_by=by,
    )


@require_safe
def letter_download(request: UserRequest, report_id: int, receipt_id: int) -> FileResponse:
    report = funder_report_or_404(request, report_id)
    receipt: Receipt = get_object_or_404(receipts_of(report).exclude(letter=""), pk=receipt_id)
    may_read = permissions.can_read_letter(request.user, report, receipt)
    allow(may_read, "La lettre est à l’organisme, au réseau, et au bailleur au nom duquel elle est inscrite.")
    try:
        with receipt.letter.open("rb") as file:
            letter = recognise(file, f"lettre-{timezone.localdate(receipt.at)}")
    except (FileNotFoundError, FileRefused) as lost:
        raise FileDamaged(DAMAGED) from lost
    return FileResponse(
        BytesIO(letter.data), as_attachment=True, filename=letter.name, content_type=letter.content_type
    )
