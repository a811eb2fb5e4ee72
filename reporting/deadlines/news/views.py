"""The page of news, and the clicks that mark them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.deadlines.news.actions import mark_all_news, mark_news, unmark_news, unmark_one
from reporting.deadlines.news.forms import NewsFilterForm, posted_keys, typed_moment
from reporting.deadlines.news.listing import news_page
from roriq_portal.formats.phrases import counted
from roriq_portal.lists.paging import Pager

NOTHING = "Rien n’était à marquer\u00a0: c’était déjà fait."


@require_safe
def news_list(request: UserRequest) -> HttpResponse:
    form, now = NewsFilterForm(request.GET), timezone.now()
    kind, unread = form.chosen()
    after = typed_moment(request.GET.get("apres"))
    page = news_page(request.user, now, kind=kind, unread=unread, after=after)
    query = [(name, value) for name, value in form.cleaned_data.items() if value]
    pages = Pager(
        next_url=f"?{urlencode([*query, ('apres', page.next_key)])}" if page.next_key else "",
        start_url=f"?{urlencode(query)}" if page.has_before else "",
    )
    context = {"page": page, "form": form, "is_filtered": bool(kind or unread), "pages": pages}
    return render(request, "reporting/deadlines/news/news_list.html", context)


@require_POST
def news_mark(request: UserRequest) -> HttpResponse:
    count = mark_news(keys=posted_keys(request.POST), by=request.user)
    return _answer(request, f"Marqué comme lu\u00a0: {counted(count, 'avis', 'avis')}." if count else "")


@require_POST
def news_mark_all(request: UserRequest) -> HttpResponse:
    up_to = typed_moment(request.POST.get("vu"))
    if up_to is None:
        messages.warning(request, "Rechargez la page, puis recommencez.")
    else:
        mark_all_news(up_to=up_to, by=request.user)
        messages.success(request, "Tout est marqué comme lu, jusqu’au moment où la page s’est affichée.")
    return _back(request)


@require_POST
def news_unmark(request: UserRequest) -> HttpResponse:
    """Undo the last click, or take the mark off one piece of news."""
    marked_at, keys = typed_moment(request.POST.get("marque")), posted_keys(request.POST)
    gone = unmark_news(marked_at=marked_at, by=request.user) if marked_at else 0
    for source, row in keys[:1]:
        gone += unmark_one(source=source, row=row, by=request.user)
    return _answer(request, "C’est de nouveau non lu." if gone else "")


def _answer(request: UserRequest, done: str) -> HttpResponse:
    if done:
        messages.success(request, done)
    else:
        messages.info(request, NOTHING)
    return _back(request)


def _back(request: UserRequest) -> HttpResponse:
    """Go back to the page that showed the news."""
    return redirect("home" if request.POST.get("retour") == "home" else "reporting:news-list")
