"""Private links: an address that opens one issued report to a funder without account, for some days, until revoked."""

import base64
import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agreements.models import Funder
from organisms.models import User
from reporting.models import PrivateLink, Report
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.logs import log_action

MOST_DAYS = 90
SALT = "reporting.private-link"


@log_action
def create_link(*, report: Report, funder: Funder, days: int, by: User, key: UUID | None = None) -> str:
    """Return the token of a new link, `token_for(key)`: only its hash is kept, and the same key twice is one link.

    Refuses (TransitionNotAllowed) a report not issued, a funder that has not signed, or more than 90 days.
    """
    if report.kind != Report.Kind.FUNDER or report.issued_at is None:
        raise TransitionNotAllowed("Ce rapport n’est pas encore transmis.")
    if not report.funded_agreement.signatures.filter(funder=funder).exists():
        raise TransitionNotAllowed("Ce bailleur n’a pas signé l’entente.")
    if not 1 <= days <= MOST_DAYS:
        raise TransitionNotAllowed(f"Un lien vaut de 1 à {MOST_DAYS} jours.")
    token = token_for(key or uuid4())
    link = PrivateLink(report=report, funder=funder, token_hash=hash_token(token), created_by=by)
    link.expires_at = timezone.now() + timedelta(days=days)
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as twice:
        if not report.private_links.filter(token_hash=link.token_hash, funder=funder).exists():
            raise TransitionNotAllowed("Cette page a déjà servi à autre chose. Rechargez-la.") from twice
    return token


def token_for(key: UUID) -> str:
    """Return the token of the link that this page's key opens: 256 bits derived from the server's secret."""
    digest = salted_hmac(SALT, key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@log_action
def revoke_link(*, link: PrivateLink, by: User) -> PrivateLink:
    """Close a link for good; a second time changes nothing."""
    open_still = PrivateLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    open_still.update(revoked_at=timezone.now(), revoked_by=by)
    link.refresh_from_db()
    return link


def open_link(token: str) -> PrivateLink | None:
    """Return the link a token opens now, or None: unknown, expired and revoked look the same."""
    link = PrivateLink.objects.filter(token_hash=hash_token(token)).select_related("report__organism", "funder").first()
    return link if link and link.is_open else None


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
