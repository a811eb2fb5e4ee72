"""Check and certify: one list of what is missing, what the report says, and the attestation."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisms.models import User
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, latest_version, report_or_404
from reporting.filling.page.notes import missing_url
from reporting.filling.page.task_list import certifiers, certifiers_words
from reporting.filling.repeat_previous import carried_of
from reporting.lines.assembly import read_report_data, sections_of
from reporting.lines.page_parts import line_links
from reporting.lines.presenters import SectionView
from reporting.models import Report, Version
from reporting.reports.certification import Certified, certified, past_period
from reporting.reports.double_claims import claim_warnings
from reporting.reports.forms import CertifyForm
from reporting.reports.incomplete_records import incomplete_warnings
from reporting.reports.outside_components import outside_warnings
from reporting.reports.wording import check_lead, missing_title
from reporting.workflow.levels import is_reviewed


@require_safe
def report_check(request: UserRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), "Vous lisez la version déposée ou transmise.")
    return render_check(request, report)


def render_check(request: UserRequest, report: Report, refused: CertifyForm | None = None) -> HttpResponse:
    """Show the check page, with what its form refused if it did."""
    data = read_report_data(report, proposes=False)
    carried = carried_of(report, data.answers.values())
    form = refused or CertifyForm(kind=report.kind, initial={"key": uuid.uuid4()}, carried=carried)
    sections = [section for section in sections_of(data) if section.is_offered]
    context = {
        "report": report,
        "form": form,
        **_faults(request.user, report, sections, _of_records(report)),
        **_contents(report, sections, latest_version(report)),
        **_acts(request.user, report, certifiers(report)),
        "general": line_links(report, data.general_comments),
        "breadcrumb": breadcrumb_of(report, "Vérifier et attester"),
    }
    return render(request, "reporting/reports/checking/report_check.html", context, status=422 if form.errors else 200)


def _of_records(report: Report) -> list[dict]:
    return [*claim_warnings(report), *outside_warnings(report), *incomplete_warnings(report)]


def _faults(user: User, report: Report, sections: list[SectionView], groups: list[dict]) -> dict:
    errors = [item for section in sections for item in section.errors]
    return {
        "lead": check_lead(report),
        "missing": _grouped(user, report, sections, stops=True),
        "missing_title": missing_title(errors, is_filed=is_reviewed(report) and not report.issued_at),
        "warnings": [*_grouped(user, report, sections, stops=False), *groups],
    }


def _contents(report: Report, sections: list[SectionView], last: Version | None) -> dict:
    return {
        "checks": [_check(report, section, last is not None) for section in certified(report, sections, last)],
        "last_version": last,
        "periods": {"past_words": past_period(sections), "now_words": report.period_short},
    }


def _acts(user: User, report: Report, heads: list[str]) -> dict:
    may_certify = permissions.can_certify(user, report)
    may_issue = permissions.can_issue(user, report)
    decides = may_certify or may_issue
    return {
        "may_certify": may_certify,
        "may_issue": may_issue,
        "may_ask": not decides and permissions.can_ask_certification(user, report),
        "may_preview": permissions.can_preview(user, report),
        "who_certifies": "" if decides else certifiers_words(heads),
    }


def _grouped(user: User, report: Report, sections: list[SectionView], *, stops: bool) -> list[dict]:
    groups = []
    for section in sections:
        faults = [item for item in section.missing if item.stops == stops]
        items = [{"words": item.words, "url": missing_url(report, item, user)} for item in faults]
        if items:
            groups.append({"title": section.title, "items": items})
    return groups


def _check(report: Report, section: Certified, is_again: bool) -> dict:
    """One section that folds; what moved since the last version is open."""
    return {
        "title": section.view.title,
        "url": reverse("reporting:report-section", args=[report.pk, section.view.key]),
        "is_missing": bool(section.view.errors),
        "words": section.view.words,
        "reading": section.reading,
        "is_moved": section.moved,
        "is_same": is_again and not section.moved,
        "texts": section.texts,
        "comments": line_links(report, section.remarks),
    }
