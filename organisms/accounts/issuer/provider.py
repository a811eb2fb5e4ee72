"""allauth's OpenID Connect, for the one issuer of the settings: its parts that we narrow."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from organisms.accounts.issuer.entry import refuse
from organisms.accounts.issuer.state import take_state
from roriq_portal.settings.issuers import Issuer

PROVIDER = "organisation"
CANCELLED = "La connexion a été annulée, et rien n’est ouvert. Recommencez, ou entrez par courriel et mot de passe."
LOST = "Cette connexion a trop attendu, ou vient d’une autre fenêtre. Recommencez."
NOT_BELIEVED = "{} a répondu ce que nous ne pouvons pas croire. Recommencez, ou entrez par courriel et mot de passe."


def issuer_here() -> Issuer:
    """Return the issuer of the settings. Refuses (SocialApp.DoesNotExist) where there is none."""
    if settings.ISSUER is None:
        raise SocialApp.DoesNotExist
    return settings.ISSUER


class Arrived(HttpResponse):
    """Never sent: what the issuer said of a person, handed to the view by allauth's way for an answer of one's own."""

    def __init__(self, claims: Mapping[str, Any], next_url: str) -> None:
        super().__init__()
        self.claims, self.next_url = claims, next_url


class Entry(SocialLogin):
    """allauth's word for what the issuer answered; its own accounts are not looked up: they stay empty."""

    claims: Mapping[str, Any]

    def lookup(self) -> None:
        pass


class IssuerAdapter(OpenIDConnectOAuth2Adapter):
    """One answer of the issuer; `state`: what this entry began with."""

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """Its own document. Refuses (OAuth2Error) one that speaks for another issuer."""
        document = super().openid_config
        if str(document.get("issuer")).rstrip("/") != issuer_here().url:
            raise OAuth2Error("the document names another issuer")
        return document

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address that the issuer knows: ours, whatever `Host` the request named."""
        return settings.SITE_URL + reverse("issuer_callback")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Entry:
        """Read the identity token alone; nothing of it is kept but issuer and subject."""
        claims = self._decode_id_token(app, kwargs["response"]["id_token"])
        if not constant_time_compare(str(claims.get("nonce", "")), self.state["nonce"]):
            raise OAuth2Error("the token answers another request")
        entry = Entry(provider=self.get_provider())
        entry.claims = claims
        return entry


class IssuerCallback(OAuth2CallbackView):
    """The way back."""

    def _get_state(self, request, provider):
        """The state of this browser's own cookie, once; allauth keeps its own in a session."""
        state = take_state(request)
        if state is None:
            return None, render_authentication_error(request, provider, extra_context={"state_id": None})
        self.adapter.state = state
        return state, None


class IssuerProvider(OpenIDConnectProvider):
    """The way there. `state`: what this entry began with, once the person is on their way."""

    oauth2_adapter_class = IssuerAdapter
    state: dict[str, Any]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return ["openid", "email"]

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Nothing of the address of a page is passed on."""
        self.nonce = token_urlsafe(16)
        return {"nonce": self.nonce}

    def stash_redirect_state(self, request, process, next_url=None, data=None, state_id=None, **kwargs) -> str:
        """Keep it for the cookie of this browser; allauth would open a session for whoever asks."""
        self.state = {"id": token_urlsafe(16), "nonce": self.nonce, "next": next_url or "", **kwargs}
        return self.state["id"]


class IssuerAccountAdapter(DefaultSocialAccountAdapter):
    """No account is opened; whoever has one enters."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def get_provider(self, request, provider=None, client_id=None) -> IssuerProvider:
        issuer = issuer_here()
        app = SocialApp(
            provider=IssuerProvider.id,
            provider_id=PROVIDER,
            name=issuer.name,
            client_id=issuer.client_id,
            secret=issuer.secret,
            settings={"server_url": issuer.url, "oauth_pkce_enabled": True},
        )
        return IssuerProvider(request, app=app)

    def pre_social_login(self, request, sociallogin) -> NoReturn:
        """Answer here in every case: what allauth does next is to open an account."""
        raise ImmediateHttpResponse(Arrived(sociallogin.claims, sociallogin.state["next"]))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> NoReturn:
        words = NOT_BELIEVED.format(issuer_here().name)
        if error == AuthError.CANCELLED:
            words = CANCELLED
        elif "state_id" in (extra_context or {}):
            words = LOST
        raise ImmediateHttpResponse(refuse(request, words, exception))
