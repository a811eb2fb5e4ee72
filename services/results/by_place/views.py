"""Results by place: an organism's and a region's by MRC, and the network's by region."""

from collections.abc import Sequence
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.access import organism_for
from services.counting.masking import signs_table, threshold_of
from services.masking.audiences import Audience
from services.masking.signs import MASKED, signs_of
from services.results.by_place.forms import IndicatorForm, RegionPlaceForm
from services.results.by_place.mrc_figures import PlaceFigures, figures_by_mrc, place_table
from services.results.by_place.regions import RegionFigures, figures_by_region, region_table
from services.results.subjects import Subject, network_subject, organism_subject, region_subject
from services.results.views import region_for

Figures = TypeVar("Figures", PlaceFigures, RegionFigures)


@require_safe
@from_replica
def organism_places(request: UserRequest, organism_id: int) -> HttpResponse:
    subject = organism_subject(organism_for(request, organism_id), request.user)
    form = IndicatorForm(request.GET or None, today=timezone.localdate(), since=subject.first_month())
    return _answer(request, subject, form)


@require_safe
@from_replica
def region_places(request: UserRequest, code: str) -> HttpResponse:
    region = region_for(request, code)
    since = network_subject().first_month()
    form = RegionPlaceForm(request.GET or None, today=timezone.localdate(), whole=True, since=since)
    return _answer(request, region_subject(region, form.sense), form)


def _shown(form: IndicatorForm, figures: Sequence[Figures]) -> Figures | None:
    asked = form.offer({each.indicator.code: each.words for each in figures})
    return next((each for each in figures if each.indicator.code == asked), None)


def _answer(request: UserRequest, subject: Subject, form: IndicatorForm) -> HttpResponse:
    period = form.period
    figures = figures_by_mrc(subject, period)
    kind = request.GET.get("sortie", "")
    if kind in TYPES and form.is_as_asked:
        stem = f"{subject.stem}-mrc-{period.start}-{period.end}"
        said = [line.text for each in figures for line in each.all_lines]
        legend = [signs_table(signs_of(said, threshold_of(Audience.NETWORK)))] if subject.is_whole else []
        return table_response(kind, stem, place_table(figures, subject.words(period)), *legend)
    shown = _shown(form, figures)
    said = [line.text for line in shown.all_lines] if shown else []
    context = {
        "subject": subject,
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "period": period,
        "query": subject.query(period),
        "shown": shown,
        "signs": signs_of(said, threshold_of(Audience.NETWORK)),
        "masked": said.count(MASKED),
    }
    return render(request, "services/results/by_place/places.html", context)


@require_safe
@from_replica
def network_regions(request: UserRequest) -> HttpResponse:
    if not request.user.is_network:
        raise Http404
    since = network_subject().first_month()
    form = IndicatorForm(request.GET or None, today=timezone.localdate(), whole=True, since=since)
    period = form.period
    figures = figures_by_region(period)
    kind = request.GET.get("sortie", "")
    if kind in TYPES and form.is_as_asked:
        texts = (text for each in figures for text in each.texts)
        legend = signs_table(signs_of(texts, threshold_of(Audience.NETWORK)))
        stem = f"resultats-reseau-regions-{period.start}-{period.end}"
        return table_response(kind, stem, region_table(figures, period), legend)
    shown = _shown(form, figures)
    said = shown.texts if shown else []
    context = {
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "period": period,
        "shown": shown,
        "signs": signs_of(said, threshold_of(Audience.NETWORK)),
        "masked": said.count(MASKED),
    }
    return render(request, "services/results/by_place/regions.html", context)
