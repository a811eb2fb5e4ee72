"""The targets of an agreement: adding them, revising one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agreements.agreement.actions import set_targets
from agreements.agreement.listing import indicator_words
from agreements.agreement.terms.period_places import calendar_of
from agreements.agreement.terms.target_texts import target_mark
from agreements.amendments.actions import revise_target
from agreements.amendments.clauses import TargetPlace, targets_of
from agreements.amendments.target_forms import TargetReviseForm, TargetsForm
from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, Target
from agreements.permissions import can_change_agreement
from organisms.models import Indicator
from organisms.user_request import UserRequest
from roriq_portal.formats.numbers import unit_for
from roriq_portal.formats.rates import format_measure

NOT_YOURS = "Votre siège ne permet pas de fixer une cible. La coordination ou la direction le peut."


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _targets_form(request: UserRequest, agreement: Agreement) -> TargetsForm:
    return TargetsForm(
        request.POST or None,
        years=list(agreement.years.order_by("number")),
        indicators=list(Indicator.objects.filter(component__in=agreement.components)),
        taken=set(targets_of(agreement)),
        calendar=calendar_of(agreement).places,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    form = _targets_form(request, agreement)
    if request.method == "POST" and form.is_valid():
        try:
            count = set_targets(agreement=agreement, values=form.values(), periods=form.periods(), by=request.user)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{count} {unit_for(count, 'cible inscrite', 'cibles inscrites')}.")
            return redirect("agreements:agreement-detail", agreement.pk)
    words = indicator_words([i.pk for i in form.indicators])
    rows = [(i, words.get(i.pk, i.code), [form.cell(year, i) for year in form.years]) for i in form.indicators]
    context = {"agreement": agreement, "form": form, "rows": rows, "tables": form.period_tables(words)}
    return render(request, "agreements/amendments/target_form.html", context)


def _revise_form(request: UserRequest, agreement: Agreement, target: Target) -> TargetReviseForm:
    whole = TargetPlace(target.year.number, target.indicator.code)
    standing = {
        place.period: value for place, value in targets_of(agreement).items() if place.period and place.of_year == whole
    }
    places = calendar_of(agreement).places[target.year.number]
    seen = target_mark(target.value, standing)
    initial = {"value": target.value, "seen": seen, "decided_on": timezone.localdate()}
    return TargetReviseForm(request.POST or None, places=places, standing=standing, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def target_revise(request: UserRequest, agreement_id: int, target_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    mine = Target.objects.filter(year__agreement=agreement).select_related("indicator", "year")
    target = get_object_or_404(mine, pk=target_id)
    form = _revise_form(request, agreement, target)
    if request.method == "POST" and form.is_valid():
        try:
            revise_target(target=target, by=request.user, **form.revision())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            said = format_measure(form.cleaned_data["value"], target.indicator.is_ratio)
            messages.success(request, f"Cible révisée : {said}.")
            return redirect("agreements:agreement-detail", agreement.pk)
    words = indicator_words([target.indicator_id]).get(target.indicator_id, target.indicator.code)
    now = format_measure(target.value, target.indicator.is_ratio)
    context = {"agreement": agreement, "target": target, "words": words, "now": now, "form": form}
    return render(request, "agreements/amendments/target_revise.html", context)
