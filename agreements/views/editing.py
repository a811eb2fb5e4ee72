"""Adding and changing an agreement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agreements.actions import AgreementRefused, StaleAgreement, change_agreement, create_agreement
from agreements.facts import differences, facts_of, fingerprint
from agreements.forms import AgreementForm
from agreements.models import Agreement
from agreements.permissions import can_add_any_agreement, can_change_agreement, organisms_to_write_for

NOT_YOURS = "Votre siège ne permet pas d’inscrire ou de modifier une entente. La coordination ou la direction le peut."


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_add(request: HttpRequest) -> HttpResponse:
    if not can_add_any_agreement(request.user):
        raise PermissionDenied(NOT_YOURS)
    organisms = organisms_to_write_for(request.user)
    initial = {"organism": organisms[0]} if len(organisms) == 1 else {}
    form = AgreementForm(request.POST or None, organisms=organisms, initial=initial)
    if request.method == "POST" and form.is_valid():
        organism = form.cleaned_data["organism"]
        try:
            agreement = create_agreement(organism=organism, facts=form.facts(), by=request.user)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Entente inscrite. Ajoutez ses cibles et ce qu’elle demande.")
            return redirect("agreements:agreement-detail", agreement.pk)
    return render(request, "agreements/agreement_form.html", {"form": form, "agreement": None})


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    facts = facts_of(agreement)
    shown = {**AgreementForm.initial_from(facts), "seen": fingerprint(facts)}
    form = AgreementForm(request.POST or None, initial=shown)
    context = {"form": form, "agreement": agreement}
    if request.method == "POST" and form.is_valid():
        try:
            change_agreement(agreement=agreement, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user)
        except StaleAgreement as stale:
            _show_both(form, context, stale)
        except AgreementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Entente enregistrée.")
            return redirect("agreements:agreement-detail", agreement.pk)
    return render(request, "agreements/agreement_form.html", context)


def _show_both(form: AgreementForm, context: dict, stale: StaleAgreement) -> None:
    """Show what each side says; saving again keeps what she typed, over what she has now seen."""
    context["differences"] = differences(form.facts(), stale.current)
    form.data = form.data.copy()
    form.data["seen"] = fingerprint(stale.current)
