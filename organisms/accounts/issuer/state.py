"""What an entry began with, until its person comes back: in a signed cookie, so that a stranger opens no session."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

COOKIE = "issuer_state"
SALT = "organisms.issuer"
LIFETIME = 10 * 60


def give_state(response: HttpResponse, state: dict[str, Any]) -> None:
    """Lax, not Strict: the person comes back from another site."""
    response.set_cookie(
        COOKIE,
        signing.dumps(state, salt=SALT),
        max_age=LIFETIME,
        path=reverse("issuer_login"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def take_state(request: HttpRequest) -> dict[str, Any] | None:
    """Return what this browser began with, once: None for another's, one that was used, and after ten minutes."""
    try:
        state = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    if not constant_time_compare(state["id"], request.GET.get("state", "")):
        return None
    return state if cache.add(f"issuer:{state['id']}", True, LIFETIME) else None


def forget_state(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=reverse("issuer_login"), samesite="Lax")
