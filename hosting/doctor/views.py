"""« État du portail », for the network: what the doctor found the last time it came, and its works as they are now."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hosting.doctor.keeping import PATIENCE, last_examination, with_works_now
from hosting.doctor.models import Verdict
from organisms.user_request import UserRequest
from reporting.access import allow

NOT_NETWORK = "L’état du portail se voit à la coordination du réseau."


@require_safe
def portal_state(request: UserRequest) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    last = last_examination()
    lines = with_works_now(last.lines) if last else []
    urgent = sorted(
        (line for line in lines if line["verdict"] != Verdict.GOOD), key=lambda line: line["verdict"] != Verdict.BAD
    )
    well = [line for line in lines if line["verdict"] == Verdict.GOOD]
    context = {
        "last": last,
        "is_late": last is not None and timezone.now() - last.at > PATIENCE,
        "bad": sum(line["verdict"] == Verdict.BAD for line in lines),
        "noticed": sum(line["verdict"] == Verdict.ATTENTION for line in lines),
        "urgent": urgent,
        "groups": [(words, list(rows)) for words, rows in groupby(well, key=lambda line: line["group"])],
        "breadcrumb": [("État du portail", "")],
    }
    return render(request, "hosting/doctor/portal_state.html", context)
