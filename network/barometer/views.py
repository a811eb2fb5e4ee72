"""Pages of the barometer: the network's, where it is made, and the one that everybody reads once it is published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.barometer.actions import (
    BarometerRefused,
    adopt_threshold,
    freeze_barometer,
    lock_year,
    publish_barometer,
    write_sentences,
)
from network.barometer.drawing import drawn_rows
from network.barometer.forms import BarometerYearForm, SentencesForm, ThresholdForm
from network.barometer.reading import read_frozen, read_live, sentences_of
from network.barometer.recommendations import BY_NUMBER
from network.barometer.tables import barometer_table
from network.models import BarometerThreshold, BarometerVersion
from network.models.barometer import FIRST_YEAR, LAST_YEAR
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.phrases import counted
from services.text.spelling import warnings_in

NOT_YOURS = "Le baromètre est tenu par la coordination du réseau."


def _network(request: UserRequest) -> None:
    if not request.user.is_network:
        raise Http404


def _within_years(year: int) -> None:
    """404 of a year that no barometer has: no day could be computed of it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


def _coordination(request: UserRequest) -> None:
    _network(request)
    if not request.user.coordinates_network:
        raise PermissionDenied(NOT_YOURS)


@require_safe
def network_barometer(request: UserRequest) -> HttpResponse:
    _network(request)
    form = BarometerYearForm(request.GET)
    sheet = read_live(form.year)
    context = {
        "form": form,
        "sheet": sheet,
        "rows": drawn_rows(sheet),
        "versions": BarometerVersion.objects.filter(year=form.year).select_related("frozen_by"),
        "may_change": request.user.coordinates_network,
        "missing": sum(not row.sentence for row in sheet.rows),
    }
    return render(request, "network/barometer/network_barometer.html", context)


@require_safe
@from_replica
def barometer_export(request: UserRequest, year: int, kind: str) -> HttpResponse:
    _network(request)
    _within_years(year)
    if kind not in TYPES:
        raise Http404
    return table_response(kind, f"barometre-{format_state_year(year)}", barometer_table(read_live(year)))


@require_http_methods(["GET", "HEAD", "POST"])
def barometer_sentences(request: UserRequest, year: int) -> HttpResponse:
    _coordination(request)
    _within_years(year)
    if request.method == "POST":
        lock_year(year)
    form = SentencesForm(request.POST or None, year=year, sentences=sentences_of(year))
    if request.method == "POST" and form.is_valid():
        changed = write_sentences(year=year, words=form.words, by=request.user)
        messages.success(request, f"{counted(changed, 'phrase écrite', 'phrases écrites')}.")
        for warning in warnings_in("\n".join(form.words.values())):
            messages.warning(request, warning)
        return _to_year(year)
    sheet = read_live(year)
    context = {"form": form, "sheet": sheet, "pairs": list(zip(sheet.rows, form.visible_fields(), strict=True))}
    return render(request, "network/barometer/barometer_sentences.html", context, status=422 if form.errors else 200)


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('network:barometer')}?exercice={year}")


@require_http_methods(["GET", "HEAD", "POST"])
def barometer_thresholds(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        _coordination(request)
    else:
        _network(request)
    form = ThresholdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adopt_threshold(by=request.user, **form.cleaned_data)
        except BarometerRefused as refusal:
            form.add_error("adopted_on", str(refusal))
        else:
            messages.success(request, "Seuil inscrit. Celui d’avant garde sa date.")
            return redirect("network:barometer-thresholds")
    rows = BarometerThreshold.objects.select_related("by").order_by("recommendation", "-adopted_on")
    context = {
        "form": form,
        "thresholds": [(BY_NUMBER[row.recommendation], row) for row in rows],
        "may_change": request.user.coordinates_network,
    }
    return render(request, "network/barometer/barometer_thresholds.html", context, status=422 if form.errors else 200)


@require_POST
def barometer_freeze(request: UserRequest, year: int) -> HttpResponse:
    _coordination(request)
    _within_years(year)
    try:
        version = freeze_barometer(year=year, by=request.user)
    except BarometerRefused as refusal:
        messages.error(request, str(refusal))
        return _to_year(year)
    messages.success(request, f"Version {version.number} arrêtée. Relisez-la, puis publiez-la.")
    return redirect("network:barometer-version", version.year, version.number)


def _version(year: int, number: int) -> BarometerVersion:
    rows = BarometerVersion.objects.select_related("frozen_by", "published_by")
    return get_object_or_404(rows, year=year, number=number)


@require_safe
def barometer_version(request: UserRequest, year: int, number: int) -> HttpResponse:
    _network(request)
    version = _version(year, number)
    sheet = read_frozen(version)
    context = {
        "version": version,
        "sheet": sheet,
        "rows": drawn_rows(sheet),
        "may_change": request.user.coordinates_network,
    }
    return render(request, "network/barometer/barometer_version.html", context)


@require_POST
def barometer_publish(request: UserRequest, year: int, number: int) -> HttpResponse:
    _coordination(request)
    version = publish_barometer(version=_version(year, number), by=request.user)
    messages.success(request, "Ce baromètre est publié\u00a0: tout le monde peut le lire, sans compte.")
    return redirect("network:public-barometer", version.year)


@require_safe
@login_not_required
def public_barometer(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The newest published version of a year, of the newest year when none is asked. 404 of a year without any."""
    published = BarometerVersion.objects.filter(published_at__isnull=False).order_by("-year", "-number")
    version = (published if year is None else published.filter(year=year)).first()
    if year is not None and version is None:
        raise Http404
    years = sorted(set(published.values_list("year", flat=True)), reverse=True)
    sheet = read_frozen(version) if version else None
    context = {
        "version": version,
        "sheet": sheet,
        "rows": drawn_rows(sheet) if sheet else (),
        "years": [(year, format_state_year(year)) for year in years],
    }
    return render(request, "network/barometer/public_barometer.html", context)
