"""Login by a passkey alone: its challenge travels in a signed cookie, so that whoever asks for one opens no session."""

from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

COOKIE = "passkey_challenge"
SALT = "organisms.passkeys"
LIFETIME = 5 * 60


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def login_by_passkey(request: HttpRequest) -> HttpResponse:
    """Serve allauth's page, which reads and writes the challenge in the session: it is lent there for this request."""
    if request.method == "POST" and (state := _take(request)):
        request.session[STATE_SESSION_KEY] = state
    response = webauthn.login_webauthn(request)
    state = request.session.pop(STATE_SESSION_KEY, None)
    if request.method == "POST" or state is None:
        response.delete_cookie(COOKIE, path=reverse("mfa_login_webauthn"))
    else:
        _give(response, state)
    return response


def _give(response: HttpResponse, state: dict) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(state, salt=SALT),
        max_age=LIFETIME,
        path=reverse("mfa_login_webauthn"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def _take(request: HttpRequest) -> dict | None:
    """Return the challenge of this browser, once: a cookie that is sent again holds one that was used."""
    try:
        state = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return state if cache.add(f"passkey:{state['challenge']}", True, LIFETIME) else None
