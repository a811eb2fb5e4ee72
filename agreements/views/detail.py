"""One agreement: its parties, years, targets, and what it owes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.facts import component_words
from agreements.listing import owed, target_rows, term_in_words
from agreements.models import Agreement, Deliverable
from agreements.parties import money_by_funder, sides_of
from agreements.partnership import told_to
from agreements.permissions import can_change_agreement, can_prepare_report, reads_from_outside


def _agreement(request: HttpRequest, agreement_id: int) -> Agreement:
    seen = Agreement.objects.visible_to(request.user).select_related("organism__region", "programme", "stream")
    return get_object_or_404(seen, pk=agreement_id)


@require_safe
def agreement_detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    agreement = _agreement(request, agreement_id)
    years = list(agreement.years.order_by("number"))
    deliverables = Deliverable.objects.visible_to(user).filter(requirement__agreement=agreement)
    outside = reads_from_outside(user, agreement)
    due = owed(list(deliverables.select_related("requirement", "report")), today=today, for_funder=outside)
    amendments = [one for one in agreement.amendments.all() if one.signed_at or not outside]
    context = {
        "agreement": agreement,
        "money": money_by_funder(agreement),
        "sides": sides_of(agreement, user),
        "term": term_in_words(agreement, [year.during.lower for year in years], today),
        "years": years,
        "total": sum(year.amount for year in years),
        "targets": target_rows(agreement, years),
        "components": [component_words(number) for number in sorted(agreement.components)],
        "requirements": agreement.requirements.order_by("kind"),
        "owed": told_to(user, agreement, due),
        "amendments": amendments,
        "has_draft": any(one.signed_at is None for one in amendments),
        "may_change": can_change_agreement(user, agreement),
        "may_prepare": can_prepare_report(user, agreement),
    }
    return render(request, "agreements/agreement_detail.html", context)
