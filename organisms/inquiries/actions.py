"""What is written to the network from a page, and its answer."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import HelpVisit, Inquiry, User
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

MOST_A_DAY = 10


class InquiryRefused(Exception):
    """Reads as a sentence."""


@log_action
@transaction.atomic
def write_to_network(*, by: User, seat: str, page: str, text: str, key: UUID) -> Inquiry:
    """Write to the network, and defer the letters to its coordination. The same key twice is one inquiry.

    Refuses (InquiryRefused) more than MOST_A_DAY of one person in a day.
    """
    User.objects.select_for_update().get(pk=by.pk)  # so that ten at once count as ten
    known = Inquiry.objects.filter(key=key, by=by).first()
    if known:
        return known
    since = timezone.now() - timedelta(days=1)
    if Inquiry.objects.filter(by=by, at__gt=since).count() >= MOST_A_DAY:
        raise InquiryRefused(
            f"Vous avez écrit {MOST_A_DAY} fois au réseau en une journée, la limite. Votre texte est gardé ici\u00a0: "
            "copiez-le, et reprenez demain."
        )
    try:
        with transaction.atomic():
            inquiry = Inquiry.objects.create(by=by, seat=seat[:300], page=page[:300], text=text, key=key)
    except IntegrityError as taken:
        raise InquiryRefused("Rechargez cette page, puis envoyez de nouveau.") from taken
    defer("portal:send_inquiry", inquiry_id=inquiry.pk)
    return inquiry


@log_action
@transaction.atomic
def mark_read(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Say that somebody of the network read it; whoever read it first stays."""
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if inquiry.read_at is None and inquiry.answered_at is None:
        inquiry.read_at, inquiry.read_by = timezone.now(), by
        inquiry.save(update_fields=["read_at", "read_by"])
    return inquiry


@log_action
@transaction.atomic
def answer_inquiry(*, inquiry: Inquiry, answer: str, by: User) -> Inquiry:
    """Write the answer and defer its letter. An answered inquiry refuses another (InquiryRefused)."""
    inquiry = Inquiry.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=inquiry.pk)
    if inquiry.answered_by:
        raise InquiryRefused(f"{inquiry.answered_by.name} vient de répondre. Relisez sa réponse plus haut.")
    inquiry.answer, inquiry.answered_at, inquiry.answered_by = answer, timezone.now(), by
    if inquiry.read_at is None:
        inquiry.read_at, inquiry.read_by = inquiry.answered_at, by
    inquiry.save(update_fields=["answer", "answered_at", "answered_by", "read_at", "read_by"])
    defer("portal:send_inquiry_answer", inquiry_id=inquiry.pk)
    return inquiry


@transaction.atomic
def note_visit(user: User) -> date | None:
    """Note that a person opens the page of help today; return the day they had opened it before, if they had.

    The day before stays the same until tomorrow, so that what is new is still so when the page is opened again.
    """
    today = timezone.localdate()
    visit, is_first = HelpVisit.objects.get_or_create(user=user, defaults={"read_on": today})
    if not is_first and visit.read_on < today:
        visit.before, visit.read_on = visit.read_on, today
        visit.save(update_fields=["before", "read_on"])
    return visit.before
