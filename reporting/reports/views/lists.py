"""The list of reports, by whose turn it is; one page for every role."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.models import User
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.access import readable_reports
from reporting.models import Campaign, GroupedAct
from reporting.permissions import follows_campaigns, grouped_acts_of
from reporting.reports.filters import ReportFilterForm, narrowed
from reporting.reports.list_rows import REPORTS, groups_of, rows_for
from roriq_portal.lists.page import ListPage

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
def report_list(request: UserRequest) -> HttpResponseBase:
    user, today = request.user, timezone.localdate()
    form = ReportFilterForm(request.GET)
    rows = narrowed(readable_reports(user), form)
    role = "organism" if user.live_memberships else "network" if user.is_network else "funder"
    context = {
        "lead": LEADS[role],
        "empty_words": EMPTY[role],
        "campaigns": followed_campaigns(user),
        "grouped": [(GroupedAct.SLUGS[kind], str(GroupedAct.Kind(kind).label)) for kind in grouped_acts_of(user)],
        "today": today,
    }
    template, prepare = "reporting/reports/lists/report_list.html", rows_for(user, today)
    return answer_list(request, REPORTS, rows, template, context, form=form, prepare=prepare, add=_by_turn)


def _by_turn(page: ListPage) -> dict[str, Any]:
    """Whose turn it is says more than a table does, until one chooses an order or columns."""
    return {"groups": [] if page.is_arranged else groups_of(list(page.sources))}


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
