"""The coordinator's view of the records, and the page left to the next coordinator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.formats.typed import read_digits
from services.access import led_by
from services.follow_up.checks import (
    SILENT_AFTER,
    ended_among,
    probable_duplicates,
    silent_colleagues,
    templates_in_use,
    uncharged,
    unfinished_imports,
)
from services.follow_up.hand_over import read_hand_over

MOST_DAYS = 365


@require_safe
def follow_up(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    today, days = timezone.localdate(), _days(request)
    context = {
        "organism": organism,
        "days": days,
        "uncharged": uncharged(organism, today),
        "silent": silent_colleagues(organism, days=days, today=today),
        "imports": unfinished_imports(organism),
        "ended": ended_among(templates_in_use(organism), today),
        "duplicates": probable_duplicates(organism, today),
    }
    return render(request, "services/follow_up/follow_up.html", context)


@require_safe
def hand_over(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    today = timezone.localdate()
    reading = read_hand_over(organism, user=request.user, today=today)
    context = {"organism": organism, "reading": reading, "today": today}
    return render(request, "services/follow_up/hand_over.html", context)


def _days(request) -> int:
    """How long a silence must be, from the address; an odd number of days is the usual one."""
    wanted = read_digits(request.GET.get("jours"))
    return wanted if wanted and wanted <= MOST_DAYS else SILENT_AFTER
