"""The funder's own side: its agreements followed, a programme in one sheet, the papers of a year in one file."""

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Programme
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.funder_reports.desk_forms import BundleForm, DeskForm
from reporting.funder_reports.distinct_households import read_distinct_households
from reporting.funder_reports.followed_agreements import followed, programmes_of
from reporting.funder_reports.followed_listing import FOLLOWED
from reporting.funder_reports.programme_workbook import agreements_of, read_programme_rows, workbook_name
from reporting.funder_reports.year_archive import bundle_path, may_take, progress_of
from reporting.papers.frozen.households import COLUMNS
from reporting.papers.making.progress import Making, Step, making_of
from reporting.papers.views.versions import without_file
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, Table, table_response
from roriq_portal.fiscal_year import format_state_year, state_year_of
from roriq_portal.jobs import defer
from services.counting.periods import YEARS, period_of_state_year

NOT_FUNDER = "Cette page est celle des bailleurs\u00a0: leurs ententes, leurs rapports."


def _agent(request: UserRequest) -> None:
    if not request.user.live_funder_seats:
        raise PermissionDenied(NOT_FUNDER)


@require_safe
def funder_desk(request: UserRequest) -> HttpResponseBase:
    _agent(request)
    today = timezone.localdate()
    programmes = list(programmes_of(request.user))
    form = DeskForm(request.GET, programmes=programmes)
    rows = followed(request.user, getattr(form, "cleaned_data", {}), today)
    context = {"programmes": programmes, "bundle_form": BundleForm(today=today)}
    template = "reporting/funder_reports/desk/funder_desk.html"
    return answer_list(request, FOLLOWED, rows, template, context, form=form)


@require_safe
@from_replica
def programme_book(request: UserRequest, programme_id: int) -> HttpResponse:
    user = request.user
    if not (user.live_funder_seats or user.is_network):
        raise PermissionDenied(NOT_FUNDER)
    programme = get_object_or_404(Programme, pk=programme_id)
    if not agreements_of(user, programme).exists():
        raise Http404
    today = timezone.localdate()
    head, rows = read_programme_rows(user, programme, today)
    stem = f"{workbook_name(programme)}-{today.isoformat()}"
    return table_response("xlsx", stem, Table("Ententes", head, rows))


@require_safe
@from_replica
def funder_households(request: UserRequest) -> HttpResponse:
    """Households of the reports received, each once; the same as a file when `sortie` asks for one."""
    _agent(request)
    newest = state_year_of(timezone.localdate())
    years = [period_of_state_year(newest - back) for back in range(YEARS)]
    year = next((period for period in years if period.key == request.GET.get("annee")), years[0])
    households = read_distinct_households(request.user, year.start, year.end + timedelta(days=1))
    kind = request.GET.get("sortie", "")
    if kind in TYPES:
        return table_response(kind, f"menages-{year.key}", households.table())
    context = {"households": households, "years": years, "year": year, "columns": COLUMNS.values()}
    return render(request, "reporting/funder_reports/desk/funder_households.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bundle_make(request: UserRequest) -> HttpResponse:
    _agent(request)
    form = BundleForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        year, key = form.cleaned_data["annee"], uuid.uuid4()
        with transaction.atomic():
            defer("portal:make_bundle", user_id=request.user.pk, key=str(key), year=year)
        return redirect("reporting:bundle-progress", year=year, key=key)
    return render(
        request, "reporting/funder_reports/desk/bundle_make.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def bundle_progress(request: UserRequest, year: int, key: uuid.UUID) -> HttpResponse:
    _agent(request)
    is_ready = default_storage.exists(bundle_path(request.user.pk, str(key), year))
    making = None if is_ready else _making(request, year, key)
    state = {
        "progress": progress_of(request.user.pk, str(key)),
        "poll_url": reverse("reporting:bundle-progress", args=[year, key]),
        "file_url": reverse("reporting:bundle-download", args=[year, key]) if is_ready else "",
        "year": year,
        "making": making,
    }
    if request.htmx:
        return render(request, "reporting/funder_reports/desk/_bundle_state.html", {"state": state})
    context = {"state": state, "year": format_state_year(year)}
    status = making.status_code if making and making.has_failed else 200
    return render(request, "reporting/funder_reports/desk/bundle_progress.html", context, status=status)


def _making(request: UserRequest, year: int, key: uuid.UUID) -> Making:
    return making_of("portal:make_bundle", user_id=request.user.pk, key=str(key), year=year)


@require_safe
def bundle_download(request: UserRequest, year: int, key: uuid.UUID) -> HttpResponseBase:
    _agent(request)
    if not may_take(request.user, str(key), year):
        making = _making(request, year, key)
        if making.step == Step.GONE:
            raise Http404
        return without_file(bundle_progress(request, year, key), making)
    path = bundle_path(request.user.pk, str(key), year)
    name = f"rapports-{format_state_year(year)}.zip"
    return FileResponse(default_storage.open(path), as_attachment=True, filename=name, content_type="application/zip")
