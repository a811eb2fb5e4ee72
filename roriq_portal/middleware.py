"""What every answer carries, what no request may contain, and the memory that calls have."""

import re
from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from roriq_portal.typed_forms.keeping import is_beside_the_page, keep, page_of, take_kept
from roriq_portal.typed_forms.wording import say_at_login, words_given_back

SESSION_KEY = re.compile("[a-z0-9]{8,64}")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
# A frame of so many words has CPython reserve 512 KB. The system gives memory only for what is written: nothing for
# the frame itself, which uses three words, and for the calls below it as they come. They have half of it.
WORDS = 32_000
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def in_one_piece(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return the same function, below which some thousand calls find room without asking the system for memory.

    CPython keeps frames in pieces of 16 KB, and asks anew at every call that crosses the end of one (decision 35).
    """

    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return function(*args, **kwargs)

    wide = cast(FunctionType, call)
    wide.__code__ = wide.__code__.replace(co_stacksize=WORDS)
    return call


class CompressedPages(GZipMiddleware):
    """Send pages compressed to browsers that read them so; files go as they are, most being compressed already.

    What one page repeats of another's words cannot be measured by its size: Django adds bytes by chance, and no token
    of a form stands twice the same (BREACH).
    """

    def process_response(self, request, response):
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


def security_headers(get_response):
    """Set the headers that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def no_store_for_people(get_response):
    """Keep the answers of people who are logged in out of every cache."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def _unreadable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def readable_input(get_response):
    """Refuse NUL bytes and lone surrogates in addresses before anything reads them; forms check their own fields."""

    def middleware(request):
        words = [request.path, *(part for pair in request.GET.lists() for part in (pair[0], *pair[1]))]
        if any(_unreadable(word) for word in words):
            return HttpResponseBadRequest(render_to_string("errors/400.html", request=request))
        return get_response(request)

    return middleware


def readable_session(get_response):
    """Drop a session cookie that no session of ours ever had, before the session is looked for by it."""

    def middleware(request):
        if not SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request)

    return middleware


def keep_what_was_typed(get_response):
    """When a form arrives after its session ended, keep it: the login page comes next, then the form as it was.

    A form that is sent elsewhere than to its own page leads back to that page: the other address may not be opened.
    """

    def middleware(request):
        response = get_response(request)
        is_sent_to_login = response.status_code == 302 and "/compte/login/" in response.headers.get("Location", "")
        if request.method != "POST" or not is_sent_to_login or request.path.startswith("/compte/"):
            return response
        if is_beside_the_page(request):
            # Or its answer, which may come last, would take away the session where the form itself waits
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            return HttpResponse(status=401)
        response.headers["Location"] = _login_then(request)
        return response

    return middleware


def _login_then(request):
    """Keep the form, say at the login page what becomes of it, and return the address that leads there and back."""
    page = page_of(request)
    is_kept = keep(request, page)
    if not request.htmx:
        say_at_login(request, is_kept=is_kept)
    return f"{reverse('account_login')}?{urlencode({'next': page})}"


class GiveBackWhatWasTyped:
    """Hand a page, once, what was typed there when a session had ended: its form is filled as if it came back refused.

    Just before the view, past all that leads elsewhere. The method stays GET: no view acts on it
    (`tests/test_codebase.py` holds them to that).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated and (form := take_kept(request)):
            if form.fills_page:
                request.POST = form.fields
                # Django forgets these fields once a view asks for the files of a GET
                request.has_words_back = True
            if said := words_given_back(form):
                messages.warning(request, said)


WORDED = {405: "errors/405.html", 429: "errors/429.html"}


def worded_refusals(get_response):
    """Give a page to the refusals that Django and the login leave blank, for those who read pages."""

    def middleware(request):
        response = get_response(request)
        template = WORDED.get(response.status_code)
        if template and not response.content and "text/html" in request.headers.get("Accept", ""):
            response.content = render_to_string(template, request=request)
            response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response

    return middleware
