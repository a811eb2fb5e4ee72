"""The page that deletes what was begun by mistake, or says what hangs on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organisms.removals.actions import RemovalRefused
from organisms.removals.views import say_removed
from organisms.user_request import UserRequest
from reporting.removals.actions import delete_begun
from reporting.removals.kinds import KINDS


@require_http_methods(["GET", "HEAD", "POST"])
def begun_delete(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    what = KINDS[kind]
    row = get_object_or_404(what.visible_to(request.user), pk=pk)
    if not what.may(request.user, row):
        raise PermissionDenied("Votre siège ne permet pas cette suppression.")
    back = what.list_of(row)
    if request.method == "POST":
        try:
            say_removed(request, delete_begun(kind=what, row=row, by=request.user))
        except RemovalRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:begun-delete", kind, pk)
        return redirect(back)
    context = {"noun": what.noun, "row": row, "hanging": what.hanging(row, request.user), "back": back}
    return render(request, "reporting/removals/begun_delete.html", context)
