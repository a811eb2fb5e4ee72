"""Private links: an address that opens one issued report to a funder without account, for some days, until revoked."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agreements.models import Funder
from organisms.accounts.attempts import Kind, Limit, LimitReached, count_or_refuse, subject_of
from organisms.models import Membership, User
from reporting.models import PrivateLink, Report
from reporting.workflow.transitions import ActionRefused, TransitionNotAllowed
from roriq_portal.edits.undo import TOO_LATE, is_undoable
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

MOST_DAYS = 90
SALT = "reporting.private-link"
# Of one person in a day, to one address in a day
LINKS = Limit(Kind.LINK, 40, timedelta(days=1))
LETTERS = Limit(Kind.LINK_LETTER, 3, timedelta(days=1))
# Addresses that are of no link, from one place, until none is looked at any more: a request that is refused writes no
# row, so the cache counts them
MOST_UNKNOWN, UNKNOWN_WITHIN = 600, timedelta(minutes=15)
# After its last day, who received a link is remembered as long as the letters that left
RECIPIENT_KEPT = timedelta(days=90)
LINKED = (
    "report__organism",
    "report__template_version__template",
    "report__deliverable__requirement__agreement__programme",
    "funder",
)


class LinkRefused(ActionRefused):
    """A sentence that says why a link is not sent, for the field of the address."""


@dataclass(frozen=True)
class Recipient:
    """Whom the organism sends a link to."""

    name: str
    function: str
    email: str


@log_action
def create_link(*, report: Report, funder: Funder, days: int, by: User, key: UUID | None = None) -> str:
    """Return the token of a new link, `token_for(key)`: only its hash is kept, and the same key twice is one link.

    It is for reading: the organism copies it. Refuses (TransitionNotAllowed) a report not issued, a funder that has not
    signed, or more than 90 days.
    """
    _check(report, funder, days)
    token = token_for(key or uuid4())
    link = PrivateLink(report=report, funder=funder, token_hash=hash_token(token), created_by=by, days=days)
    link.expires_at = timezone.now() + timedelta(days=days)
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as twice:
        if not report.private_links.filter(token_hash=link.token_hash, funder=funder, sent_at=None).exists():
            raise TransitionNotAllowed("Cette page a déjà servi à autre chose. Rechargez-la.") from twice
    return token


@log_action
@transaction.atomic
def send_link(*, report: Report, funder: Funder, recipient: Recipient, days: int, by: User) -> PrivateLink:
    """Open a link to one named person and defer its letter: they read the report by it, and answer it.

    Nobody else knows its token: no page shows it, the job makes it anew. A link to the same person that has ended is
    closed. Refuses as `create_link`, and (LinkRefused) a person who has an open one, somebody of the organism's team,
    and too many letters in a day.
    """
    _check(report, funder, days)
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if refusal := refusal_of(report, recipient.email):
        raise LinkRefused(refusal)
    now = timezone.now()
    report.private_links.filter(recipient_email__iexact=recipient.email, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by
    )
    link = PrivateLink(
        report=report,
        funder=funder,
        created_by=by,
        days=days,
        recipient_name=recipient.name,
        recipient_function=recipient.function,
        recipient_email=recipient.email,
    )
    return _seal(link, by)


@log_action
@transaction.atomic
def resend_link(*, link: PrivateLink, by: User) -> PrivateLink:
    """Send the same person a new address, for as many days again; the former one opens nothing any more.

    Refuses as `create_link`, and (LinkRefused) a closed link, a forgotten recipient, and too many letters in a day.
    """
    locked = PrivateLink.objects.select_for_update().get(pk=link.pk)
    if locked.revoked_at or not locked.recipient_email:
        raise LinkRefused("Ce lien est fermé. Envoyez-en un autre.")
    _check(locked.report, locked.funder, locked.days)
    return _seal(locked, by)


def _seal(link: PrivateLink, by: User) -> PrivateLink:
    """Give a link a new token and its days, and defer its letter."""
    _count(link.recipient_email, by)
    nonce = uuid4()
    link.token_hash = hash_token(token_for(nonce))
    link.sent_at, link.sent_by = timezone.now(), by
    link.expires_at = link.sent_at + timedelta(days=link.days)
    link.save()
    defer("portal:send_link", link_id=link.pk, nonce=nonce.hex)
    return link


def _count(email: str, by: User) -> None:
    try:
        count_or_refuse(LETTERS, email)
        count_or_refuse(LINKS, f"user {by.pk}")
    except LimitReached as reached:
        words = "Trop de liens envoyés en une journée à cette adresse, ou par vous. Attendez demain."
        raise LinkRefused(words) from reached


def _check(report: Report, funder: Funder, days: int) -> None:
    if report.kind != Report.Kind.FUNDER or report.issued_at is None:
        raise TransitionNotAllowed("Ce rapport n’est pas encore transmis.")
    if not report.funded_agreement.signatures.filter(funder=funder).exists():
        raise TransitionNotAllowed("Ce bailleur n’a pas signé l’entente.")
    if not 1 <= days <= MOST_DAYS:
        raise TransitionNotAllowed(f"Un lien vaut de 1 à {MOST_DAYS} jours.")


def refusal_of(report: Report, email: str) -> str:
    """Return why no link to this report goes to an address: it has one, or it is the organism's own; else nothing."""
    if report.private_links.open().filter(recipient_email__iexact=email).exists():
        return "Cette personne a déjà un lien ouvert pour ce rapport\u00a0: renvoyez-le plutôt."
    seats = Membership.objects.running().filter(organism=report.organism_id, user__email__iexact=email)
    if email.lower() == report.organism.email.lower() or seats.exists():
        return "Cette adresse est celle de votre organisme\u00a0: on ne répond pas à son propre rapport."
    return ""


