"""The coordinator's view of the records."""

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
    to_complete,
    uncharged,
    unfinished_imports,
)

MOST_DAYS = 365


@require_safe
def follow_up(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    today, days = timezone.localdate(), _days(request)
    context = {
        "organism": organism,
        "days": days,
        "to_complete": to_complete(organism),
        "uncharged": uncharged(organism, today),
        "silent": silent_colleagues(organism, days=days, today=today),
        "imports": unfinished_imports(organism),
        "ended": ended_among(templates_in_use(organism), today),
        "duplicates": probable_duplicates(organism, today),
    }
    return render(request, "services/follow_up/follow_up.html", context)


def _days(request) -> int:
    """How long a silence must be, from the address; an odd number of days is the usual one."""
    wanted = read_digits(request.GET.get("jours"))
    return wanted if wanted and wanted <= MOST_DAYS else SILENT_AFTER
