"""What a person removed for less than a day: the list, and putting one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from organisms.models import Removal
from organisms.removals.actions import RemovalRefused, can_put_back, put_back
from organisms.user_request import UserRequest
from roriq_portal.edits.undo import say_undoable, undoable_until


@require_safe
def removal_list(request: UserRequest) -> HttpResponse:
    removals = [
        (removal, undoable_until(removal.removed_at), _address(removal) if can_put_back(request.user, removal) else "")
        for removal in Removal.objects.visible_to(request.user)
    ]
    return render(request, "organisms/removals/removal_list.html", {"removals": removals})


@require_POST
def removal_put_back(request: UserRequest, removal_id: int) -> HttpResponse:
    removal = get_object_or_404(Removal.objects.visible_to(request.user), pk=removal_id)
    if not can_put_back(request.user, removal):
        raise PermissionDenied("Votre siège ne permet plus de le remettre.")
    try:
        put_back(removal=removal, by=request.user)
    except RemovalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("organisms:removal-list")
    messages.success(request, f"Remis\u00a0: {removal.words}.")
    return redirect(removal.back)


def _address(removal: Removal) -> str:
    return reverse("organisms:removal-put-back", args=[removal.pk])


def say_removed(request: UserRequest, removal: Removal) -> None:
    """Say what was removed, with the button that puts it back."""
    say_undoable(request, f"Retiré\u00a0: {removal.words}.", _address(removal))
