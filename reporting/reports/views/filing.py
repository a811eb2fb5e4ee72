"""The way of a report from draft to approved: ask, certify and file, endorse, return, approve, reopen, receipt."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import PivotMandate
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, latest_version, report_or_404
from reporting.filling.repeat_previous import carried_of
from reporting.lines.page_parts import answered_lines
from reporting.models import Comment, Report
from reporting.reports.actions.filing import (
    approve_report,
    ask_certification,
    endorse_report,
    reopen_report,
    return_report,
    submit_report,
)
from reporting.reports.actions.remark_drafts import keep_remarks, saved_remarks
from reporting.reports.forms import CertifyForm, ReasonForm, read_comments
from reporting.reports.views.checking import render_check
from reporting.reports.wording import report_kicker, steps_after_filing
from reporting.workflow.levels import Level, is_reviewed, levels_of
from reporting.workflow.posted_steps import act_or_warn, attempt, post_step, sent_key, was_sent
from roriq_portal.formats.numbers import group_digits

NOT_DIRECTOR = "Votre siège ne permet pas d’attester. La direction le peut."
NOT_REVIEWED = "Ce rapport se transmet au bailleur, il ne se dépose pas."


def _reviewed_or_404(request: UserRequest, report_id: int) -> Report:
    report = report_or_404(request, report_id)
    if not is_reviewed(report):
        raise Http404(NOT_REVIEWED)
    return report


@require_POST
def report_ask(request: UserRequest, report_id: int) -> HttpResponse:
    return post_step(
        request,
        report_or_404(request, report_id),
        ask_certification,
        may=permissions.can_ask_certification,
        denied="Ce rapport n’attend pas d’attestation de votre part.",
        done="Attestation demandée. La direction la trouve dans sa liste.",
        refused_to="reporting:report-check",
    )


@require_POST
def report_submit(request: UserRequest, report_id: int) -> HttpResponse:
    report = _reviewed_or_404(request, report_id)
    if was_sent(report.transitions.all(), sent_key(request)):
        return redirect("reporting:report-receipt", report_id=report.pk)
    allow(permissions.can_certify(request.user, report), NOT_DIRECTOR)
    form = CertifyForm(request.POST, kind=report.kind, carried=carried_of(report))
    if not form.is_valid():
        return render_check(request, report, form)
    said = {"key": form.cleaned_data["key"], "confirmed": form.confirmed}
    act = partial(submit_report, report=report, by=request.user, **said)
    is_done = act_or_warn(request, act)
    return redirect("reporting:report-receipt" if is_done else "reporting:report-check", report_id=report.pk)


@require_POST
def report_endorse(request: UserRequest, report_id: int) -> HttpResponse:
    return post_step(
        request,
        _reviewed_or_404(request, report_id),
        endorse_report,
        may=permissions.can_endorse,
        denied="Seul l’organisme-pivot de la région endosse.",
        done="Rapport endossé. Qui en a la suite est averti.",
    )


@require_POST
def report_approve(request: UserRequest, report_id: int) -> HttpResponse:
    return post_step(
        request,
        _reviewed_or_404(request, report_id),
        approve_report,
        may=permissions.can_approve,
        denied="Seule la coordination du réseau approuve.",
        done="Rapport approuvé.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_return(request: UserRequest, report_id: int) -> HttpResponse:
    report = _reviewed_or_404(request, report_id)
    key = sent_key(request)
    if was_sent(report.transitions.all(), key):
        return redirect("reporting:report-detail", report_id=report.pk)
    allow(
        permissions.can_return(request.user, report),
        "Le pivot ou le réseau retourne un rapport, quand c’est leur tour.",
    )
    sections = answered_lines(latest_version(report))
    comments = read_comments(request.POST, {line["key"] for section in sections for line in section["lines"]})
    if request.method == "POST" and (request.htmx or "garder" in request.POST):
        return _keep_remarks(request, report, dict(comments))
    act = partial(return_report, report=report, comments=comments, by=request.user, key=key or uuid.uuid4())
    refused: list[str] = []
    if request.method == "POST" and attempt(act, refused.append):
        messages.success(request, "Rapport retourné. L’organisme voit vos commentaires, ligne par ligne.")
        return redirect("reporting:report-detail", report_id=report.pk)
    return _return_page(request, report, sections, dict(comments), " ".join(refused))


def _return_page(request, report: Report, sections: list[dict], typed: dict[str, str], refused: str) -> HttpResponse:
    """Show the page with what was just typed, else with what this person kept of it."""
    draft = saved_remarks(report, request.user)
    if request.method != "POST" and not typed and draft:
        typed = draft.remarks
    context = {
        "report": report,
        "sentence": refused,
        "key": uuid.uuid4(),
        "draft": draft,
        "most_signs": Comment.MOST_SIGNS,
        "breadcrumb": breadcrumb_of(report, "Retourner"),
        **_remarks(sections, typed, request.GET.get("ligne", "")),
    }
    return render(request, "reporting/reports/returning/report_return.html", context)


def _keep_remarks(request: UserRequest, report: Report, remarks: dict[str, str]) -> HttpResponse:
    draft = keep_remarks(report=report, remarks=remarks, by=request.user)
    if request.htmx:
        return render(request, "reporting/reports/returning/_remarks_kept.html", {"draft": draft})
    messages.success(request, "Vos commentaires sont gardés. Rien n’est encore retourné.")
    return redirect("reporting:report-detail", report_id=report.pk)


def _remarks(sections: list[dict], typed: dict[str, str], asked: str) -> dict:
    """Return the lines with what was typed beside each, so that a refused page keeps it; the one asked is open."""
    commented = [
        {**section, "lines": [_remark(line, typed, asked) for line in section["lines"]]} for section in sections
    ]
    return {"sections": commented, "general": typed.get("", "")}


def _remark(line: dict, typed: dict[str, str], asked: str) -> dict:
    said = typed.get(line["key"], "")
    return {**line, "typed": said, "is_open": bool(said) or asked in (line["key"], line["number"] or None)}


@require_http_methods(["GET", "HEAD", "POST"])
def report_reopen(request: UserRequest, report_id: int) -> HttpResponse:
    report = _reviewed_or_404(request, report_id)
    allow(permissions.can_reopen(request.user, report), "Seule la coordination du réseau rouvre un rapport approuvé.")
    form = ReasonForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        act = partial(reopen_report, report=report, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, "Rapport rouvert. L’organisme peut le corriger.")
            return redirect("reporting:report-detail", report_id=report.pk)
    context = {
        "subject": report_kicker(report),
        "form": form,
        "title": "Rouvrir le rapport",
        "lead": "L’organisme pourra le corriger et le déposer de nouveau. La version approuvée reste lisible.",
        "act": "Rouvrir",
        "back": reverse("reporting:report-detail", args=[report.pk]),
        "breadcrumb": breadcrumb_of(report, "Rouvrir"),
    }
    return render(request, "reporting/reports/report_reason.html", context)


@require_safe
def report_receipt(request: UserRequest, report_id: int) -> HttpResponse:
    report = _reviewed_or_404(request, report_id)
    allow(permissions.can_read_receipt(request.user, report), "Le reçu est à l’organisme qui a déposé.")
    version = latest_version(report)
    if version is None:
        raise Http404
    context = {
        "report": report,
        "version": version,
        "follows": steps_after_filing(report, _pivots_to_endorse(report)),
        "hash": group_digits(version.sha256, 4),
        "breadcrumb": breadcrumb_of(report, "Reçu"),
    }
    return render(request, "reporting/reports/report_receipt.html", context)


def _pivots_to_endorse(report: Report) -> list[str]:
    """Return who endorses a filed report: none once it is done, nor when the author is the pivot."""
    awaited = report.state in (Report.State.SUBMITTED, Report.State.RETURNED)
    if report.filed_at is None or not awaited or Level.PIVOT not in levels_of(report):
        return []
    day = timezone.localdate(report.filed_at)
    mandates = PivotMandate.objects.filter(region=report.region_id, during__contains=day)
    return [str(mandate.organism) for mandate in mandates.select_related("organism")]
