"""« Où en est l’entente »: progress on the targets of one of its years; and of an organism, of a region."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.agreement.terms.schedule import year_number
from agreements.models import Agreement
from agreements.money.unspent import unspent_of
from agreements.permissions import can_read_spending
from organisms.models import Region
from organisms.user_request import UserRequest
from reporting.monitoring.shared_targets import Whose, shared_target_progress
from reporting.monitoring.target_progress import build_target_progress
from roriq_portal.formats.typed import read_digits
from services.access import organism_for
from services.permissions import leads


@require_safe
def agreement_pace(request: UserRequest, agreement_id: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    seen = Agreement.objects.visible_to(user).select_related("organism", "programme")
    agreement = get_object_or_404(seen, pk=agreement_id)
    years = list(agreement.years.order_by("number"))
    if not years:
        raise Http404
    asked = read_digits(request.GET.get("an"))
    now = max(1, year_number([year.during.lower for year in years], today))
    number = asked if asked and asked <= len(years) else now
    inside = bool(user.role_at(agreement.organism_id)) or agreement.organism_id in user.audited_organism_ids
    page = build_target_progress(user, agreement, years[number - 1], len(years), day=today, inside=inside)
    unspent = unspent_of(page.year) if can_read_spending(user, agreement) else None
    context = {"agreement": agreement, "page": page, "years": years, "inside": inside, "unspent": unspent}
    return render(request, "reporting/monitoring/pace/agreement_pace.html", context)


@require_safe
def organism_targets(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    page = shared_target_progress(Whose(organism.name, organism_id=organism.pk), timezone.localdate(), request.user)
    back = (organism.name, reverse("organisms:organism-detail", args=[organism.pk]))
    return render(
        request,
        "reporting/monitoring/pace/shared_pace.html",
        {"page": page, "back": back, "kicker": "Cibles de l’organisme", "may_add": leads(request.user, organism)},
    )


@require_safe
def region_targets(request: UserRequest, code: str) -> HttpResponse:
    if not request.user.has_any_seat:
        raise Http404
    region = get_object_or_404(Region, code=code)
    if not (request.user.is_network or region.pk in request.user.pivot_region_ids):
        raise PermissionDenied("Les cibles d’une région se lisent au réseau, et chez son organisme-pivot.")
    page = shared_target_progress(Whose(region.name, region_id=region.pk), timezone.localdate())
    back = (region.name, reverse("organisms:region-detail", args=[region.code]))
    context = {"page": page, "back": back, "kicker": "Cibles de la région", "may_add": False}
    return render(request, "reporting/monitoring/pace/shared_pace.html", context)
