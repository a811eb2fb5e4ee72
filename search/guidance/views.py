"""The page of help, the guides and what is new."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.inquiries.actions import note_visit
from organisms.models import Inquiry, PivotMandate
from organisms.user_request import UserRequest
from roriq_portal.navigation.seats import seat_here, seats_of
from search.guidance.glossary import glossary, letters_of
from search.guidance.guides import chapters_of, guides
from search.guidance.news import news_for, novelties
from search.guidance.page_help import guides_of

MOST_INQUIRIES = 5


@require_safe
@login_not_required
def help_page(request: UserRequest) -> HttpResponse:
    words = list(glossary().values())
    context = {"guides": guides(), "words": words, "letters": letters_of(words), "own": None, "mandate": None}
    context |= _of_a_person(request) if request.user.is_authenticated else {"inquiries": []}
    return render(request, "search/guidance/help/help.html", context)


def _of_a_person(request: UserRequest) -> dict:
    seat = seat_here(request, seats_of(request.user))
    slugs = guides_of(seat)
    since = note_visit(request.user)
    news, count = news_for(slugs, since)
    own = next(guide for guide in guides() if guide.slug == slugs[0])
    region = seat.organism.region_id if seat and seat.organism else None
    pivots = PivotMandate.objects.filter(region=region, during__contains=timezone.localdate())
    inquiries = Inquiry.objects.filter(by=request.user).select_related("answered_by")[:MOST_INQUIRIES]
    return {
        "own": own,
        "chapters": chapters_of(own),
        "news": news,
        "news_count": count,
        "since": since,
        "mandate": pivots.select_related("organism").first() if region else None,
        "inquiries": inquiries,
    }


@require_safe
def news_page(request: UserRequest) -> HttpResponse:
    slugs = guides_of(seat_here(request, seats_of(request.user)))
    theirs = [line for line in novelties() if line.is_for(slugs)]
    return render(request, "search/guidance/news.html", {"news": theirs})


@require_safe
def guide_page(request: UserRequest, slug: str) -> HttpResponse:
    guide = next((guide for guide in guides() if guide.slug == slug), None)
    if guide is None:
        raise Http404
    return render(request, "search/guidance/guide/guide.html", {"guide": guide, "guides": guides()})
