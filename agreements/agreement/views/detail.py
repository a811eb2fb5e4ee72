"""One agreement: its parties, years, targets, and what it owes."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.agreement.double_claims import is_strict
from agreements.agreement.listing import Owed, owed, target_rows, term_in_words
from agreements.agreement.partners import rows_for_reader
from agreements.agreement.terms.facts import component_words
from agreements.agreement.terms.parties import money_by_funder, sides_of
from agreements.models import Agreement, Deliverable, Requirement
from agreements.permissions import (
    MANAGERS,
    can_change_agreement,
    can_prepare_report,
    can_read_money,
    can_read_organism_money,
    reads_from_outside,
)
from organisms.models import User
from organisms.user_request import UserRequest


def _money_links(user: User, agreement: Agreement) -> dict[str, bool]:
    return {"here": can_read_money(user, agreement), "year": can_read_organism_money(user, agreement.organism)}


def _agreement(request: UserRequest, agreement_id: int) -> Agreement:
    seen = Agreement.objects.visible_to(request.user).select_related("organism__region", "programme", "stream")
    return get_object_or_404(seen, pk=agreement_id)


def _claims_and_results(user: User, agreement: Agreement, outside: bool) -> dict[str, bool]:
    reads = not user.is_network and bool(user.live_memberships or not outside)
    # Records are of the organism alone: the network changes the agreement, and does not read them
    leads = bool(user.role_at(agreement.organism_id) & MANAGERS)
    return {"may_read_results": reads, "may_read_claims": leads, "is_strict": is_strict(agreement)}


@require_safe
def agreement_detail(request: UserRequest, agreement_id: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    agreement = _agreement(request, agreement_id)
    years = list(agreement.years.order_by("number"))
    outside = reads_from_outside(user, agreement)
    amendments = [amendment for amendment in agreement.amendments.all() if amendment.signed_at or not outside]
    context = {
        "agreement": agreement,
        "shares": money_by_funder(agreement),
        "sides": sides_of(agreement, user),
        "term": term_in_words(agreement, [year.during.lower for year in years], today),
        "years": years,
        "total": sum(year.amount for year in years),
        "targets": target_rows(agreement, years),
        "components": [component_words(number) for number in sorted(agreement.components)],
        "requirements": agreement.requirements.filter(kind__in=Requirement.PLANNED).order_by("kind"),
        "owed": rows_for_reader(user, agreement, _owed(agreement, user, today, outside)),
        "amendments": amendments,
        "has_draft": any(amendment.signed_at is None for amendment in amendments),
        **_claims_and_results(user, agreement, outside),
        "may_change": can_change_agreement(user, agreement),
        "money": _money_links(user, agreement),
        "may_prepare": can_prepare_report(user, agreement),
    }
    return render(request, "agreements/agreement/agreement_detail.html", context)


def _owed(agreement: Agreement, user: User, today: date, outside: bool) -> list[Owed]:
    rows = Deliverable.objects.visible_to(user).filter(requirement__agreement=agreement)
    rows = rows.select_related("requirement", "report").prefetch_related("extensions")
    return owed(list(rows), today=today, for_funder=outside)
