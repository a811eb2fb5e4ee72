"""Amendments: prepared, compared, signed or dropped."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.listing import indicator_words
from agreements.agreement.terms.facts import facts_of
from agreements.amendments.actions import (
    discard_amendment,
    draft_amendment,
    moves_of,
    redraft_amendment,
    sign_amendment,
)
from agreements.amendments.clauses import clauses_of, facts_from, moved, stale
from agreements.amendments.comparison import compared, days_to_come
from agreements.amendments.forms import AmendmentForm, SignForm
from agreements.exceptions import REFUSALS, AgreementRefused
from agreements.models import Agreement, Amendment
from agreements.permissions import can_change_agreement, reads_from_outside
from organisms.models import Indicator
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision

NOT_YOURS = "Votre siège ne permet pas de préparer un avenant. La coordination ou la direction le peut."


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _form(request: UserRequest, agreement: Agreement, draft: Amendment | None) -> AmendmentForm:
    """The boxes show what stands, with the draft's own changes made."""
    standing = clauses_of(agreement)
    initial = {}
    if draft:
        standing = moved(standing, moves_of(draft))
        initial = {"effective_on": draft.effective_on, "reason": draft.reason, "seen": draft.revision}
    facts = facts_from(facts_of(agreement), standing)
    indicators = list(Indicator.objects.filter(component__in=agreement.components).order_by("order"))
    numbers = range(1, len(facts.amounts) + 1)
    return AmendmentForm(
        request.POST or None, facts=facts, standing=standing, numbers=numbers, indicators=indicators, initial=initial
    )


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_edit(request: UserRequest, agreement_id: int, amendment_id: int | None = None) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    drafts = agreement.amendments.filter(signed_at__isnull=True)
    draft = get_object_or_404(drafts, pk=amendment_id) if amendment_id else None
    form = _form(request, agreement, draft)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _save(form, agreement, draft, request.user)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Avenant préparé. Comparez, puis inscrivez sa signature.")
            return redirect("agreements:amendment-detail", agreement.pk, draft.pk)
    words = indicator_words([i.pk for i in form.indicators])
    standing, others = form.rows(words)
    context = {"agreement": agreement, "amendment": draft, "form": form, "standing": standing, "others": others}
    context["tables"] = form.period_tables(words)
    return render(request, "agreements/amendments/amendment_form.html", context)


def _save(form: AmendmentForm, agreement: Agreement, draft: Amendment | None, user) -> Amendment:
    if draft is None:
        return draft_amendment(agreement=agreement, terms=form.terms(), after=form.after(), by=user)
    seen = form.cleaned_data["seen"] or 0
    return redraft_amendment(amendment=draft, terms=form.terms(), after=form.after(), seen=seen, by=user)


@require_safe
def amendment_detail(request: UserRequest, agreement_id: int, amendment_id: int) -> HttpResponse:
    agreement, amendment = _amendment(request, agreement_id, amendment_id)
    return _show(request, agreement, amendment, SignForm())


@require_POST
def amendment_sign(request: UserRequest, agreement_id: int, amendment_id: int) -> HttpResponse:
    agreement, amendment = _amendment(request, agreement_id, amendment_id)
    _changeable(request, agreement_id)
    form = SignForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            signed = sign_amendment(amendment=amendment, by=request.user, **form.cleaned_data)
        except StaleRevision as refusal:
            messages.warning(request, str(refusal))
            return redirect("agreements:amendment-detail", agreement.pk, amendment.pk)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{signed}, {signed.signed_word} : l’entente dit maintenant la même chose.")
            return redirect("agreements:agreement-detail", agreement.pk)
    return _show(request, agreement, amendment, form)


@require_POST
def amendment_discard(request: UserRequest, agreement_id: int, amendment_id: int) -> HttpResponse:
    agreement, amendment = _amendment(request, agreement_id, amendment_id)
    _changeable(request, agreement_id)
    try:
        discard_amendment(amendment=amendment, by=request.user)
    except AgreementRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Avenant abandonné : l’entente n’a pas changé.")
    return redirect("agreements:agreement-detail", agreement.pk)


def _amendment(request: UserRequest, agreement_id: int, amendment_id: int) -> tuple[Agreement, Amendment]:
    """A funder reads what was signed; a draft stays inside."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    amendments = agreement.amendments.select_related("drafted_by", "signed_by")
    if reads_from_outside(request.user, agreement):
        amendments = amendments.filter(signed_at__isnull=False)
    return agreement, get_object_or_404(amendments, pk=amendment_id)


def _show(request: UserRequest, agreement: Agreement, amendment: Amendment, form: SignForm) -> HttpResponse:
    moves = moves_of(amendment)
    standing = {} if amendment.signed_at else clauses_of(agreement)
    changed = dict(stale(standing, moves)) if standing else {}
    context = {
        "agreement": agreement,
        "amendment": amendment,
        "rows": compared(moves, changed),
        "days": days_to_come(moved(standing, moves), moves) if standing and not changed else [],
        "is_stale": bool(changed),
        "may_change": can_change_agreement(request.user, agreement),
        "form": form,
    }
    return render(request, "agreements/amendments/amendment_detail.html", context)
