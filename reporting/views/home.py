"""The home page: what waits for her, what waits for others, what is settled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.due import due_lists


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(request, "home.html", {"due": due_lists(request.user, today), "today": today})
