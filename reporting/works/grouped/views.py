"""Many reports at once: chosen, confirmed, followed, taken up again; the file of their papers."""

import uuid
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.access import allow, readable_reports
from reporting.models import GroupedAct
from reporting.reports.filters import ReportFilterForm, narrowed
from reporting.workflow.posted_steps import attempt_to_make
from reporting.works.grouped.actions import retry_grouped, start_grouped
from reporting.works.grouped.archive import archive_path, may_take
from reporting.works.grouped.choosing import MOST, Offer, carried_among, funders_reached, last_versions, offer_of
from reporting.works.grouped.forms import NOTHING, TOO_MANY, CertifyingForm, GroupedForm, ticked
from reporting.works.grouped.kinds import KINDS, Kind
from reporting.works.grouped.progress import Progress, outcomes_of, progress_of
from reporting.works.grouped.words import WORDS

NOT_YOURS = "Votre siège ne permet pas ce geste sur plusieurs rapports."
GONE = "Il n’y a rien à reprendre."
LATEST = 5


def _breadcrumb(*last: str) -> list[tuple[str, str]]:
    return [("Rapports", reverse("reporting:report-list")), *((words, "") for words in last)]


def _kind_or_404(request: UserRequest, slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    allow(KINDS[slug].opens(request.user), NOT_YOURS)
    return KINDS[slug]


@require_http_methods(["GET", "HEAD", "POST"])
def grouped_choose(request: UserRequest, slug: str) -> HttpResponse:
    kind = _kind_or_404(request, slug)
    if request.method == "POST":
        return _confirm(request, kind)
    filters = ReportFilterForm(request.GET)
    offer = offer_of(kind, request.user, narrowed(readable_reports(request.user), filters))
    return _choose_page(request, kind, offer, filters)


def _choose_page(
    request: UserRequest, kind: Kind, offer: Offer, filters: ReportFilterForm, refused: str = ""
) -> HttpResponse:
    query = urlencode([(name, value) for name, value in request.GET.items() if name in filters.fields and value])
    context = {
        "kind": kind,
        "words": WORDS[kind.slug],
        "offer": offer,
        "filters": filters,
        "query": query,
        "refused": refused,
        "latest": GroupedAct.objects.visible_to(request.user).filter(kind=kind.key)[:LATEST],
        "breadcrumb": _breadcrumb(WORDS[kind.slug].title),
    }
    return render(request, "reporting/works/grouped/grouped_choose.html", context, status=422 if refused else 200)


def _confirm(request: UserRequest, kind: Kind) -> HttpResponse:
    """Show what will be done; once it is confirmed, begin it. What was ticked is judged again each time."""
    numbers, readable = ticked(request.POST.getlist("rapport")), readable_reports(request.user)
    if not numbers or len(numbers) > MOST:
        filters = ReportFilterForm(request.GET)
        offer = offer_of(kind, request.user, narrowed(readable, filters))
        return _choose_page(request, kind, _ticking(offer, numbers), filters, TOO_MANY if numbers else NOTHING)
    offer = offer_of(kind, request.user, readable.filter(pk__in=numbers))
    form = _confirmation(offer, request.POST if "confirmer" in request.POST else None)
    if form.is_bound and form.is_valid():
        act = partial(start_grouped, kind=kind, reports=offer.reports, by=request.user, **form.cleaned_act)
        if begun := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, "C’est parti. Cette page dit où en est chaque rapport.")
            return redirect("reporting:grouped-detail", begun.pk)
    return _confirm_page(request, kind, offer, form)


def _confirmation(offer: Offer, data: QueryDict | None) -> GroupedForm:
    return GroupedForm(
        data,
        attests=offer.attests,
        carried=offer.carried,
        seen=last_versions(offer.reports),
        is_again=offer.kind.is_again,
        initial={"key": uuid.uuid4()},
    )


def _ticking(offer: Offer, numbers: list[int]) -> Offer:
    """Return the offer with what a refused page had ticked, nothing else."""
    return replace(offer, choices=[replace(choice, is_ticked=choice.report.pk in numbers) for choice in offer.choices])


def _confirm_page(request: UserRequest, kind: Kind, offer: Offer, form: GroupedForm) -> HttpResponse:
    words = WORDS[kind.slug]
    context = {
        "kind": kind,
        "words": words,
        "act": f"reporting:grouped-choose {kind.slug}",
        "offer": offer,
        "form": form,
        "lines": [(choice, form.tick_of(choice.report.pk)) for choice in offer.choices],
        "reached": funders_reached(offer.reports) if kind.step == GroupedAct.Kind.ISSUE else [],
        "back": f"{request.path}?{request.GET.urlencode()}",
        "breadcrumb": [*_breadcrumb(), (words.title, request.path), ("Relire", "")],
    }
    status = 422 if form.errors else 200
    return render(request, "reporting/works/grouped/grouped_confirm.html", context, status=status)


@require_safe
def grouped_detail(request: UserRequest, act_id: int) -> HttpResponse:
    act = get_object_or_404(GroupedAct.objects.visible_to(request.user), pk=act_id)
    progress = progress_of(act)
    return _progress_page(request, progress, _certification(progress))


def _certification(progress: Progress, data: QueryDict | None = None) -> CertifyingForm:
    """What is certified again of the reports that failed, as they stand now."""
    again = [item.report for item in progress.failed if progress.kind.certifies(item.report)]
    return CertifyingForm(data, attests=bool(again), carried=carried_among(again))


def _progress_page(request: UserRequest, progress: Progress, form: CertifyingForm) -> HttpResponse:
    act = progress.act
    words = WORDS[progress.kind.slug]
    context = {
        "progress": progress,
        "said": outcomes_of(act, request.GET),
        "form": form,
        "failed": [(item, form.tick_of(item.report_id)) for item in progress.failed],
        "words": words,
        "day": timezone.localdate(act.at),
        "breadcrumb": _breadcrumb(words.title),
    }
    part = "reporting/works/grouped/_grouped_state.html"
    page = part if request.htmx else "reporting/works/grouped/grouped_detail.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_POST
def grouped_retry(request: UserRequest, act_id: int) -> HttpResponse:
    act = get_object_or_404(GroupedAct.objects.visible_to(request.user), pk=act_id)
    progress = progress_of(act)
    form = _certification(progress, request.POST)
    if not form.is_valid():
        return _progress_page(request, progress, form)
    if retry_grouped(act=act, by=request.user, confirmed=form.confirmed):
        messages.success(request, "C’est reparti, pour ceux-là seulement.")
    else:
        messages.info(request, GONE)
    return redirect("reporting:grouped-detail", act.pk)


@require_safe
def grouped_archive(request: UserRequest, act_id: int) -> HttpResponseBase:
    rows = GroupedAct.objects.visible_to(request.user).select_related("by")
    act = get_object_or_404(rows, pk=act_id, kind=GroupedAct.Kind.PAPERS)
    if not default_storage.exists(archive_path(act)) or not may_take(act):
        raise Http404
    name = f"rapports-{timezone.localdate(act.at).isoformat()}.zip"
    return FileResponse(
        default_storage.open(archive_path(act)), as_attachment=True, filename=name, content_type="application/zip"
    )
