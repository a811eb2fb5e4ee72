"""Who must enter in two steps: whoever certifies, endorses, approves, accepts or administers."""

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from organisms.models import Membership, User
from organisms.user_request import PageRequest
from roriq_portal.typed_forms.keeping import keep, page_of

OPEN_ROOMS = ("account_", "mfa_", "usersessions_")
PAGE = "organisms:second-step"


def why_second_step(user: User) -> list[str]:
    """Return what their seats let them do that asks for two steps, in words; nothing for the others."""
    directed = [m.organism for m in user.live_memberships if m.role == Membership.Role.DIRECTOR]
    reasons = [f"vous attestez les rapports de l’organisme {organism}" for organism in directed]
    if user.pivot_region_ids:
        reasons.append("vous endossez les rapports de votre région")
    if user.is_network:
        reasons.append("vous lisez et approuvez les rapports de tout le réseau")
    reasons += [f"vous acceptez des rapports au nom de : {seat.funder}" for seat in user.live_funder_seats]
    if user.is_staff or user.is_superuser:
        reasons.append("vous administrez le portail")
    return reasons


def lacks_second_step(user: User) -> bool:
    """Whether the portal asks for a second step that is not set up."""
    return settings.MFA_REQUIRED and not user.has_second_step and bool(why_second_step(user))


def issuer_took_second_step(request: HttpRequest, user: User) -> bool:
    """Whether an issuer opened this session and says that it asked two steps, and the settings trust it in this."""
    issuer = settings.ISSUER
    if issuer is None or not issuer.trusts_second_step:
        return False
    return any(record.get("took_two_steps") for record in get_authentication_records(request, user))


def _is_open(request: PageRequest, view) -> bool:
    """Public addresses, and the pages where the second step is set up or the session ends."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return not getattr(view, "login_required", True) or name == PAGE or name.startswith(OPEN_ROOMS)


class SecondStepMiddleware:
    """Redirect to the page that says why, whatever was asked for; what was typed is restored afterwards."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PageRequest, view, args, kwargs) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or _is_open(request, view) or not lacks_second_step(user):
            return None
        if issuer_took_second_step(request, user):
            return None
        if request.method == "POST":
            keep(request, page_of(request))
        return HttpResponseClientRedirect(reverse(PAGE)) if request.htmx else redirect(PAGE)
