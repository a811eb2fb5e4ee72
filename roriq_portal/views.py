"""The static pages and the refusals."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from roriq_portal.files.storage import FileDamaged
from roriq_portal.typed_forms.keeping import is_beside_the_page, is_from_our_page, keep, page_of
from roriq_portal.typed_forms.page_opener import opener_of

STALE = "Votre session a changé entre-temps. Revenez à la page précédente, ouvrez-la de nouveau et refaites ce geste."
PAGES = {"accessibilite": "search/guidance/accessibilite.html"}


@require_safe
@login_not_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug == "aide":  # where it stood before
        return redirect("search:help", permanent=True)
    if slug not in PAGES:
        raise Http404
    return render(request, PAGES[slug])


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    return render(
        request, "errors/403.html", {"reason": str(exception) if exception and exception.args else ""}, status=403
    )


def stale_form(request, reason=""):
    """A form of a session that ended meanwhile, in another tab: what it held comes back in its page, to be sent anew.

    Only to the person for whom the page was made, after login where nobody is logged in, and only a form of our own
    pages: a strange site gets nothing kept. A script that saves a page's parts is refused, and says so in the page.
    """
    page = page_of(request)
    is_by_script = request.htmx or is_beside_the_page(request)
    may_come_back = is_from_our_page(request) and not is_by_script and not page.startswith(reverse("account_login"))
    if may_come_back and request.user.is_authenticated and keep(request, page):
        messages.warning(request, "Votre session a changé entre-temps. Relisez, puis refaites ce geste.")
        return redirect(page)
    if may_come_back and not request.user.is_authenticated and opener_of(request):
        return redirect("account_login")  # which keeps the form on its way (`keep_what_was_typed`)
    return render(request, "errors/403.html", {"reason": STALE}, status=403)


def not_found(request, exception=None):
    if isinstance(exception, FileDamaged):
        return render(request, "errors/file_damaged.html", {"reason": str(exception)}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """Without the request: the page must work when the database does not."""
    return HttpResponseServerError(render_to_string("errors/500.html"))
