"""The search of the whole portal and the plan of one's own pages."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.lists.paging import page_number, pager
from roriq_portal.navigation.seats import seats_of
from search.exact_numbers import exact_address
from search.finding import BY_KEY, Group, search
from search.forms import SearchForm
from search.near_names import near_names
from search.plan import plan_of
from search.results import Asked
from search.words import words_of


@require_safe
def search_page(request: UserRequest) -> HttpResponse:
    form, whole = SearchForm(request.GET), request.GET.get("quoi", "")
    typed = form.typed()
    if typed and whole not in BY_KEY and (address := exact_address(request.user, typed)):
        return redirect(address)
    asked = Asked(request.user, seats_of(request.user), words_of(typed))
    groups = search(asked, whole, page_number(request.GET)) if typed else []
    context = {
        "form": form,
        "typed": typed,
        "query": urlencode({"q": typed}),
        "groups": groups,
        "total": sum(group.total for group in groups),
        "near": near_names(asked) if typed and not groups else [],
        **_whole(groups, typed, whole),
    }
    return render(request, "search/search.html", context)


def _whole(groups: list[Group], typed: str, whole: str) -> dict:
    """The group that is shown alone, with the addresses of its pages; nothing where all stand beside each other."""
    group = next((group for group in groups if group.kind.key == whole), None)
    if group is None:
        return {"whole": None}
    return {"whole": group, "pages": pager(group.page, group.has_more, [("q", typed), ("quoi", whole)])}


@require_safe
def plan(request: UserRequest) -> HttpResponse:
    return render(request, "search/plan.html", {"plan": plan_of(seats_of(request.user))})
