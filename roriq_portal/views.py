"""The static pages and the four refusals."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

PAGES = {"accessibilite", "renseignements-personnels", "aide"}


@require_safe
@login_not_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in PAGES:
        raise Http404
    return render(request, f"pages/{slug}.html")


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception) if exception and exception.args else ""}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without the request: the page must stand when the database does not."""
    return HttpResponseServerError(render_to_string("500.html"))
