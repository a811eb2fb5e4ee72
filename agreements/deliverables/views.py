"""One deliverable and its days: asked in addition, postponed, no longer asked, handed in outside the portal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.listing import owed
from agreements.agreement.partners import rows_for_reader
from agreements.deliverables.actions import add_extra, ask_again, grant_later_day, hand_in, skip_deliverable, take_back
from agreements.deliverables.forms import ExtraForm, HandInForm, LaterDayForm, SkipForm
from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, Deliverable
from agreements.permissions import can_change_agreement, reads_from_outside
from organisms.user_request import UserRequest
from roriq_portal.formats.days import format_day

NOT_YOURS = "Votre siège ne permet pas de changer une échéance. La coordination ou la direction le peut."


def _agreement(request: UserRequest, agreement_id: int, *, to_change: bool) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if to_change and not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _deliverable(request: UserRequest, agreement: Agreement, deliverable_id: int) -> Deliverable:
    seen = Deliverable.objects.visible_to(request.user).filter(requirement__agreement=agreement)
    return get_object_or_404(seen.select_related("requirement", "report", "added_by"), pk=deliverable_id)


@require_http_methods(["GET", "HEAD", "POST"])
def deliverable_add(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id, to_change=True)
    form = ExtraForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extra = add_extra(agreement=agreement, by=request.user, **form.facts())
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{extra.name}\u00a0: à remettre le {format_day(extra.due_on)}.")
            return redirect("agreements:agreement-detail", agreement.pk)
    return render(request, "agreements/deliverables/deliverable_form.html", {"agreement": agreement, "form": form})


@require_safe
def deliverable_detail(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    agreement = _agreement(request, agreement_id, to_change=False)
    return _show(request, agreement, _deliverable(request, agreement, deliverable_id))


@require_POST
def deliverable_postpone(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    def act(row: Deliverable, form: LaterDayForm) -> str:
        extension = grant_later_day(deliverable=row, by=request.user, **form.cleaned_data)
        return f"Échéance reportée du {format_day(extension.old_on)} au {format_day(extension.new_on)}."

    return _answer(request, agreement_id, deliverable_id, "later", act)


@require_POST
def deliverable_skip(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    def act(row: Deliverable, form: SkipForm) -> str:
        skip_deliverable(deliverable=row, by=request.user, reason=form.cleaned_data["reason"])
        return f"{row.name}\u00a0: ce n’est pas demandé. La raison est gardée."

    return _answer(request, agreement_id, deliverable_id, "skip", act)


@require_POST
def deliverable_hand_in(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    def act(row: Deliverable, form: HandInForm) -> str:
        hand_in(deliverable=row, by=request.user, on=form.cleaned_data["on"])
        return f"{row.name}\u00a0: remise inscrite."

    return _answer(request, agreement_id, deliverable_id, "hand", act)


@require_POST
def deliverable_ask_again(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    return _undo(request, agreement_id, deliverable_id, ask_again, "est de nouveau demandé.")


@require_POST
def deliverable_take_back(request: UserRequest, agreement_id: int, deliverable_id: int) -> HttpResponse:
    return _undo(request, agreement_id, deliverable_id, take_back, "est de nouveau attendu.")


def _answer(
    request: UserRequest, agreement_id: int, deliverable_id: int, name: str, act: Callable[[Deliverable, Any], str]
) -> HttpResponse:
    """Run one act with its form; what is refused stands beside what was typed."""
    agreement = _agreement(request, agreement_id, to_change=True)
    row = _deliverable(request, agreement, deliverable_id)
    form = _forms(row, request.POST, name)[name]
    if form.is_valid():
        try:
            said = act(row, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("agreements:deliverable-detail", agreement.pk, row.pk)
    return _show(request, agreement, row, **{name: form})


def _undo(request: UserRequest, agreement_id: int, deliverable_id: int, act: Callable, said: str) -> HttpResponse:
    agreement = _agreement(request, agreement_id, to_change=True)
    row = _deliverable(request, agreement, deliverable_id)
    try:
        act(deliverable=row, by=request.user)
    except AgreementRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{row.name} {said}")
    return redirect("agreements:deliverable-detail", agreement.pk, row.pk)


def _forms(row: Deliverable, data=None, bound: str = "") -> dict:
    return {
        "later": LaterDayForm(data if bound == "later" else None, deliverable=row),
        "skip": SkipForm(data if bound == "skip" else None),
        "hand": HandInForm(data if bound == "hand" else None),
    }


def _show(request: UserRequest, agreement: Agreement, row: Deliverable, **refused) -> HttpResponse:
    outside = reads_from_outside(request.user, agreement)
    rows = owed([row], today=timezone.localdate(), for_funder=outside)
    [owed_row] = rows_for_reader(request.user, agreement, rows)
    report = getattr(row, "report", None)
    settled = bool(row.skipped_at or row.handed_at)
    context = {
        "agreement": agreement,
        "deliverable": row,
        "owed": owed_row,
        "extensions": row.extensions.select_related("granted_by"),
        "may_change": can_change_agreement(request.user, agreement),
        "may_postpone": not settled and not (report and report.issued_at),
        "may_settle": not settled and report is None,
        "refused": next(iter(refused.values()), None),
        **_forms(row),
        **refused,
    }
    return render(request, "agreements/deliverables/deliverable_detail.html", context)
