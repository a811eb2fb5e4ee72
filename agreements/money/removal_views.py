"""A removal of an expense or a contribution that is taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agreements.exceptions import AgreementRefused
from agreements.money.access import agreement_for
from agreements.money.removals import put_back
from organisms.user_request import UserRequest
from roriq_portal.formats.typed import read_digits

PAGES = {"contribution": "agreements:money-detail"}


@require_POST
def money_restore(request: UserRequest, agreement_id: int) -> HttpResponse:
    agreement = agreement_for(request, agreement_id, write=True)
    kind, removal_id = request.POST.get("kind", ""), read_digits(request.POST.get("removal")) or 0
    try:
        put_back(agreement=agreement, kind=kind, removal_id=removal_id, by=request.user)
        messages.success(request, "C’est remis, tel que c’était. Le journal garde le retrait et son annulation.")
    except AgreementRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(PAGES.get(kind, "agreements:expense-list"), agreement.pk)
