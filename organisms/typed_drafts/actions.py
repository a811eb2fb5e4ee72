"""Drafts of forms: kept by person, page and form; taken up again, thrown away, forgotten once the form is sent."""

import json
from collections.abc import Iterable

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from organisms.models import TypedDraft, User
from organisms.models.typed_draft import MOST_DRAFTS, MOST_SIGNS
from roriq_portal.logs import log_action
from roriq_portal.typed_forms import keeping
from roriq_portal.typed_forms.own_pages import own_address

# The form that a draft is of, said by the form itself
PAGE, SENT_TO, BOXES = "draft_page", "draft_sent_to", "draft_boxes"
# What the portal says to itself, and secrets
NEVER = keeping.NEVER | {PAGE, SENT_TO, BOXES, "draft"}


def fields_of(sent: QueryDict) -> list[tuple[str, list[str]]]:
    """Return what a person wrote in a form, without its secrets and the boxes left blank."""
    begins, written = sent.get(BOXES, ""), [(name, values) for name, values in sent.lists() if name not in NEVER]
    return [(name, values) for name, values in written if name.startswith(begins) and any(map(str.strip, values))]


@log_action
@transaction.atomic
def keep_draft(*, user: User, page: str, sent_to: str, fields: Iterable[tuple[str, list[str]]]) -> TypedDraft | None:
    """Keep what a person wrote in a form instead of what was kept of it; None where it is empty, too long or not ours.

    The oldest goes when a person has too many.
    """
    words, page, sent_to = json.dumps(list(fields)), own_address(page), own_address(sent_to)
    if not page or not sent_to or len(words) > MOST_SIGNS or words == "[]":
        return None
    draft, _ = TypedDraft.objects.update_or_create(
        user=user, page=page, sent_to=sent_to, defaults={"fields": words, "saved_at": timezone.now()}
    )
    mine = TypedDraft.objects.filter(user=user).order_by("-saved_at")
    TypedDraft.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_DRAFTS:])).delete()
    return draft


def forget_draft(*, user: User, page: str, sent_to: str) -> None:
    """Forget what was kept of a form: it is sent, or thrown away."""
    TypedDraft.objects.filter(user=user, page=own_address(page), sent_to=own_address(sent_to)).delete()


def words_of(draft: TypedDraft) -> dict[str, str]:
    """Return the last value of each field of a draft."""
    return {name: values[-1] for name, values in json.loads(draft.fields)}
