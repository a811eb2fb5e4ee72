"""« Où en est l’entente »: the targets of one of its years, what is done, and at what pace."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.terms import year_number
from reporting.pace import lay_out_pace


@require_safe
def agreement_pace(request: HttpRequest, agreement_id: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    seen = Agreement.objects.visible_to(user).select_related("organism", "programme")
    agreement = get_object_or_404(seen, pk=agreement_id)
    years = list(agreement.years.order_by("number"))
    if not years:
        raise Http404
    asked = request.GET.get("an", "")
    now = max(1, year_number([year.during.lower for year in years], today))
    number = int(asked) if asked.isdecimal() and len(asked) < 3 and 1 <= int(asked) <= len(years) else now
    inside = bool(user.role_at(agreement.organism_id)) or agreement.organism_id in user.audited_organism_ids
    page = lay_out_pace(user, agreement, years[number - 1], len(years), day=today, inside=inside)
    context = {"agreement": agreement, "page": page, "years": years, "inside": inside, "today": today}
    return render(request, "reporting/agreement_pace.html", context)
