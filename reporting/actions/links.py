"""Private links: an address that opens one issued report to a funder without account, for some days, until revoked."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from agreements.models import Funder
from organisms.models import User
from reporting.models import PrivateLink, Report
from reporting.workflow import TransitionNotAllowed

MOST_DAYS = 90
TOKEN_BYTES = 32


def create_link(*, report: Report, funder: Funder, days: int, by: User) -> str:
    """Return the token of a new link, told this once: only its hash is kept. Refuses a report not issued, or more than 90 days."""
    if report.kind != Report.Kind.FUNDER or report.issued_at is None:
        raise TransitionNotAllowed("Ce rapport n’est pas encore transmis.")
    if not report.agreement.signatures.filter(funder=funder).exists():
        raise TransitionNotAllowed("Ce bailleur n’a pas signé l’entente.")
    if not 1 <= days <= MOST_DAYS:
        raise TransitionNotAllowed(f"Un lien vaut de 1 à {MOST_DAYS} jours.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PrivateLink.objects.create(
        report=report,
        funder=funder,
        token_hash=hash_token(token),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token


def revoke_link(*, link: PrivateLink, by: User) -> PrivateLink:
    """Close a link for good; a second time changes nothing."""
    PrivateLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    link.refresh_from_db()
    return link


def open_link(token: str) -> PrivateLink | None:
    """Return the link a token opens now, or None: unknown, expired and revoked are told apart by nobody."""
    link = PrivateLink.objects.filter(token_hash=hash_token(token)).select_related("report", "funder").first()
    return link if link and link.is_open else None


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
