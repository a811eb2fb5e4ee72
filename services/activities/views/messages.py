"""The warnings that follow what was saved."""

from collections.abc import Sequence

from django.contrib import messages
from django.template.loader import render_to_string

from services.activities.entry.remarks import remarks_of
from services.activities.rules import OUTSIDE_MANDATE
from services.models import Activity


def add_remarks(request, activities: Sequence[Activity]) -> None:
    """Say each remark once, with the first record that it is about."""
    for remark, rows in remarks_of(activities):
        context = {
            "remark": remark,
            "activity": rows[0],
            "more": len(rows) - 1,
            "outside_mandate": OUTSIDE_MANDATE,
        }
        messages.warning(request, render_to_string("services/activities/messages/remark.html", context))
