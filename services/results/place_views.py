"""Results by MRC of the place of activity: an organism's, and those of the organisms of a region."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.access import organism_for
from services.counting.masking import signs_table
from services.masking.signs import MASKED, signs_of
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
        said = [line.text for each in figures for line in (*each.lines, each.total)]
        legend = [signs_table(signs_of(said))] if subject.is_whole else []
        return table_response(kind, stem, place_table(figures, period), *legend)
    shown = form.offer(figures)
    said = [line.text for line in (*shown.lines, shown.total)] if shown else []
    context = {
        "subject": subject,
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "period": period,
        "shown": shown,
        "signs": signs_of(said),
        "masked": said.count(MASKED),
    }
    return render(request, "services/results/places.html", context)
