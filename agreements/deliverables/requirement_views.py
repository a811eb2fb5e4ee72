"""What an agreement asks for: adding, changing, removing a requirement and its calendar."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from agreements.agreement.actions import AgreementRefused, save_requirement, take_away_requirement
from agreements.agreement.renewal import usual_period
from agreements.deliverables.planned_days import days_words, mark_of, shown_days, was_shown, written_words
from agreements.deliverables.requirement_forms import RequirementForm
from agreements.models import Agreement, Requirement
from agreements.permissions import can_change_agreement
from organisms.removals.actions import RemovalRefused
from organisms.removals.views import say_removed
from organisms.user_request import UserRequest
from roriq_portal.edits.marked_forms import under_lock

PAGE = "agreements/deliverables/requirement_form.html"
PART = "agreements/deliverables/_requirement_days.html"
NOT_YOURS = "Votre siège ne permet pas de changer ce que l’entente demande. La coordination ou la direction le peut."


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _planned(agreement: Agreement):
    return agreement.requirements.filter(kind__in=Requirement.PLANNED)


def _answer(request: UserRequest, agreement: Agreement, requirement: Requirement | None) -> HttpResponse:
    usual = None if requirement else usual_period(agreement)
    form = RequirementForm(request.POST or None, instance=requirement, initial=usual)
    days = shown_days(agreement, form)
    if request.method == "POST" and form.is_valid() and not request.htmx and was_shown(form, days):
        try:
            saved = save_requirement(agreement=agreement, requirement=form.save(commit=False), by=request.user)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.get_kind_display()}\u00a0: {written_words(days)}")
            return redirect("agreements:agreement-detail", agreement.pk)
    context = {
        "agreement": agreement, "form": form, "requirement": requirement, "days": days,
        "mark": mark_of(days) if days else form["shown"].value(),
        "words": days_words(days), "is_new_to_reader": form.is_bound and not form.errors and not request.htmx,
    }  # fmt: skip
    return render(request, PART if request.htmx else PAGE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    return _answer(request, _changeable(request, agreement_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def requirement_edit(request: UserRequest, agreement_id: int, requirement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    return _answer(request, agreement, get_object_or_404(under_lock(request, _planned(agreement)), pk=requirement_id))


@require_POST
def requirement_remove(request: UserRequest, agreement_id: int, requirement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    requirement = get_object_or_404(_planned(agreement), pk=requirement_id)
    try:
        say_removed(request, take_away_requirement(requirement=requirement, by=request.user))
    except (AgreementRefused, RemovalRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect("agreements:agreement-detail", agreement.pk)
