"""What was typed when a session had ended: put in the new session, restored once after login."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, QueryDict

from roriq_portal.files.request_size import is_heavy
from roriq_portal.typed_forms.own_pages import parts_of
from roriq_portal.typed_forms.page_opener import OPENED_BY, opener_of

# Signs of all names and values together: the longest section of a report has some sixty thousand
MOST = 400_000
MOST_FILES, MOST_NAME = 20, 120
NEVER = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", OPENED_BY}


@dataclass(frozen=True)
class TypedForm:
    """`fields` as they were sent; `files`: the names of those that came along, whose bytes are not kept.

    `fills_page`: whether the page that held the form answers it too, and so can show it filled. `is_draft`: the person
    kept it and takes it up again, no session was lost.
    """

    fields: QueryDict
    files: list[str]
    fills_page: bool
    is_draft: bool = False


def page_of(request: HttpRequest) -> str:
    """Return the address of the portal's own page that sent this form; the form's own address when that is unknown."""
    return _own_page(request) or request.path


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form: what a strange site sent is never shown."""
    origin = request.headers.get("Origin")
    is_same = origin is None or parts_of(origin).netloc == request.get_host()
    return (
        is_same and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and bool(_own_page(request))
    )


def _own_page(request: HttpRequest) -> str | None:
    came_from = parts_of(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host() and came_from.path.startswith("/")
    if not is_ours or came_from.path.startswith("//"):
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def is_beside_the_page(request: HttpRequest) -> bool:
    """Whether a script keeps a draft beside a page that stays open: what it sends is in the page, and comes again.

    Kept as a lost form, it would take the place of the one that the person sends at that moment.
    """
    return request.headers.get("Accept") == "application/json"


def keep(request: HttpRequest, page: str) -> bool:
    """Keep the fields of a POST for its page and for the person whose page it was; return whether they are kept.

    Secrets never are, nor files, whose names alone are. Nothing is kept where nobody knows whose page it was, since the
    next person at this browser may be another; nor for another than who is logged in; nor of more than MOST signs.
    """
    if is_heavy(request):
        return False
    owner = opener_of(request) or _session_owner(request)
    fields = _fields(request)
    if owner is None or _is_another(request, owner) or _signs(fields) > MOST:
        return False
    names = [str(file.name)[:MOST_NAME] for _, files in request.FILES.lists() for file in files]
    form = {"path": parts_of(page).path, "sent_to": request.path, "fields": fields, "files": names[:MOST_FILES]}
    request.session["typed_form"] = {**form, "owner": owner}
    return True


def resume(request: HttpRequest, *, page: str, sent_to: str, fields: list[tuple[str, list[str]]]) -> None:
    """Let a page give back, once, the draft that the person kept of a form of theirs."""
    form = {"path": page, "sent_to": sent_to, "fields": fields, "files": []}
    request.session["typed_form"] = {**form, "owner": str(request.user.pk), "is_draft": True}


def has_words(request: HttpRequest) -> bool:
    """Whether a form held more than what every form holds, or too much to be read."""
    return is_heavy(request) or bool(_fields(request) or request.FILES)


def take_kept(request: HttpRequest) -> TypedForm | None:
    """Return what was kept for this address and this person, once."""
    saved = request.session.get("typed_form")
    if request.method != "GET" or not saved or saved["path"] != request.path:
        return None
    del request.session["typed_form"]
    if saved["owner"] != str(request.user.pk):
        return None
    fields = QueryDict(mutable=True)
    for name, values in saved["fields"]:
        fields.setlist(name, values)
    return TypedForm(fields, saved["files"], fills_page=saved["sent_to"] == saved["path"], is_draft="is_draft" in saved)


def _fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in request.POST.lists() if name not in NEVER]


def _signs(fields: list[tuple[str, list[str]]]) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in fields)


def _is_another(request: HttpRequest, owner: str) -> bool:
    return request.user.is_authenticated and str(request.user.pk) != owner


def _session_owner(request: HttpRequest) -> str | None:
    """The key of the person logged in, else of the one whose session has ended: its row outlives it for a while."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    row = Session.objects.filter(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    return row.get_decoded().get(SESSION_KEY) if row else None
