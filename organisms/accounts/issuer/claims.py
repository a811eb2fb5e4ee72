"""What an issuer says of a person, read and believed only as far as it says that it made sure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roriq_portal.settings.issuers import Issuer

GOOGLE = "https://accounts.google.com"
GMAIL = "gmail.com"
# Microsoft has no `email_verified`: it says so, where it is asked to, that the address is of a domain of the tenant
MICROSOFT_VERIFIED = "xms_edov"
# RFC 8176: more than one way was used to make sure of the person
TWO_STEPS = "mfa"


class EntryRefused(Exception):
    """A sentence that says why this identity opens nothing here, and what to do."""


@dataclass(frozen=True)
class Identity:
    """A person at their issuer, whose e-mail it has made sure of; `took_two_steps`: whether it says so."""

    issuer: str
    subject: str
    email: str
    took_two_steps: bool


def identity_of(token: Mapping[str, Any], issuer: Issuer) -> Identity:
    """Return who an identity token is about; its signature, audience, issuer and end were checked before.

    Refuses (EntryRefused) an e-mail that the issuer did not make sure of, and one of a domain that is not accepted.
    """
    email, subject = str(token.get("email") or "").strip().lower(), str(token.get("sub") or "")
    if not email or not subject:
        raise EntryRefused(
            f"{issuer.name} ne nous donne pas votre courriel. Entrez par courriel et mot de passe, et dites-le au "
            "réseau."
        )
    if not _is_verified(token, email):
        raise EntryRefused(
            f"{issuer.name} n’a pas vérifié le courriel {email}. Entrez par courriel et mot de passe, ou demandez à "
            "l’informatique de votre organisation de le vérifier."
        )
    if email.rpartition("@")[2] not in issuer.domains:
        raise EntryRefused(
            f"{email} n’est pas d’une organisation qui entre par ici. Entrez par courriel et mot de passe."
        )
    return Identity(issuer.url, subject, email, _took_two_steps(token, issuer))


def _is_verified(token: Mapping[str, Any], email: str) -> bool:
    """Whether the issuer answers for the address today. Google does for its own, and for those of a workspace."""
    says_so = any(_is_true(token.get(name)) for name in ("email_verified", MICROSOFT_VERIFIED))
    is_googles = token.get("iss") != GOOGLE or email.endswith(f"@{GMAIL}") or bool(token.get("hd"))
    return says_so and is_googles


def _is_true(value: object) -> bool:
    """Microsoft and others write it as a word or a number."""
    return value is True or str(value).lower() in ("true", "1")


def _took_two_steps(token: Mapping[str, Any], issuer: Issuer) -> bool:
    amr, acr = token.get("amr"), token.get("acr")
    return (isinstance(amr, list) and TWO_STEPS in amr) or (isinstance(acr, str) and acr in issuer.acr)
