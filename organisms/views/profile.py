"""What a person may see of herself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "memberships": user.live_memberships,
        "network_seat": user.live_network_seat,
        "funder_seats": user.live_funder_seats,
        "auditor_seats": user.auditor_seats.running().select_related("organism"),
    }
    return render(request, "organisms/profile.html", context)
