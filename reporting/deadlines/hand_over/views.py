"""The page left to the next coordination."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.deadlines.hand_over.reading import read_hand_over
from services.access import led_by


@require_safe
def hand_over(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    today = timezone.localdate()
    reading = read_hand_over(organism, user=request.user, today=today)
    context = {"organism": organism, "reading": reading, "today": today}
    return render(request, "reporting/deadlines/hand_over/hand_over.html", context)
