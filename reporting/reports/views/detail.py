"""A report’s own page: its task list while it is open, its newest version for whoever reads no draft."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from organisms.models import User
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import breadcrumb_of, latest_version, report_with_later_form
from reporting.filling.page.task_list import detail_context
from reporting.filling.same_answers.period_words import same_answers_words
from reporting.lines.assembly import ReportData, read_report_data, sections_of
from reporting.lines.page_parts import line_links
from reporting.models import Report
from reporting.models.version import open_questions
from reporting.papers.views.versions import render_version


@require_safe
def report_detail(request: UserRequest, report_id: int) -> HttpResponse:
    report = report_with_later_form(request, report_id)
    version = latest_version(report)
    if not permissions.can_read_draft(request.user, report) or permissions.decides_on(request.user, report):
        if version is None:
            raise Http404
        if report.issued_at:
            return redirect("reporting:funder-report-read", report_id=report.pk)
        return render_version(request, report, version)
    data = read_report_data(report, proposes=False)
    context = {
        **detail_context(request.user, report, sections_of(data)),
        **_acts(request.user, report, data),
        "version": version,
        "general_comments": line_links(report, data.general_comments),
        "questions": line_links(report, open_questions(report)),
        "breadcrumb": breadcrumb_of(report),
    }
    return render(request, "reporting/reports/report_detail.html", context)


def _acts(user: User, report: Report, data: ReportData) -> dict:
    may_write = permissions.can_write(user, report)
    return {
        "may_write": may_write,
        "later": report.later_form if permissions.can_change_form(user, report) else None,
        "same_answers": same_answers_words(data.past, report.period) if may_write else "",
        "may_fill_offline": report.is_open and not report.excused_at,
        "may_preview": permissions.can_preview(user, report),
        "may_issue": permissions.can_issue(user, report),
        "may_reply": permissions.can_reply(user, report),
    }
