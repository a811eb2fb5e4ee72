"""The home page: what waits for them, what waits for others, what is settled."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.deadlines.news.listing import home_news
from reporting.deadlines.todo import due_lists
from reporting.permissions import follows_campaigns
from reporting.works.heartbeat import heartbeat
from reporting.works.standing import read_standing
from services.households.rows import follow_ups_waiting


@require_safe
def home(request: UserRequest) -> HttpResponse:
    today, now = timezone.localdate(), timezone.now()
    context = {
        "due": due_lists(request.user, today),
        "follows_campaigns": follows_campaigns(request.user),
        "follow_ups": follow_ups_waiting(request.user, today),
        "heartbeat": heartbeat(now) if request.user.is_network else None,
        "works": read_standing() if request.user.coordinates_network else None,
        "news": home_news(request.user, now) if request.user.has_any_seat else None,
        "today": today,
    }
    return render(request, "reporting/deadlines/home.html", context)
