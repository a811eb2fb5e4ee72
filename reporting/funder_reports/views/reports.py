"""A funder's report: opened, issued and followed on the organism's side, read on the funder's."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Deliverable, Funder
from agreements.permissions import can_prepare_report
from organisms.models import User
from organisms.typed_drafts.actions import words_of
from organisms.typed_drafts.tags import draft_of
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, latest_version, report_or_404
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.comments import comment_line
from reporting.filling.page.notes import missing_url
from reporting.filling.repeat_previous import carried_of
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.funder_reports.actions.receipts import record_reading
from reporting.funder_reports.forms import ChangesForm, IssueForm, ReceiptForm
from reporting.funder_reports.signatories import (
    funder_read_for,
    issued_words,
    signatures_of,
    standing_of,
    unreached,
    without_agent,
)
from reporting.funder_reports.verification.verdicts import acts_since
from reporting.lines.asked_lines import asked_lines
from reporting.lines.completeness import missing_items
from reporting.lines.page_parts import line_links
from reporting.models import Document, Receipt, Report, Version
from reporting.models.version import letter_in_force, open_questions, receipts_of, waiting_among
from reporting.papers.attached_files import address_files
from reporting.papers.filled_files.filling import current_among, files_serving
from reporting.papers.frozen.records import changes_since
from reporting.papers.languages import ASKED
from reporting.papers.making.progress import papers_of
from reporting.papers.reading.version import explained, read_version
from reporting.papers.views.attached_files import attachment_url
from reporting.workflow.posted_steps import act_or_warn, attempt, attempt_to_make, sent_key, was_sent
from reporting.workflow.status import REPLACED, status
from roriq_portal.formats.numbers import format_size

# What a draft of an answer gives back
KEPT = {"state", "text", "line_key", "answer_by"}
NOT_ISSUER = "Votre siège ne permet pas d’attester. La direction le peut, ou le réseau quand l’entente le dit."
NOT_PREPARER = "Votre siège permet de lire cette entente, pas d’en préparer le rapport."
NOT_FOLLOWER = "Le suivi est à l’organisme et au réseau. Lisez la version transmise."


def funder_report_or_404(request: UserRequest, report_id: int) -> Report:
    report = report_or_404(request, report_id)
    if report.kind != Report.Kind.FUNDER:
        raise Http404
    return report


@require_POST
def funder_report_open(request: UserRequest, deliverable_id: int) -> HttpResponse:
    visible = Deliverable.objects.visible_to(request.user).select_related("requirement__agreement")
    deliverable = get_object_or_404(visible, pk=deliverable_id)
    agreement = deliverable.requirement.agreement
    allow(can_prepare_report(request.user, agreement), NOT_PREPARER)
    act = partial(open_funder_report, deliverable=deliverable, by=request.user)
    report = attempt_to_make(act, partial(messages.warning, request))
    if report is None:
        return redirect("agreements:agreement-detail", agreement.pk)
    return redirect("reporting:report-detail", report_id=report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report_issue(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_issue(request.user, report), NOT_ISSUER)
    if was_sent(report.transitions.filter(name="issue"), sent_key(request)):
        return redirect("reporting:funder-report-follow", report_id=report.pk)
    before, read = latest_version(report), not report.is_open and not report.issued_at
    blank = {"key": uuid.uuid4(), "seen_version": before.number if before else 0}
    carried = None if read else carried_of(report)
    form = IssueForm(request.POST or None, is_first=before is None, is_read=read, initial=blank, carried=carried)
    if request.method == "POST" and form.is_valid():
        act = partial(issue_report, report=report, by=request.user, **form.cleaned_act)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, issued_words(unreached(report)))
            return redirect("reporting:funder-report-follow", report_id=report.pk)
    return render(
        request, "reporting/funder_reports/funder_issue.html", _issue_context(request.user, report, form, before)
    )


def _issue_context(user: User, report: Report, form: IssueForm, before: Version | None) -> dict:
    is_read = not report.is_open and not report.issued_at
    items = [] if is_read else [(item, missing_url(report, item, user)) for item in missing_items(report)]
    return {
        "report": report,
        "is_read": is_read,
        "acts_words": acts_since(before, list(report.transitions.all())) if is_read and before else "",
        "form": form,
        "before": before,
        "changes_words": changes_since(before).words if before else "",
        "missing": [{"words": item.words, "url": url} for item, url in items if item.stops],
        "warnings": [{"words": item.words, "url": url} for item, url in items if not item.stops],
        "signatures": signatures_of(report),
        "questions": line_links(report, open_questions(report)),
        "breadcrumb": breadcrumb_of(report, "Transmettre" if is_read else "Attester et transmettre"),
    }


@require_safe
def funder_report_follow(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    user = request.user
    allow(permissions.can_follow(user, report), NOT_FOLLOWER)
    inside = permissions.reads_from_inside(user, report)
    context = {
        **_followed(report, inside),
        "report": report,
        "agreement": report.agreement,
        "status": status(report, user),
        "unreached": unreached(report) if inside and report.state == Report.State.ISSUED else [],
        "changes_form": ChangesForm(initial={"key": uuid.uuid4()}),
        "may_issue": permissions.can_issue(user, report),
        "may_reply": permissions.can_reply(user, report),
        "may_decide": permissions.can_link(user, report),
        "may_record": permissions.can_record_letter(user, report) and without_agent(report).exists(),
        "may_link": permissions.can_link(user, report),
        "decision": permissions.revocable_decision(user, report),
        "breadcrumb": breadcrumb_of(report, "Suivi"),
    }
    return render(request, "reporting/funder_reports/funder_follow.html", context)


def _followed(report: Report, inside: bool) -> dict:
    """Return what the follow-up shows; what the organism noted stays inside."""
    version = latest_version(report) if report.issued_at else None
    receipts = line_links(report, list(receipts_of(report)))
    # What was remarked before it was issued is no note on what changed since
    noted = report.comments.select_related("opened_by").filter(line_key="")
    notes = noted.filter(opened_at__gt=report.issued_at) if inside and version else []
    changes = changes_since(version) if version and inside else None
    return {
        "version": version,
        "versions": report.versions.defer("content").prefetch_related("documents").order_by("-number"),
        "standing": standing_of(version, list(signatures_of(report)), receipts) if version else [],
        "funder_files": current_among(files_serving(report.template_version)) if version else [],
        "receipts": receipts,
        "questions": waiting_among(receipts) if report.state == Report.State.ASKED else [],
        "changes": changes if changes and changes.n else None,
        "notes": notes,
    }


@require_POST
def funder_report_changes(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    allow(permissions.can_link(request.user, report))
    form = ChangesForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
        return redirect("reporting:funder-report-follow", report_id=report.pk)
    choice = dict(ChangesForm.CHOICES)[form.cleaned_data["choice"]]
    body = f"{choice} : {form.cleaned_data['reason']}"
    act = partial(comment_line, report=report, line_key="", body=body, by=request.user)
    act_or_warn(request, act, "Votre choix est noté, avec sa raison.")
    return redirect("reporting:funder-report-follow", report_id=report.pk)


@require_safe
def funder_report_read(request: UserRequest, report_id: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    version = latest_version(report)
    if version is None:
        return redirect("reporting:report-detail", report_id=report.pk)
    return redirect("reporting:funder-report-version", report_id=report.pk, number=version.number)


@require_safe
def funder_report_version(request: UserRequest, report_id: int, number: int) -> HttpResponse:
    report = funder_report_or_404(request, report_id)
    if report.issued_at is None:
        return redirect("reporting:version-detail", report_id=report.pk, number=number)
    version = get_object_or_404(
        permissions.versions_read_by(request.user, report).select_related("frozen_by"), number=number
    )
    return render_funder_version(request, report, version)


def _traceable(user: User, report: Report) -> frozenset[str]:
    """Lines whose records they may open: those of their organism, or of one they audit."""
    if not permissions.reads_from_inside(user, report):
        return frozenset()
    return frozenset(line.key for line in read_form_spec(report.template_version).lines if line.reads_activities)


def _blank(request: UserRequest, version: Version) -> ReceiptForm:
    """The form of an answer, with what the person kept of it."""
    draft = draft_of(request, reverse("reporting:receipt-add", args=[version.report_id]))
    typed = {name: words for name, words in words_of(draft).items() if name in KEPT} if draft else {}
    initial = {**typed, "version": version.number, "key": uuid.uuid4()}
    return ReceiptForm(lines=asked_lines(version), initial=initial)


def _answers(report: Report, funder: Funder | None) -> list[Receipt]:
    """Return what this funder did with the versions it received, its readings included."""
    if funder is None:
        return []
    own = receipts_of(report).filter(funder=funder).exclude(state=Receipt.State.SENT)
    return line_links(report, list(own), reading=True)


def _shelves(user: User, report: Report, version: Version) -> tuple[list[Version], list[Document]]:
    """Return the report's versions that they read, newest first, and the papers of this one."""
    versions = permissions.versions_read_by(user, report).defer("content").order_by("-number")
    return list(versions), list(version.documents.order_by("-language", "format"))