def token_for(key: UUID) -> str:
    """Return the token of the link that this key opens: 256 bits derived from the server's secret."""
    digest = salted_hmac(SALT, key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@log_action
def revoke_link(*, link: PrivateLink, by: User) -> PrivateLink:
    """Close a link; who did may open it again for a day. A second time changes nothing."""
    open_still = PrivateLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    open_still.update(revoked_at=timezone.now(), revoked_by=by)
    link.refresh_from_db()
    return link


def can_reopen(link: PrivateLink, user: User) -> bool:
    """Whether the user closed this link less than a day ago, and its days still run."""
    if link.revoked_at is None or link.revoked_by_id != user.pk:
        return False
    return link.expires_at > timezone.now() and is_undoable(link.revoked_at)


@log_action
@transaction.atomic
def reopen_link(*, link: PrivateLink, by: User) -> PrivateLink:
    """Open a link again that was closed by mistake, at the address and for the days that it had.

    Refuses (LinkRefused) who did not close it, after a day or its own last day, and when its person has another one.
    """
    locked = PrivateLink.objects.select_for_update().get(pk=link.pk)
    if not can_reopen(locked, by):
        raise LinkRefused(TOO_LATE)
    locked.revoked_at = locked.revoked_by = None
    try:
        with transaction.atomic():
            locked.save(update_fields=["revoked_at", "revoked_by"])
    except IntegrityError as taken:
        raise LinkRefused("Cette personne a reçu un autre lien depuis\u00a0: renvoyez-le plutôt.") from taken
    return locked


def open_link(token: str, origin: str = "") -> PrivateLink | None:
    """Return the link a token opens now, or None: unknown, expired and revoked look the same.

    From a place (`origin`) that tried too many tokens that no link has, none opens for a quarter of an hour.
    """
    key = f"{SALT}:{subject_of(origin)}"
    tries = cache.get(key, 0) if origin else 0
    if tries >= MOST_UNKNOWN:
        return None
    link = PrivateLink.objects.filter(token_hash=hash_token(token)).select_related(*LINKED).first()
    if link is None and origin:
        cache.set(key, tries + 1, UNKNOWN_WITHIN.total_seconds())
    return link if link and link.is_open else None


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def forget_recipients(now: datetime) -> int:
    """Forget the name, function and address of those whose link ended long ago; return how many.

    Who answered by it stays with the answer.
    """
    ended = PrivateLink.objects.sent().filter(purged_on__isnull=True).ended_before(now - RECIPIENT_KEPT)
    forgotten = {"recipient_name": "", "recipient_function": "", "recipient_email": ""}
    return ended.update(**forgotten, purged_on=timezone.localdate(now))
