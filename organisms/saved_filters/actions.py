"""Filters that a person keeps: naming what a list is narrowed by, and finding it again."""

from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from organisms.models import Removal, SavedFilter, User
from organisms.removals.actions import Keeping, remove_rows
from roriq_portal.lists.address import PASSING
from roriq_portal.logs import log_action

MOST, LONGEST = 30, 1000


class FilterRefused(Exception):
    """Reads as a sentence."""


def kept_filters(user: User, list_key: str) -> QuerySet[SavedFilter]:
    """Return what this person kept for a list, by name. One query, when it is read."""
    return SavedFilter.objects.visible_to(user).filter(list_key=list_key)


def lasting(query: str) -> str:
    """Return a query without the page that was open and the boxes left blank; the same choices give the same text."""
    pairs = [(key, value) for key, value in parse_qsl(query) if key not in PASSING and value]
    return urlencode(sorted(pairs))


@log_action
@transaction.atomic
def keep_filter(*, user: User, list_key: str, name: str, query: str) -> SavedFilter:
    """Keep the filters of a list under a name.

    Refuses (FilterRefused) a name already used for this list, a list that nothing narrows, and more than MOST.
    """
    query = lasting(query)
    if not query or len(query) > LONGEST:
        raise FilterRefused("Choisissez d’abord ce que la liste montre, puis gardez ces choix.")
    if kept_filters(user, list_key).count() >= MOST:
        raise FilterRefused(f"Vous gardez déjà {MOST} filtres de cette liste. Retirez-en un d’abord.")
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(user=user, list_key=list_key, name=" ".join(name.split()), query=query)
    except IntegrityError as duplicate:
        raise FilterRefused("Vous avez déjà un filtre de ce nom. Choisissez-en un autre.") from duplicate


@log_action
@transaction.atomic
def remove_filter(*, saved: SavedFilter, back: str, by: User) -> Removal:
    """Remove a filter that a person kept; they may put it back for a day."""
    keeping = Keeping(f"le filtre «\u00a0{saved.name}\u00a0»", back[:300], Removal.Right.PERSON)
    return remove_rows(rows=[saved], keeping=keeping, by=by)
