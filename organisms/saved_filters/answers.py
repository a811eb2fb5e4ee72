"""What answers the address of a list: its page with the filters one kept, or the file it asks for."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http.response import HttpResponseBase
from django.shortcuts import render

from organisms.saved_filters.actions import kept_filters
from organisms.user_request import UserRequest
from roriq_portal.lists.declared import Listing
from roriq_portal.lists.page import ListPage, list_file, list_page
from roriq_portal.lists.rows import Prepare


def answer_list(
    request: UserRequest,
    listing: Listing,
    rows: QuerySet | Sequence[Any],
    template: str,
    context: dict[str, Any],
    *,
    form: BaseForm | None = None,
    prepare: Prepare = list,
    hidden: tuple[str, ...] = (),
    add: Callable[[ListPage], dict[str, Any]] | None = None,
) -> HttpResponseBase:
    """Return the page of a list as `list` in its template, beside what the user kept of it, or its CSV or XLSX.

    `add`: what the template reads besides, made of the page.
    """
    if file := list_file(listing, request.GET, rows, prepare):
        return file
    shown = list_page(listing, request.GET, rows, form=form, prepare=prepare, hidden=hidden)
    saved = list(kept_filters(request.user, listing.address)) if request.user.is_authenticated else []
    more = add(shown) if add else {}
    return render(request, template, {**context, **more, "list": shown, "saved": saved})
