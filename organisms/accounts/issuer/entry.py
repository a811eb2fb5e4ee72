"""The end of an entry by an issuer: in, past the second step that it took or that we ask, or back at the login page."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisms.accounts.issuer.claims import Identity
from organisms.accounts.issuer.ties import account_of_identity

log = logging.getLogger(__name__)
METHOD = "socialaccount"  # allauth's word


def enter(request: HttpRequest, identity: Identity, next_url: str) -> HttpResponse:
    """Let the person of this identity in as a password would: past the second step, and not into a closed account.

    Refuses (EntryRefused) an identity that opens no account.
    """
    person = account_of_identity(identity=identity)
    if request.user.is_authenticated and request.user != person:
        get_adapter(request).logout(request)
    record_authentication(request, person, METHOD, took_two_steps=identity.took_two_steps)
    request.session.set_expiry(0)
    return perform_login(request, person, redirect_url=next_url or None)


def refuse(request: HttpRequest, words: str, cause: Exception | None = None) -> HttpResponse:
    """Return to the login page and say why; the log has the cause, and no e-mail."""
    log.warning("entry by the issuer refused: %s", cause or "its account")
    messages.error(request, words)
    return redirect("account_login")
