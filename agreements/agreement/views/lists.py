"""The list of agreements."""

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from agreements.agreement.filters import AgreementFilterForm
from agreements.agreement.list_columns import AGREEMENTS
from agreements.agreement.listing import choices_listed, listed
from agreements.permissions import can_add_any_agreement, can_seat_agents, organisms_with_money
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest


@require_safe
def agreement_list(request: UserRequest) -> HttpResponseBase:
    funders, years = choices_listed(request.user)
    form = AgreementFilterForm(request.GET, years=years, funders=funders)
    rows = listed(request.user, form.cleaned_data if form.is_valid() else {})
    context = {
        "may_add": can_add_any_agreement(request.user),
        "accounts": organisms_with_money(request.user),
        "may_seat": can_seat_agents(request.user),
    }
    return answer_list(request, AGREEMENTS, rows, "agreements/agreement/agreement_list.html", context, form=form)
