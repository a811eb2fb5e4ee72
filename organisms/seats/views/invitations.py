"""The page that an invitation opens. Public: whoever has the link reads the mail of its e-mail."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisms.directory.forms import AccountForm
from organisms.models import Invitation
from organisms.seats import actions
from organisms.seats.invitation_tokens import account_of, find_invitation, seats_of


def _closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    is_own = invitation is not None and invitation.accepted_by == request.user
    context = {"invitation": invitation, "is_own": is_own}
    return render(request, "organisms/seats/invitation_closed.html", context, status=200 if is_own else 404)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = find_invitation(token)
    if invitation is None or not invitation.is_open:
        return _closed(request, invitation)
    account = account_of(invitation)
    user = request.user if request.user.is_authenticated else None
    form = None if account else AccountForm(request.POST or None, email=invitation.email)
    context = {
        "invitation": invitation, "seats": seats_of(invitation), "form": form,
        "has_account": account is not None, "is_other": user != account,
    }  # fmt: skip
    if request.method != "POST" or user != account or (form and not form.is_valid()):
        return render(request, "organisms/seats/invitation_accept.html", context)
    return _accept(request, invitation, token, form.cleaned_data if form else {"user": account})


def _accept(request: HttpRequest, invitation: Invitation, token: str, answers: dict) -> HttpResponse:
    try:
        person = actions.accept_invitation(token=token, **answers)
    except (actions.InvitationClosed, actions.OtherAccount):
        return _closed(request, find_invitation(token))
    except actions.SeatRefused as refused:
        messages.error(request, str(refused))
        return redirect("organisms:profile")
    messages.success(request, "Invitation acceptée. Votre siège est ouvert.")
    if "user" in answers:
        return redirect("organisms:profile")
    entered = perform_login(request, person, redirect_url=reverse("organisms:profile"))
    request.session.set_expiry(0)
    return entered
