"""Marking news as read, one by one or all up to a moment, and undoing it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from organisms.models import NewsLetter, NewsMark, User
from reporting.deadlines.news.listing import KEPT
from roriq_portal.logs import log_action

# What a click marks at most: a line of the home page stands for all of its sort
MOST_MARKED = 200
LONGEST_KEPT = KEPT + timedelta(days=10)


@log_action
@transaction.atomic
def mark_news(*, keys: Collection[tuple[str, int]], by: User) -> int:
    """Mark these as read for this person alone; return how many. One that was marked stays so."""
    now = timezone.now()
    known = set(NewsMark.objects.filter(user=by, row__isnull=False).values_list("source", "row"))
    new = [key for key in dict.fromkeys(keys) if key not in known][:MOST_MARKED]
    marks = [NewsMark(user=by, source=source, row=row, marked_at=now) for source, row in new]
    return len(NewsMark.objects.bulk_create(marks, ignore_conflicts=True))


@log_action
@transaction.atomic
def mark_all_news(*, up_to: datetime, by: User) -> NewsMark:
    """Mark all that had happened at that moment as read: the one at which the page was shown, never a later one."""
    now = timezone.now()
    return NewsMark.objects.create(user=by, up_to=min(up_to, now), marked_at=now)


@log_action
def unmark_news(*, marked_at: datetime, by: User) -> int:
    """Undo one click: what it marked is unread again. Return how many marks went."""
    gone, _ = NewsMark.objects.filter(user=by, marked_at=marked_at).delete()
    return gone


@log_action
def unmark_one(*, source: str, row: int, by: User) -> int:
    """Take the mark off one piece of news that was marked by itself; what was marked with all others stays."""
    gone, _ = NewsMark.objects.filter(user=by, source=source, row=row).delete()
    return gone


def forget_news() -> int:
    """Erase the marks of what is shown no more, and what is known of letters as old. Return how many rows went."""
    before = timezone.now() - LONGEST_KEPT
    marks, _ = NewsMark.objects.filter(marked_at__lt=before).delete()
    letters, _ = NewsLetter.objects.filter(until__lt=before).delete()
    return marks + letters
