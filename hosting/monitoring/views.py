"""What machines read: figures behind a secret, the contact of security, and what robots may follow."""

from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from hosting.monitoring.metrics import as_text, metrics

TEXT = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
# RFC 9116 asks for less than a year; the day moves on by itself
TRUSTED_FOR = timedelta(days=180)
ROBOTS = "User-agent: *\nAllow: /page/\nAllow: /verifier/\nDisallow: /\n"


@require_safe
@login_not_required
def metric_list(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    body = as_text(metrics(timezone.now()))
    return HttpResponse(body, content_type=PROMETHEUS, headers={"Cache-Control": "no-store"})


@require_safe
@login_not_required
def security_text(request: HttpRequest) -> HttpResponse:
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    end = (timezone.now() + TRUSTED_FOR).astimezone(UTC)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {end:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}{reverse('hosting:security-text')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT)


@require_safe
@login_not_required
def robots_text(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type=TEXT)
