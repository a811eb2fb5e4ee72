"""What was typed when a session had ended: kept in the new session, given back once after login."""

from django.http import HttpRequest, QueryDict

MOST = 200_000
NEVER = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


def keep(request: HttpRequest) -> None:
    """Keep the fields of a POST by a person whose session has ended. Files and secrets are not kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return  # a file: its body is not even read
    typed = request.POST.copy()
    for name in NEVER:
        typed.pop(name, None)
    words = typed.urlencode()
    if len(words) <= MOST:
        request.session["kept"] = {"path": request.path, "typed": words}


def take_kept(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this address, once."""
    kept = request.session.get("kept")
    if request.method not in ("GET", "HEAD") or not kept or kept["path"] != request.path:
        return None
    del request.session["kept"]
    return QueryDict(kept["typed"])
