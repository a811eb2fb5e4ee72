"""Settings of those who enter: passwords, second step, their forms, and the issuer that a server may name."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

AUTH_USER_MODEL = "organisms.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/compte/login/"
ACCOUNT_ADAPTER = "organisms.accounts.allauth_adapters.ClosedSignupAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Django's own: allauth's writes an unverified address for whomever a stranger names (decision 24)
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
# Passwords and letters are counted in organisms/accounts/attempts.py; `login_failed` is left to the second step,
# where only who knows the password comes
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/5m/key",
    "reset_password": "20/h/ip",
    # The present password is asked there: a session left open is no place to guess it
    "change_password": "20/h/user",
}
# Whoever chose a password by a link sent by mail enters: the way in when tries are closed
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An unverified address must lock nobody out of the second step: ours are proven by the invitation, not by allauth
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_FORMS = {
    "login": "organisms.accounts.forms.LoginForm",
    "reset_password": "organisms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "organisms.accounts.forms.ResetPasswordKeyForm",
    "change_password": "organisms.accounts.forms.ChangePasswordForm",
    "set_password": "organisms.accounts.forms.SetPasswordForm",
    "reauthenticate": "organisms.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "organisms.accounts.forms.CodeForm",
    "reauthenticate": "organisms.accounts.forms.CodeAgainForm",
    "activate_totp": "organisms.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "organisms.accounts.forms.AddKeyForm",
    "edit_webauthn": "organisms.accounts.forms.EditKeyForm",
}
MFA_ADAPTER = "organisms.accounts.allauth_adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Portail RORIQ"
USERSESSIONS_TRACK_ACTIVITY = False

# The account of one's organisation (decision 55): its adapter finds the issuer below, and opens no account
SOCIALACCOUNT_ADAPTER = "organisms.accounts.issuer.provider.IssuerAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# Seconds that a person waits for an issuer that does not answer
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
ASKED, TRUSTED = "asked", "trusted"
# Microsoft's addresses for the accounts of everybody: whoever has one names any e-mail as theirs
FOR_EVERYBODY = ("/common", "/organizations", "/consumers")


@dataclass(frozen=True)
class Issuer:
    """Who says of a person that an e-mail is theirs, by OpenID Connect.

    `domains`: what may stand after the @. `acr`: words by which it says that two steps were taken, besides « mfa » in
    `amr`. `origins`: other places of its where a browser may be led.
    """

    url: str
    client_id: str
    secret: str
    name: str
    domains: tuple[str, ...]
    second_step: str = ASKED
    acr: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    @property
    def trusts_second_step(self) -> bool:
        return self.second_step == TRUSTED

    @property
    def places(self) -> list[str]:
        """Return where a form that leads to this issuer may go."""
        parts = urlsplit(self.url)
        return [f"{parts.scheme}://{parts.netloc}", *self.origins]


def issuer_fault(url: str) -> str:
    """Return why this address is refused as an issuer's, in a sentence; blank where it is not. Reads no settings."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment or "@" in parts.netloc:
        return "Écrivez l’adresse de l’émetteur au complet, comme https://accounts.google.com."
    if parts.scheme == "http" and not _is_loopback(host):
        return "L’émetteur doit répondre en https."
    if host == "login.microsoftonline.com" and parts.path.startswith(FOR_EVERYBODY):
        return "Prenez l’adresse de votre locataire Microsoft, non celle de tout le monde (common, organizations)."
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_issuer(env: Env) -> Issuer | None:
    """Return the issuer that the environment names; None where it names none.

    Refuses (ImproperlyConfigured) one that could not be believed: without https, without secret or without domains.
    """
    url = env.str("OIDC_ISSUER", "").rstrip("/")
    if not url:
        return None
    issuer = Issuer(
        url=url,
        client_id=env.str("OIDC_CLIENT_ID", ""),
        secret=env.str("OIDC_CLIENT_SECRET", ""),
        name=env.str("OIDC_NAME", "") or "le compte de votre organisation",
        domains=tuple(domain.strip().lower().removeprefix("@") for domain in env.list("OIDC_DOMAINS", []) if domain),
        second_step=env.str("OIDC_SECOND_STEP", "") or ASKED,
        acr=tuple(env.list("OIDC_ACR", [])),
        origins=tuple(env.list("OIDC_ORIGINS", [])),
    )
    if fault := issuer_fault(url):
        raise ImproperlyConfigured(f"OIDC_ISSUER. {fault}")
    if not (issuer.client_id and issuer.secret and issuer.domains):
        raise ImproperlyConfigured("OIDC_ISSUER asks for OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_DOMAINS.")
    if issuer.second_step not in (ASKED, TRUSTED):
        raise ImproperlyConfigured(f"OIDC_SECOND_STEP is « {ASKED} » or « {TRUSTED} ».")
    return issuer
