"""The continuum: the matrix of all regions, its files, and the page of one region."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from organisms.directory.maps.regions_map import Drawing, RegionLabel, draw_regions
from organisms.models import Organism, PivotMandate, Region
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import table_response
from roriq_portal.lists.paging import Pager, pager
from services.continuum.expiring_pages import ExpiringPage, expiring_page
from services.continuum.forms import ContinuumForm
from services.continuum.matrix import Asked, Matrix, build_matrix, expiring_lines, tables
from services.continuum.offers import Dataset, read_dataset
from services.continuum.region_sheet import sheet_of
from services.continuum.state_labels import MARKS


def _asked(request: UserRequest) -> tuple[ContinuumForm, Dataset]:
    if not request.user.has_any_seat:
        raise Http404
    dataset = read_dataset(request.user)
    return ContinuumForm(request.GET, regions=dataset.regions, today=timezone.localdate()), dataset


@require_safe
def continuum(request: UserRequest) -> HttpResponse:
    form, dataset = _asked(request)
    asked = form.asked()
    matrix = build_matrix(dataset, asked)
    expiring = expiring_page(matrix.expiring, request.GET.get("tombe", ""))
    context = {
        "form": form,
        "asked": asked,
        "matrix": matrix,
        "expiring": expiring,
        "pages": _pages(expiring, _choices(request, form)),
        "legend": MARKS.values(),
        "query": urlencode(_choices(request, form)),
        "is_today": asked.day == form.today,
        "only_audits": request.user.only_audits,
        "drawing": _drawing(matrix, asked, request.GET.get("vue", "")),
    }
    return render(request, "services/continuum/continuum.html", context)


@require_safe
@from_replica
def continuum_export(request: UserRequest, kind: str) -> HttpResponse:
    form, dataset = _asked(request)
    asked = form.asked()
    return table_response(kind, f"continuum-{asked.day.isoformat()}", *tables(dataset, asked))


@require_safe
def continuum_region(request: UserRequest, code: str) -> HttpResponse:
    if not request.user.has_any_seat:
        raise Http404
    region = get_object_or_404(Region, code=code)
    dataset = read_dataset(request.user)
    form = ContinuumForm(request.GET, regions=dataset.regions, today=timezone.localdate())
    day = form.asked().day
    visible = Organism.objects.visible_to(request.user)
    covering = Agreement.objects.visible_to(request.user).filter(regions=region, during__contains=day).distinct()
    expiring = expiring_page(expiring_lines(dataset, Asked(day, region=region.code)), request.GET.get("tombe", ""))
    context = {
        "region": region,
        "form": form,
        "day": day,
        "sheet": sheet_of(dataset, region, day),
        "expiring": expiring,
        "pages": _pages(expiring, _choices(request, form)),
        "query": urlencode(_choices(request, form)),
        "organisms": visible.filter(region=region).order_by("sort_name"),
        "mandate": PivotMandate.objects.filter(region=region, during__contains=day).select_related("organism").first(),
        "agreements": covering.select_related("organism", "programme").order_by("organism__sort_name", "reference"),
        "only_audits": request.user.only_audits,
    }
    return render(request, "services/continuum/continuum_region.html", context)


def _drawing(matrix: Matrix, asked: Asked, view: str) -> Drawing:
    labels = {
        row.code: RegionLabel(
            row.name, row.offered, row.words, f"{_region_url(row.code)}?jour={asked.day}", len(row.squares)
        )
        for row in matrix.rows
    }
    return draw_regions(labels, id="continuum", title="Ce qui est offert par région", view=view)


def _region_url(code: str) -> str:
    return reverse("services:continuum-region", args=[code])


def _choices(request: UserRequest, form: ContinuumForm) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in request.GET.items() if name in form.fields and value]


def _pages(expiring: ExpiringPage, choices: list[tuple[str, str]]) -> Pager:
    return pager(expiring.number, expiring.has_next, choices, name="tombe", anchor="#c-tombe")
