"""Adding an agreement, preparing the one that follows, changing one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agreements.agreement.actions import change_agreement
from agreements.agreement.forms import AgreementForm
from agreements.agreement.renewal import next_facts, start_agreement
from agreements.agreement.terms.facts import differences, facts_of, fingerprint
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement
from agreements.permissions import can_add_any_agreement, can_change_agreement, organisms_to_write_for
from organisms.user_request import UserRequest
from roriq_portal.edits.marked_forms import set_typed
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.formats.typed import read_digits

NOT_YOURS = "Votre siège ne permet pas d’inscrire ou de modifier une entente. La coordination ou la direction le peut."
FORM = "agreements/agreement/agreement_form.html"


def _changeable(request: UserRequest, agreement_id: int) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=agreement_id)
    if not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_YOURS)
    return agreement


def _renewable(request: UserRequest, organism_id: int | str | None, besides: int | None = None):
    """The agreements that one of this organism may follow; none before the organism is known."""
    seen = Agreement.objects.visible_to(request.user)
    organism = read_digits(organism_id)
    if organism is None:
        return seen.none()
    return seen.filter(organism=organism).exclude(pk=besides).order_by("-during", "reference")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_add(request: UserRequest) -> HttpResponse:
    if not can_add_any_agreement(request.user):
        raise PermissionDenied(NOT_YOURS)
    organisms = organisms_to_write_for(request.user)
    known = organisms.filter(pk=organisms[0].pk) if len(organisms) == 1 else organisms.none()
    initial = {"organism": known.first()} if known else {}
    chosen = request.POST.get("organism") or (known[0].pk if known else None)
    form = AgreementForm(
        request.POST or None, organisms=organisms, renewable=_renewable(request, chosen), is_new=True, initial=initial
    )
    made = _start(request, form, None)
    if made:
        messages.success(request, "Entente inscrite. Ajoutez ses cibles et ce qu’elle demande.")
        return redirect("agreements:agreement-detail", made.pk)
    return render(request, FORM, {"form": form, "agreement": None})


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_next(request: UserRequest, agreement_id: int) -> HttpResponse:
    prior = _changeable(request, agreement_id)
    shown = AgreementForm.initial_from(next_facts(prior))
    form = AgreementForm(
        request.POST or None, renewable=_renewable(request, prior.organism_id), is_new=True, initial=shown
    )
    form.mark_kept(prior)
    made = _start(request, form, prior)
    if made:
        messages.success(request, f"Entente inscrite à la suite de l’entente {prior.reference}.")
        return redirect("agreements:agreement-detail", made.pk)
    return render(request, FORM, {"form": form, "agreement": None, "prior": prior})


def _start(request: UserRequest, form: AgreementForm, prior: Agreement | None) -> Agreement | None:
    """Return the agreement that the form makes; None when there is something to mend, said beside its box."""
    if request.method != "POST" or not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return start_agreement(
            organism=prior.organism if prior else data["organism"],
            facts=form.facts(),
            prior=prior,
            requirements=data["with_requirements"],
            targets=data.get("with_targets", False),
            by=request.user,
        )
    except AgreementRefused as refusal:
        form.refuse(refusal)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = _changeable(request, agreement_id)
    facts = facts_of(agreement)
    shown = {**AgreementForm.initial_from(facts), "seen": fingerprint(facts)}
    renewable = _renewable(request, agreement.organism_id, agreement.pk)
    form = AgreementForm(request.POST or None, renewable=renewable, initial=shown)
    context = {"form": form, "agreement": agreement}
    if request.method == "POST" and form.is_valid():
        try:
            change_agreement(agreement=agreement, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user)
        except StaleRevision as stale:
            _show_both(form, context, stale)
        except AgreementRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Entente enregistrée.")
            return redirect("agreements:agreement-detail", agreement.pk)
    return render(request, FORM, context)


def _show_both(form: AgreementForm, context: dict, stale: StaleRevision) -> None:
    """Show what each side says; saving again keeps what was typed, over what is now seen."""
    context["differences"] = differences(form.facts(), stale.current)
    set_typed(form, "seen", fingerprint(stale.current))
