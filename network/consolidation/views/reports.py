"""Consolidated reports: their list, one that begins, its page while it is prepared, its words, its frozen versions."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from network.consolidation.access import (
    NOT_YOURS,
    Shown,
    breadcrumb_of,
    consolidated_or_404,
    in_force,
    shown_version,
    version_or_404,
)
from network.consolidation.actions import begin_consolidation, save_words
from network.consolidation.content import build
from network.consolidation.forms import BeginForm, WordsForm, warnings_about, words_of
from network.consolidation.listing import CONSOLIDATED, consolidated_listed_for, with_standing
from network.consolidation.outdated import moved_since
from network.consolidation.reading.tables import read
from network.consolidation.steps import STEP_WORDS, ConsolidationRefused, revocable_freezing
from network.models import ConsolidatedReport, ConsolidatedVersion
from network.permissions import can_begin, can_consolidate, can_publish, reads_consolidated, reads_from_inside
from organisms.models import User
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.papers.languages import ASKED
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from services.forms.revisions import differences


@require_safe
def consolidated_list(request: UserRequest) -> HttpResponseBase:
    if not reads_consolidated(request.user):
        raise Http404
    rows, is_inside = consolidated_listed_for(request.user), can_begin(request.user) or request.user.is_network
    context = {"may_begin": can_begin(request.user), "is_inside": is_inside}
    page = "network/consolidation/consolidated_list.html"
    return answer_list(request, CONSOLIDATED, rows, page, context, prepare=partial(with_standing, user=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def consolidated_begin(request: UserRequest) -> HttpResponse:
    if not reads_consolidated(request.user):
        raise Http404
    allow(can_begin(request.user), "Un rapport se consolide à l’organisme-pivot ou à la coordination du réseau.")
    form = BeginForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        report = begin_consolidation(**form.asked(), by=request.user, key=form.cleaned_data["key"])
        return redirect("network:consolidated-detail", report_id=report.pk)
    breadcrumb = [("Rapports consolidés", reverse("network:consolidated-list")), ("Commencer", "")]
    return render(request, "network/consolidation/consolidated_begin.html", {"form": form, "breadcrumb": breadcrumb})


@require_safe
def consolidated_detail(request: UserRequest, report_id: int) -> HttpResponse:
    report = consolidated_or_404(request.user, report_id)
    if report.is_frozen or not reads_from_inside(request.user, report):
        return _version_page(request, report, in_force(request.user, report))
    context = {
        **_around(request, report),
        "reading": read(build(report).content),
        "moved": moved_since(report, report.current) if report.current else [],
        "breadcrumb": breadcrumb_of(report),
    }
    return render(request, "network/consolidation/consolidated_detail.html", context)


@require_safe
def consolidated_version(request: UserRequest, report_id: int, number: str, audience: str) -> HttpResponse:
    report = consolidated_or_404(request.user, report_id)
    return _version_page(request, report, version_or_404(request.user, report, int(number[:9]), audience))


def _version_page(request: UserRequest, report: ConsolidatedReport, version: ConsolidatedVersion) -> HttpResponse:
    shown: Shown = shown_version(report, version, request.GET.get(ASKED, ""))
    counted = report.versions.filter(number=version.number, audience=ConsolidatedVersion.Audience.NETWORK)
    moved = moved_since(report, counted.defer("content").get())
    context = {
        **_around(request, report),
        "shown": shown,
        "reading": shown.reading,
        "is_outdated": bool(moved),
        # Whose report was reopened, and when, is read from inside only
        "moved": moved if reads_from_inside(request.user, report) else [],
        "acts": _acts(request.user, report) if shown.is_current and report.is_frozen else None,
        "breadcrumb": breadcrumb_of(report, f"Version {version.number}"),
    }
    return render(request, "network/consolidation/consolidated_version.html", context)


def _acts(user: User, report: ConsolidatedReport) -> dict | None:
    """Which acts this person may do now on a frozen report; None when there is none."""
    acts = {
        "consolidate": can_consolidate(user, report),
        "publish": can_publish(user, report),
        "take_back": revocable_freezing(report, user) is not None,
    }
    return acts if any(acts.values()) else None


def _around(request: UserRequest, report: ConsolidatedReport) -> dict:
    """What stands around either page: the acts, the versions, what happened; the last two for those inside."""
    is_inside = reads_from_inside(request.user, report)
    versions = report.versions.defer("content").order_by("-number", "-audience") if is_inside else []
    steps = report.steps.select_related("by", "version").defer("version__content") if is_inside else []
    return {
        "report": report,
        "is_inside": is_inside,
        "may_consolidate": can_consolidate(request.user, report),
        "key": uuid.uuid4(),
        "versions": [(row, row.audience == ConsolidatedVersion.Audience.FUNDERS) for row in versions],
        "steps": [(step, STEP_WORDS[step.name]) for step in steps],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def consolidated_words(request: UserRequest, report_id: int) -> HttpResponse:
    report = consolidated_or_404(request.user, report_id)
    allow(can_consolidate(request.user, report), NOT_YOURS)
    form = WordsForm(request.POST or None, initial=words_of(report))
    context = {"report": report, "form": form, "breadcrumb": breadcrumb_of(report, "Les mots")}
    context["warnings"] = warnings_about(form.initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_words(report=report, words=form.words(), seen=form.seen, by=request.user)
        except StaleRevision as stale:
            context["differences"] = differences(form, WordsForm(initial=words_of(stale.current)))
            form.shows(stale.current.revision)
        except ConsolidationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = saved_words("Les mots sont enregistrés.", seen=form.seen, revision=saved.revision)
            messages.success(request, words)
            for warning in warnings_about(form.cleaned_data):
                messages.warning(request, warning)
            return redirect("network:consolidated-detail", report_id=report.pk)
    return render(request, "network/consolidation/consolidated_words.html", context)
