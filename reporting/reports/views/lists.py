"""The list of reports, by whose turn it is; one page for every role."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.models import User
from organisms.user_request import UserRequest
from reporting.access import readable_reports
from reporting.models import Campaign, Report
from reporting.permissions import follows_campaigns
from reporting.reports.filters import ReportFilterForm, narrowed
from reporting.reports.list_rows import Row
from reporting.workflow.status import GROUPS, SETTLED, left_words, status
from roriq_portal.paging import page_number, page_urls, rows_of_page

LEADS = {
    "organism": "Ce qui vous attend d’abord, puis ce qui est chez d’autres.",
    "network": "Les rapports déposés par les organismes, et ceux qui attendent votre approbation.",
    "funder": "Les rapports transmis pour vos ententes.",
}
EMPTY = {
    "organism": "Le rapport annuel apparaît quand le réseau ouvre sa campagne\u00a0; "
    "celui d’un bailleur s’ouvre depuis son entente.",
    "network": "Un rapport apparaît ici dès qu’un organisme le dépose.",
    "funder": "Un rapport apparaît ici dès qu’un organisme vous le transmet.",
}


@require_safe
def report_list(request: UserRequest) -> HttpResponse:
    user = request.user
    page = page_number(request.GET)
    form = ReportFilterForm(request.GET)
    selected = narrowed(readable_reports(user), form).order_by("-due_on", "-pk")
    reports = rows_of_page(selected, page)
    today = timezone.localdate()
    filters = [(name, str(value)) for name, value in request.GET.items() if name in form.fields and value]
    role = "organism" if user.live_memberships else "network" if user.is_network else "funder"
    context = {
        "title": "Dépôts" if role == "network" else "Rapports",
        "lead": LEADS[role],
        "empty_words": EMPTY[role],
        "groups": _groups([_row(report, user, today) for report in reports.rows]),
        "campaigns": followed_campaigns(user),
        "pages": page_urls(page, reports.has_more, filters),
        "form": form,
        "is_filtered": bool(filters),
        "today": today,
    }
    return render(request, "reporting/reports/report_list.html", context)


def followed_campaigns(user: User) -> Sequence[Campaign]:
    """Return the campaigns the network or a pivot follows, each with its count in words; none for others."""
    if not follows_campaigns(user):
        return []
    followed = Q() if user.is_network else Q(reports__region__in=user.pivot_region_ids)
    campaigns = list(
        Campaign.objects.annotate(
            total=Count("reports", filter=followed & Q(reports__excused_at__isnull=True)),
            filed=Count(
                "reports", filter=followed & Q(reports__filed_at__isnull=False, reports__excused_at__isnull=True)
            ),
        ).order_by("-period")[:12]
    )
    for campaign in campaigns:
        filed, total = campaign.filed, campaign.total
        campaign.words = f"{filed} rapport{'s' if filed > 1 else ''} déposé{'s' if filed > 1 else ''} sur {total}."
    return campaigns


def _row(report: Report, user: User, today: date) -> Row:
    agreement = report.agreement
    names = [f"Entente {agreement.reference}"] if agreement else []
    state = status(report, user)
    return Row(
        title=str(report),
        url=reverse("reporting:report-detail", args=[report.pk]),
        for_words=" · ".join([*names, report.organism.name]),
        due_on=report.due_on,
        left=left_words(report, state, today),
        is_late=report.is_late_on(today),
        status=state,
    )


def _groups(rows: list[Row]) -> list[dict]:
    """Return the rows by whose turn it is; the most urgent of theirs has the only filled button of the page."""
    groups: list[dict] = []
    for key, title in GROUPS:
        mine = (row for row in rows if row.status.group == key)
        group_rows = sorted(mine, key=lambda row: (row.due_on, row.title, row.for_words), reverse=key == SETTLED)
        if group_rows and not groups and key == GROUPS[0][0]:
            group_rows = [_first(group_rows[0]), *group_rows[1:]]
        if group_rows:
            groups.append({"key": key, "title": title, "rows": group_rows})
    return groups


def _first(row: Row) -> Row:
    return Row(**{**row.__dict__, "is_first": True})
