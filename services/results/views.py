"""Pages of results: an organism's, an agreement's, a region's, the network's."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from organisms.models import Region
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.access import organism_for
from services.counting.masking import signs_table
from services.counting.periods import Period, PeriodForm
from services.results.by_place.forms import SenseForm
from services.results.facts import Facts, read_figures
from services.results.figure_lines import ComponentFigures
from services.results.figures import build_results
from services.results.monthly_chart import draw, months_of
from services.results.subjects import Subject, agreement_subject, network_subject, organism_subject, region_subject
from services.results.tables import signs_and_masked, table_of


@require_safe
@from_replica
def organism_results(request: UserRequest, organism_id: int) -> HttpResponse:
    subject = organism_subject(organism_for(request, organism_id), request.user)
    return _answer(request, subject, _form(request, subject))


@require_safe
@from_replica
def agreement_results(request: UserRequest, agreement_id: int) -> HttpResponse:
    rows = Agreement.objects.visible_to(request.user).select_related("organism")
    agreement = get_object_or_404(rows, pk=agreement_id)
    partner_ids = tuple(agreement.partners.order_by("organism").values_list("organism", flat=True))
    subject = agreement_subject(agreement, partner_ids, request.user)
    if subject is None:
        raise PermissionDenied("Les résultats du jour sont à l’organisme\u00a0; vous lisez ceux qu’il a transmis.")
    return _answer(request, subject, _form(request, subject))


def region_for(request: UserRequest, code: str) -> Region:
    """Return the region whose totals they may read, else 404 or 403."""
    if not request.user.has_any_seat:
        raise Http404
    region = get_object_or_404(Region, code=code)
    if not (request.user.is_network or region.pk in request.user.pivot_region_ids):
        raise PermissionDenied("Les résultats d’une région se lisent au réseau, et chez son organisme-pivot.")
    return region


@require_safe
@from_replica
def region_results(request: UserRequest, code: str) -> HttpResponse:
    region = region_for(request, code)
    since = network_subject().first_month()
    form = SenseForm(request.GET or None, today=timezone.localdate(), whole=True, since=since)
    return _answer(request, region_subject(region, form.sense), form)


@require_safe
@from_replica
def network_results(request: UserRequest) -> HttpResponse:
    if not request.user.is_network:
        raise Http404
    subject = network_subject()
    return _answer(request, subject, _form(request, subject))


def _form(request: UserRequest, subject: Subject) -> PeriodForm:
    today, since = timezone.localdate(), subject.first_month()
    return PeriodForm(request.GET or None, today=today, years=subject.years, whole=subject.is_whole, since=since)


def _answer(request: UserRequest, subject: Subject, form: PeriodForm) -> HttpResponse:
    """The page in as many queries whatever it counts; the same figures as a table when `sortie` asks for a file."""
    period, code = form.period, request.GET.get("indicateur", "")[:8]
    facts = read_figures(subject, period, code)
    components = build_results(subject, period, facts)
    signs, masked = signs_and_masked(components)
    kind = request.GET.get("sortie", "")
    if kind in TYPES and form.is_as_asked:
        stem = f"{subject.stem}-{period.start}-{period.end}"
        legend = [signs_table(signs)] if subject.is_whole else []
        return table_response(kind, stem, table_of("Résultats", subject.words(period), components), *legend)
    context = {
        "subject": subject,
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "period": period,
        "query": subject.query(period),
        "components": components,
        "signs": signs,
        "masked": masked,
        "series": _series(subject, period, facts, components, code),
    }
    return render(request, "services/results/results.html", context)


def _series(
    subject: Subject, period: Period, facts: Facts, components: list[ComponentFigures], code: str
) -> dict | None:
    """The indicator asked, by month; nothing for totals over organisms, whose months would reveal small counts."""
    lines = (line for component in components for line in component.lines)
    line = next((line for line in lines if line.indicator.code == code), None)
    if line is None or subject.is_whole or not line.is_counted:
        return None
    months = months_of(period.start, period.end, facts.months, line.breaks)
    return {"line": line, "months": months, "chart": draw(f"{line.words}, mois par mois", months)}