def _papers(request: UserRequest, report: Report, version: Version, documents: list[Document]) -> dict[str, object]:
    """What the page shows of the papers of a version: each with its size, or how far they are."""
    return {
        "documents": [(document, format_size(document.size)) for document in documents],
        "funder_files": current_among(files_serving(report.template_version)),
        "making": None if documents else papers_of(version),
        "may_retry": not documents and permissions.can_make_papers_again(request.user, report),
    }


def _read_now(request: UserRequest, report: Report, version: Version) -> tuple[Funder | None, list[Receipt]]:
    """Return for whom this person reads, and what that funder did so far; a first reading is written."""
    funder = funder_read_for(request.user, report)
    answers = _answers(report, funder)
    if funder and request.method == "GET" and version.pk not in {answer.version_id for answer in answers}:
        record_reading(version=version, funder=funder, by=request.user)
        answers = _answers(report, funder)
    return funder, answers


def render_funder_version(
    request: UserRequest, report: Report, version: Version, form: ReceiptForm | None = None
) -> HttpResponse:
    """Show one version as the funder reads it, and the answer that was refused; their first reading is kept, once."""
    funder, answers = _read_now(request, report, version)
    versions, documents = _shelves(request.user, report, version)
    is_last = version.number == versions[0].number
    reading = read_version(version, _traceable(request.user, report), language=request.GET.get(ASKED, ""))
    may_answer = is_last and funder is not None and permissions.can_answer_receipt(request.user, report)
    context = {
        "report": report,
        "version": version,
        "reading": address_files(explained(reading, report), partial(attachment_url, report.pk, version.number)),
        **_papers(request, report, version, documents),
        "versions": versions,
        "is_last": is_last,
        "status": status(report, request.user) if is_last else REPLACED,
        "funder": funder,
        "answers": answers,
        "form": (form or _blank(request, version)) if may_answer else None,
        "letter": letter_in_force(report) if may_answer else None,
        "decision": permissions.revocable_decision(request.user, report) if is_last else None,
        "breadcrumb": breadcrumb_of(report, f"Version {version.number}"),
    }
    return render(request, "reporting/funder_reports/funder_version.html", context)
