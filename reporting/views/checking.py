"""Check and certify: one list of what is missing, what the report says, and the attestation."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reporting import permissions
from reporting.boxes import build_boxes
from reporting.entries import box_name
from reporting.forms import CertifyForm
from reporting.lineviews import LineView, Missing, SectionView
from reporting.models import Line, Report
from reporting.tasks import COUNT_WORDS, who_certifies

from .access import allow, is_inside, report_or_404, trail_steps

FIGURES_SHOWN = 3


@require_safe
def report_check(request: HttpRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(
        is_inside(request.user, report) or permissions.can_issue(request.user, report), "Vous lisez la version déposée."
    )
    return render_check(request, report, CertifyForm(initial={"key": uuid.uuid4()}))


def render_check(request: HttpRequest, report: Report, form: CertifyForm) -> HttpResponse:
    """Show the check page, with what the form refused if it did."""
    sections = [section for section in build_boxes(report) if section.is_offered]
    is_annual = report.kind == Report.Kind.ANNUAL
    user = request.user
    may_certify = permissions.can_certify(user, report)
    may_issue = permissions.can_issue(user, report)
    missing = _grouped(report, sections, stops=True)
    context = {
        "report": report,
        "form": form,
        "lead": _lead(is_annual),
        "missing": missing,
        "missing_title": _title(sum(len(group["items"]) for group in missing), is_annual),
        "warnings": _grouped(report, sections, stops=False),
        "checks": [_check(report, section) for section in sections],
        "may_certify": may_certify,
        "may_issue": may_issue,
        "may_ask": not (may_certify or may_issue) and permissions.can_ask_certification(user, report),
        "may_preview": is_inside(user, report),
        "who_certifies": "" if may_certify or may_issue else who_certifies(report),
        "steps": trail_steps(report, "Vérifier et attester"),
    }
    return render(request, "reporting/report_check.html", context, status=422 if form.errors else 200)


def _lead(is_annual: bool) -> str:
    where = "à l’organisme-pivot de votre région, puis au réseau" if is_annual else "au bailleur"
    return f"Relisez, puis attestez. Le rapport se fige et part {where}."


def _title(count: int, is_annual: bool) -> str:
    act = "le dépôt" if is_annual else "la transmission"
    if count == 1:
        return f"Il manque une réponse avant {act}"
    words = COUNT_WORDS[count].lower() if count < len(COUNT_WORDS) else str(count)
    return f"Il manque {words} réponses avant {act}"


def _grouped(report: Report, sections: list[SectionView], *, stops: bool) -> list[dict]:
    groups = []
    for section in sections:
        items = [{"words": item.words, "url": _url(report, item)} for item in section.missing if item.stops == stops]
        if items:
            groups.append({"title": section.title, "items": items})
    return groups


def _url(report: Report, item: Missing) -> str:
    page = reverse("reporting:report-section", args=[report.pk, item.section])
    anchor = box_name(item.line_key, item.band_key) if item.band_key else f"ligne-{item.line_key}"
    return f"{page}#{anchor}"


def _check(report: Report, section: SectionView) -> dict:
    missing = len(section.errors)
    return {
        "title": section.title,
        "url": reverse("reporting:report-section", args=[report.pk, section.key]),
        "is_missing": missing > 0,
        "words": section.words if missing else _says(section),
    }


def _says(section: SectionView) -> str:
    """Return the first figures of a section as a sentence would say them, else how many answers it holds."""
    told = [_told(line) for line in section.lines if line.kind in (Line.Kind.FIGURE, Line.Kind.MONEY) and line.value]
    files = [file.name for line in section.lines for file in line.files]
    return ", ".join(told[:FIGURES_SHOWN] or files[:FIGURES_SHOWN]) or section.words


def _told(line: LineView) -> str:
    return f"{line.words}\u00a0: {line.text}"
