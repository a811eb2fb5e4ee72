"""What was typed when a session had ended: kept in the new session, restored once after login."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, QueryDict

MOST = 200_000
NEVER = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


def page_of(request: HttpRequest) -> str:
    """Return the path of the portal's own page that sent this form; the form's own address when that is unknown."""
    return _own_page(request) or request.path


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form: what a strange site sent is never shown."""
    origin = request.headers.get("Origin")
    is_same = origin is None or urlsplit(origin).netloc == request.get_host()
    return is_same and _own_page(request) is not None


def _own_page(request: HttpRequest) -> str | None:
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host() and came_from.path.startswith("/")
    return came_from.path if is_ours else None


def keep(request: HttpRequest, page: str) -> None:
    """Keep the fields of a POST for its page and for the person whose session it was. Files and secrets are not kept.

    Nothing is kept when nobody knows whose session it was: the next person at this browser may be another.
    """
    owner = _owner(request)
    if owner is None or int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return  # beyond MOST it holds a file: its body is not even read
    typed = request.POST.copy()
    for name in NEVER:
        typed.pop(name, None)
    words = typed.urlencode()
    if len(words) <= MOST:
        request.session["kept"] = {"path": page, "typed": words, "owner": owner}


def take_kept(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this address and this person, once."""
    saved = request.session.get("kept")
    if request.method not in ("GET", "HEAD") or not saved or saved["path"] != request.path:
        return None
    del request.session["kept"]
    return QueryDict(saved["typed"]) if saved["owner"] == str(request.user.pk) else None


def _owner(request: HttpRequest) -> str | None:
    """The key of the person logged in, else of the one whose session has ended: its row outlives it for a while."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    row = Session.objects.filter(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    return row.get_decoded().get(SESSION_KEY) if row else None
