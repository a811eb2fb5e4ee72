"""Filters of a list: saved under a name, and removed."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from organisms.models import SavedFilter
from organisms.removals.views import say_removed
from organisms.saved_filters.actions import FilterRefused, keep_filter, remove_filter
from organisms.saved_filters.forms import SavedFilterForm
from organisms.user_request import UserRequest
from roriq_portal.lists.declared import DECLARED
from roriq_portal.typed_forms.own_pages import own_address


def _list_of(back: str) -> str:
    """Return which list an address of ours shows; 404 for any other."""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        raise Http404
    name = resolve(urlsplit(back).path).view_name
    if name not in DECLARED:
        raise Http404
    return name


@require_POST
def saved_filter_keep(request: UserRequest) -> HttpResponse:
    back = request.POST.get("back", "")
    list_key = _list_of(back)
    form = SavedFilterForm(request.POST)
    if form.is_valid():
        name, query = form.cleaned_data["name"], urlsplit(back).query
        try:
            saved = keep_filter(user=request.user, list_key=list_key, name=name, query=query)
        except FilterRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Filtre gardé\u00a0: {saved.name}.")
            return redirect(f"{urlsplit(back).path}?{saved.query}")
    return render(request, "organisms/saved_filters/saved_filter_form.html", {"form": form, "back": back})


@require_POST
def saved_filter_remove(request: UserRequest, filter_id: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=filter_id)
    back = request.POST.get("back", "")
    page = own_address(back) if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
    say_removed(request, remove_filter(saved=saved, back=page or "/", by=request.user))
    return redirect(back if page else "home")
