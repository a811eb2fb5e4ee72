"""The targets of an agreement: adding them, revising one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agreements.agreement.actions import set_targets
from agreements.agreement.listing import indicator_words
from agreements.agreement.terms.target_texts import target_text, target_words
from agreements.amendments.actions import revise_target
from agreements.amendments.target_forms import TargetReviseForm, TargetsForm
from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, Target
from agreements.permissions import can_change_agreement
from organisms.models import Indicator
from organisms.user_request import UserRequest
from roriq_portal.formats.numbers import unit_for

NOT_YOURS = "Votre siège ne permet pas de fixer une cible. La coordination ou la direction le peut."


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _words(target: Target, said: dict) -> str:
    return target_words(target_text(said["value"], said["interim"]), target.indicator.is_ratio)


def _targets_form(request: UserRequest, agreement: Agreement) -> TargetsForm:
    taken = set(Target.objects.filter(year__agreement=agreement).values_list("year_id", "indicator_id"))
    return TargetsForm(
        request.POST or None,
        years=list(agreement.years.order_by("number")),
        indicators=list(Indicator.objects.filter(component__in=agreement.components)),
        taken=taken,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    form = _targets_form(request, agreement)
    if request.method == "POST" and form.is_valid():
        try:
            count = set_targets(agreement=agreement, values=form.values(), by=request.user)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{count} {unit_for(count, 'cible inscrite', 'cibles inscrites')}.")
            return redirect("agreements:agreement-detail", agreement.pk)
    words = indicator_words([i.pk for i in form.indicators])
    rows = [(i, words.get(i.pk, i.code), [form.cell(year, i) for year in form.years]) for i in form.indicators]
    return render(
        request, "agreements/amendments/target_form.html", {"agreement": agreement, "form": form, "rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def target_revise(request: UserRequest, agreement_id: int, target_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    mine = Target.objects.filter(year__agreement=agreement).select_related("indicator", "year")
    target = get_object_or_404(mine, pk=target_id)
    seen = target_text(target.value, target.interim)
    initial = {"seen": seen, "decided_on": timezone.localdate(), "interim": target.interim}
    form = TargetReviseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            revise_target(target=target, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Cible révisée : {_words(target, form.cleaned_data)}.")
            return redirect("agreements:agreement-detail", agreement.pk)
    words = indicator_words([target.indicator_id]).get(target.indicator_id, target.indicator.code)
    context = {
        "agreement": agreement,
        "target": target,
        "words": words,
        "now": _words(target, {"value": target.value, "interim": target.interim}),
        "form": form,
    }
    return render(request, "agreements/amendments/target_revise.html", context)
