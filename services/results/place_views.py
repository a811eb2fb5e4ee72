"""Results by MRC of the place of activity: an organism's, and those of the organisms of a region."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.access import organism_for
from services.results.place_figures import figures_by_place, place_table
from services.results.place_form import PlaceForm
from services.results.subjects import Subject, organism_subject, region_subject
from services.results.views import region_for


@require_safe
@from_replica
def organism_places(request: UserRequest, organism_id: int) -> HttpResponse:
    return _answer(request, organism_subject(organism_for(request, organism_id), request.user))


@require_safe
@from_replica
def region_places(request: UserRequest, code: str) -> HttpResponse:
    return _answer(request, region_subject(region_for(request, code)))


def _answer(request: UserRequest, subject: Subject) -> HttpResponse:
    form = PlaceForm(request.GET or None, today=timezone.localdate(), whole=subject.is_whole)
    period = form.period
    figures = figures_by_place(subject, period)
    kind = request.GET.get("sortie", "")
    if kind in TYPES:
        stem = f"{subject.stem}-mrc-{period.start}-{period.end}"
        return table_response(kind, stem, place_table(figures, period))
    shown = form.offer(figures)
    context = {
        "subject": subject,
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "period": period,
        "shown": shown,
    }
    return render(request, "services/results/places.html", context)
