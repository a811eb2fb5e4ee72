"""The issuer of identities that a server may name: read from the environment, refused where nobody could believe it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from roriq_portal.formats.issuer_addresses import ASKED, SECOND_STEPS, TRUSTED, doubt_of


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


def read_issuer(env: Env) -> Issuer | None:
    """Return the issuer that the environment names; None where it names none.

    Refuses (ImproperlyConfigured) one that could not be believed: without https, without secret or without domains.
    """
    url = env.str("OIDC_ISSUER", "").rstrip("/")
    if not url:
        return None
    domains: list[str] = env.list("OIDC_DOMAINS", [])
    issuer = Issuer(
        url=url,
        client_id=env.str("OIDC_CLIENT_ID", ""),
        secret=env.str("OIDC_CLIENT_SECRET", ""),
        name=env.str("OIDC_NAME", "") or "le compte de votre organisation",
        domains=tuple(domain.strip().lower().removeprefix("@") for domain in domains if domain),
        second_step=env.str("OIDC_SECOND_STEP", "") or ASKED,
        acr=tuple(env.list("OIDC_ACR", [])),
        origins=tuple(env.list("OIDC_ORIGINS", [])),
    )
    if doubt_of(url):
        raise ImproperlyConfigured("OIDC_ISSUER is an https address, and with Microsoft that of one tenant.")
    if not (issuer.client_id and issuer.secret and issuer.domains):
        raise ImproperlyConfigured("OIDC_ISSUER asks for OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_DOMAINS.")
    if issuer.second_step not in SECOND_STEPS:
        raise ImproperlyConfigured(f"OIDC_SECOND_STEP is « {ASKED} » or « {TRUSTED} ».")
    return issuer
