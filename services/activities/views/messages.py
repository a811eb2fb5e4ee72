"""The warnings that follow what was saved."""

from collections.abc import Sequence

from django.contrib import messages
from django.template.loader import render_to_string

from services.activities.entry.remarks import remarks_of
from services.activities.rules import OUTSIDE_MANDATE
from services.models import Activity
from services.partners.names import new_and_alike
from services.permissions import leads


def add_remarks(request, activities: Sequence[Activity]) -> None:
    """Say each remark once, with the first record that it is about, and which new partners a standing one is like."""
    for remark, rows in remarks_of(activities):
        context = {
            "remark": remark,
            "activity": rows[0],
            "more": len(rows) - 1,
            "outside_mandate": OUTSIDE_MANDATE,
        }
        messages.warning(request, render_to_string("services/activities/messages/remark.html", context))
    for partner, other in new_and_alike(activity.pk for activity in activities):
        can_merge = leads(request.user, partner.organism)
        context = {"partner": partner, "other": other, "can_merge": can_merge}
        messages.warning(request, render_to_string("services/activities/messages/alike.html", context))
