"""How pages of reports reach a row, and say no in a sentence."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from organisms.models import User
from organisms.user_request import UserRequest
from reporting.models import Report, Version

LINKED = (
    "organism",
    "region",
    "campaign",
    "template_version__template",
    "deliverable__requirement__agreement__programme",
)
NOT_YOURS = "Votre siège permet de lire ce rapport, pas d’y faire ce geste."


def readable_reports(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).with_last_step().select_related(*LINKED)


def report_with_later_form(request: UserRequest, report_id: int) -> Report:
    """Return the same, with the number of the later version that its form may have."""
    rows = Report.objects.visible_to(request.user).with_last_step().with_later_form()
    return get_object_or_404(rows.select_related(*LINKED), pk=report_id)


def report_or_404(request: UserRequest, report_id: int) -> Report:
    return get_object_or_404(readable_reports(request.user), pk=report_id)


def allow(allowed: bool, sentence: str = NOT_YOURS) -> None:
    if not allowed:
        raise PermissionDenied(sentence)


def latest_version(report: Report) -> Version | None:
    """Return the newest version, with who froze it; None before the first filing."""
    if report.filed_at is None and report.issued_at is None:
        return None
    return report.versions.select_related("frozen_by").order_by("-number").first()


def breadcrumb_of(report: Report, *last: str) -> list[tuple[str, str]]:
    """Return the breadcrumb: the list, the report, then the words of this page."""
    start = [("Rapports", reverse("reporting:report-list"))]
    if not last:
        return [*start, (str(report), "")]
    return [
        *start,
        (str(report), reverse("reporting:report-detail", args=[report.pk])),
        *[(words, "") for words in last],
    ]
