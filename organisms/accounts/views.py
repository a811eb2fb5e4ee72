"""What people may see of themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from organisms.accounts.second_step.second_factor import lacks_second_step, why_second_step
from organisms.user_request import UserRequest
from roriq_portal.navigation.seats import CHOSEN, seats_of


@require_safe
def profile(request: UserRequest) -> HttpResponse:
    user = request.user
    context = {
        "memberships": user.live_memberships,
        "network_seat": user.live_network_seat,
        "governs": user.coordinates_network,
        "funder_seats": user.live_funder_seats,
        "auditor_seats": user.auditor_seats.running().select_related("organism"),
    }
    return render(request, "organisms/accounts/profile.html", context)


@require_safe
def second_step(request: UserRequest) -> HttpResponse:
    if not lacks_second_step(request.user):
        return redirect("home")
    return render(request, "organisms/accounts/second_step.html", {"reasons": why_second_step(request.user)})


@require_POST
def seat_choose(request: UserRequest) -> HttpResponse:
    """Show the doors of another of their seats from now on; only an address that names an organism shows its own."""
    seat = next((seat for seat in seats_of(request.user) if seat.key == request.POST.get("siege")), None)
    if seat is None:
        messages.warning(request, "Ce siège n’est plus ouvert ; les vôtres sont sous votre nom.")
    else:
        request.session[CHOSEN] = seat.key
    return redirect("home")
