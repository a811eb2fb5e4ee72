"""The way to the issuer, and the way back."""

from collections.abc import Callable

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from organisms.accounts.issuer.claims import EntryRefused, identity_of
from organisms.accounts.issuer.entry import enter, refuse
from organisms.accounts.issuer.provider import PROVIDER, Arrived, IssuerAdapter, IssuerCallback, issuer_here
from organisms.accounts.issuer.state import forget_state, give_state

DOWN = "{} ne répond pas. Recommencez dans quelques minutes, ou entrez par courriel et mot de passe."
# What an issuer that is away, or that answers anything, makes its library raise
BROKEN = (RequestException, OAuth2Error, ValueError, KeyError, TypeError, AttributeError)


@never_cache
@login_not_required
@require_POST
def issuer_login(request: HttpRequest) -> HttpResponse:
    if settings.ISSUER is None:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    provider = get_adapter(request).get_provider(request)
    response = _or_say(request, lambda: provider.redirect_from_request(request))
    if hasattr(provider, "state"):
        give_state(response, provider.state)
    return response


@never_cache
@login_not_required
@require_safe
def issuer_callback(request: HttpRequest) -> HttpResponse:
    if settings.ISSUER is None:
        raise Http404
    response = _or_say(request, lambda: IssuerCallback.adapter_view(IssuerAdapter(request, PROVIDER))(request))
    if isinstance(response, Arrived):
        response = _enter(request, response)
    forget_state(response)
    return response


def _enter(request: HttpRequest, arrived: Arrived) -> HttpResponse:
    try:
        return enter(request, identity_of(arrived.claims, issuer_here()), arrived.next_url)
    except EntryRefused as refusal:
        return refuse(request, str(refusal))


def issuer_name() -> str:
    """Return what the button of the login page names; blank where there is none."""
    return settings.ISSUER.name if settings.ISSUER else ""


def _or_say(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return answer()
    except BROKEN as failure:
        return refuse(request, DOWN.format(issuer_here().name), failure)
