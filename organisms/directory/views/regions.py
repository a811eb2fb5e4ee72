"""The 17 regions: who is pivot, who is there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from organisms.directory.forms import MandateForm
from organisms.directory.governance import DateRefused, give_mandate
from organisms.directory.maps.regions_map import RegionLabel, draw_regions
from organisms.directory.maps.tiles import tiles_on
from organisms.directory.profile import mandates_of
from organisms.directory.region_papers import papers_of
from organisms.models import Mrc, Organism, Region
from organisms.user_request import UserRequest


def _region(request: UserRequest, code: str) -> Region:
    if not request.user.has_any_seat:
        raise Http404
    return get_object_or_404(Region, code=code)


@require_safe
def region_list(request: UserRequest) -> HttpResponse:
    visible = Organism.objects.visible_to(request.user)
    tiles = tiles_on(timezone.localdate(), visible)
    labels = {tile.code: RegionLabel(tile.name, tile.organisms, tile.words, tile.url) for tile in tiles}
    view = request.GET.get("vue", "")
    context = {
        "tiles": tiles,
        "organism_count": sum(t.organisms for t in tiles),
        "drawing": draw_regions(labels, id="membres", title="Organismes membres par région", view=view),
    }
    return render(request, "organisms/directory/region_list.html", context)


@require_safe
def region_detail(request: UserRequest, code: str) -> HttpResponse:
    region = _region(request, code)
    today = timezone.localdate()
    organisms = Organism.objects.visible_to(request.user).filter(region=region).with_standing(today)
    context = {
        "region": region,
        "organisms": organisms.order_by("sort_name"),
        "mandates": mandates_of(region),
        "mandate": region.mandates.filter(during__contains=today).select_related("organism").first(),
        "papers": papers_of(request.user, region),
        "mrcs": Mrc.objects.filter(regions__region=region, regions__during__contains=today).order_by("sort_name"),
        "reads_results": request.user.is_network or region.pk in request.user.pivot_region_ids,
        "governs": request.user.coordinates_network,
    }
    return render(request, "organisms/directory/region_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_give(request: UserRequest, code: str) -> HttpResponse:
    region = _region(request, code)
    if not request.user.coordinates_network:
        raise PermissionDenied("Les mandats de pivot sont donnés par la coordination du réseau.")
    form = MandateForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            give_mandate(region=region, by=request.user, **form.cleaned_data)
        except DateRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{form.cleaned_data['organism']} a le mandat de pivot.")
            return redirect("organisms:region-detail", region.code)
    return render(request, "organisms/directory/mandate_give.html", {"region": region, "form": form})
