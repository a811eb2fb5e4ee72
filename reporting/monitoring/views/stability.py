"""Pages of stability: what uncertainty costs, what is left to renew, and one organism's agreements over the years."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.stability.queries import read_ledger, reads_all_of
from organisms.models import Organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.monitoring.agreement_timeline import build_spans, renewal_row
from reporting.monitoring.forms import GROUPS, RenewalForm, StabilityForm
from reporting.monitoring.renewal_listing import RENEWALS
from reporting.monitoring.stability import Sheet, build_sheet, left_to_renew, read_facts
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import Table, table_response
from services.permissions import leads


def _sheet(request: UserRequest) -> tuple[StabilityForm, Sheet]:
    facts = read_facts(request.user)
    form = StabilityForm(request.GET, ledger=facts.ledger, today=timezone.localdate())
    return form, build_sheet(request.user, facts, form, request.GET.get("tri", "nom"))


@require_safe
def stability(request: UserRequest) -> HttpResponse:
    form, sheet = _sheet(request)
    filters = urlencode([(key, value) for key, value in request.GET.items() if key in form.fields and value])
    order = request.GET.get("tri", "nom")
    context = {
        "form": form,
        "sheet": sheet,
        "heads": [_head(key, words, order, filters) for key, words in _keys(form, sheet)],
        "rows": [(line, [(column, column.text(line)) for column in sheet.columns]) for line in sheet.lines],
        "filters": filters,
        "is_filtered": bool(filters),
        "open_ids": {line.who.id for line in sheet.lines if line.grants} if sheet.group == "organisme" else set(),
    }
    return render(request, "reporting/monitoring/stability.html", context)


def _keys(form: StabilityForm, sheet: Sheet) -> list[tuple[str, str]]:
    return [("nom", dict(GROUPS)[sheet.group]), *((c.key, c.words) for c in sheet.columns)]


def _head(key: str, words: str, order: str, filters: str) -> dict[str, str]:
    """The head of a column, with the address that sorts by it: numbers first by their largest."""
    first = key if key == "nom" else f"-{key}"
    turned = first.removeprefix("-") if order == first and key != "nom" else first
    if key == "nom" and order == "nom":
        turned = "-nom"
    direction = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    url = f"?{filters}&tri={turned}" if filters else f"?tri={turned}"
    return {"key": key, "words": words, "url": url, "sort": direction}


@require_safe
@from_replica
def stability_export(request: UserRequest, kind: str) -> HttpResponse:
    form, sheet = _sheet(request)
    head = [words for _, words in _keys(form, sheet)]
    rows = [[line.who.name, *(column.read(line) for column in sheet.columns)] for line in sheet.lines]
    stem = f"stabilite-{sheet.group}-{sheet.window.day.isoformat()}"
    return table_response(kind, stem, Table("Stabilité", head, rows))


@require_safe
def renewal_list(request: UserRequest) -> HttpResponseBase:
    ledger = read_ledger(request.user)
    form = RenewalForm(request.GET, ledger=ledger, today=timezone.localdate())
    rows = [renewal_row(request.user, ledger, renewal) for renewal in left_to_renew(ledger, form)]
    total = sum(row.renewal.term.amount or 0 for row in rows)
    unknown = sum(row.renewal.term.amount is None for row in rows)
    context = {"rows": rows, "day": form.window.day, "total": total, "unknown": unknown}
    return answer_list(request, RENEWALS, rows, "reporting/monitoring/renewal_list.html", context, form=form)


@require_safe
def organism_spans(request: UserRequest, organism_id: int) -> HttpResponse:
    user = request.user
    organism = get_object_or_404(Organism.objects.visible_to(user), pk=organism_id)
    ledger = read_ledger(user, organism.pk)
    if not (ledger.terms or reads_all_of(user, organism.pk)):
        raise Http404
    form = StabilityForm(request.GET, ledger=ledger, today=timezone.localdate())
    context = {
        "organism": organism,
        "form": form,
        "window": form.window,
        "page": build_spans(user, ledger, organism.pk, form.window),
        "may_add": leads(user, organism),
    }
    return render(request, "reporting/monitoring/organism_spans.html", context)
