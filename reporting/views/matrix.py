"""The filing matrix, its files, and the message to those whose reports wait."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reporting.calendars import state_year_of, window
from reporting.filing_matrix import columns_of, legend, matrix_of, render_csv, render_xlsx
from reporting.forms_calendar import MatrixFilterForm, MessageForm
from reporting.messaging import recipients_of, write_to
from reporting.models import Message
from reporting.owing import Thing, narrowed, things_due
from reporting.waiting import pending_of, waiting_deliverables, waiting_reports
from reporting.workflow import ActionRefused
from roriq_portal.sheets import TYPES

from .access import allow
from .calendars import state_years, year_asked

NOT_NETWORK = "Seule la coordination du réseau écrit à tout le monde."


def _chosen(request: HttpRequest) -> tuple[MatrixFilterForm, list[Thing], int]:
    """Read the State year and the facets from the address, and what answers them."""
    years = state_years(request)
    year = year_asked(request, years) or state_year_of(timezone.localdate())
    things = things_due(request.user, *window(year, timezone.localdate()))
    form = MatrixFilterForm(request.GET or None, things=things, years=years, columns=columns_of(things))
    return form, narrowed(things, form.cleaned_data if form.is_valid() else {}), year


def _kept(request: HttpRequest, form: MatrixFilterForm) -> str:
    return urlencode([(name, value) for name, value in request.GET.items() if name in form.fields and value])


@require_safe
def filing_matrix(request: HttpRequest) -> HttpResponse:
    form, things, year = _chosen(request)
    context = {
        "form": form,
        "matrix": matrix_of(things),
        "legend": legend(),
        "year_words": f"{year}-{year + 1}",
        "kept": _kept(request, form),
        "may_write": request.user.coordinates_network and any(one.is_open for one in things),
        "is_network": request.user.is_network,
        "steps": [("Dépôts", reverse("reporting:report-list")), ("Par organisme", "")],
    }
    return render(request, "reporting/filing_matrix.html", context)


@require_safe
def filing_export(request: HttpRequest, format: str) -> HttpResponse:
    _, things, year = _chosen(request)
    words = f"{year}-{year + 1}"
    body = render_csv(things) if format == "csv" else render_xlsx(things, words)
    response = HttpResponse(body, content_type=TYPES[format])
    response.headers["Content-Disposition"] = f'attachment; filename="depots-{words}.{format}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: HttpRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    filters, things, year = _chosen(request)
    recipients = recipients_of(_pending(things))
    form = MessageForm(request.POST or None)
    is_ready = request.method == "POST" and form.is_valid()
    if is_ready and "send" in request.POST:
        words = _chosen_words(filters, year)
        try:
            message = write_to(recipients=recipients, chosen=words, by=request.user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
            is_ready = False
        else:
            messages.success(request, f"Message en route\u00a0: {message.copies.count()} courriels.")
            return redirect("reporting:message-detail", message.pk)
    context = {"form": form, "recipients": recipients, "is_ready": is_ready, "kept": _kept(request, filters)}
    context |= {"chosen": _chosen_words(filters, year), "steps": _steps("Écrire")}
    return render(request, "reporting/message_write.html", context)


def _pending(things: list[Thing]):
    """What the network may know of already: the things of the matrix that nobody handed in."""
    wanted = [one for one in things if one.is_open]
    annual = [one.pk for one in wanted if one.kind == "annual"]
    others = [one.pk for one in wanted if one.kind != "annual"]
    return pending_of(waiting_deliverables().filter(pk__in=others), waiting_reports().filter(pk__in=annual))


def _chosen_words(form: MatrixFilterForm, year: int) -> str:
    """« 2026-2027, Rapport annuel, Estrie »."""
    if not form.is_valid():
        return f"{year}-{year + 1}"
    labels = [
        dict(form.fields[name].choices).get(value)
        for name, value in form.cleaned_data.items()
        if value and name != "an"
    ]
    return ", ".join([f"{year}-{year + 1}", *(str(label) for label in labels if label)])


def _steps(*last: str) -> list[tuple[str, str]]:
    first = [("Dépôts", reverse("reporting:report-list")), ("Par organisme", reverse("reporting:filing-matrix"))]
    return [*first, *((words, "") for words in last)]


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    context = {"written": Message.objects.select_related("by")[:100], "steps": _steps("Messages")}
    return render(request, "reporting/message_list.html", context)


@require_safe
def message_detail(request: HttpRequest, message_id: int) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    message = get_object_or_404(Message.objects.select_related("by"), pk=message_id)
    copies = message.copies.select_related("person")
    context = {"message": message, "copies": copies, "steps": _steps("Message")}
    return render(request, "reporting/message_detail.html", context)
