"""A line or a section removed from a draft by mistake: who removed it puts it back, for a day, where nothing moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from organisms.models import User
from reporting.form_editor.versions.drafts import FormRefused, draft_of, was_changed
from reporting.models import Band, Line, LineTerm, Rule, TemplateVersion, Term
from roriq_portal.edits.undo import is_undoable, undoable_until
from roriq_portal.logs import log_action

GONE = "Rien à remettre\u00a0: il y a plus d’un jour, ou le brouillon a changé depuis."
MOVED = "On ne peut pas la remettre\u00a0: ce qu’elle comptait n’existe plus."


@dataclass(frozen=True)
class Removal:
    """What a person removed last from a draft and may still put back, and until when."""

    words: str
    until: datetime


def removal_of(version: TemplateVersion, user: User) -> Removal | None:
    """Return what the user may put back; None once the draft changed, or after a day. Asks the database nothing."""
    removed = version.removed
    if not version.is_draft or removed is None or version.removed_at is None or version.removed_by_id != user.pk:
        return None
    if removed["revision"] != version.revision or not is_undoable(version.removed_at):
        return None
    return Removal(removed["words"], undoable_until(version.removed_at))


def rows_of_line(line: Line) -> list[Model]:
    """Return a line and all the rows that go with it, of other lines too, in the order in which they are written."""
    lines = LineTerm.objects.filter(Q(line=line) | Q(other=line)).order_by("pk")
    rules = Rule.objects.filter(Q(line=line) | Q(other=line)).order_by("pk")
    terms, bands = Term.objects.filter(line=line).order_by("pk"), Band.objects.filter(line=line).order_by("pk")
    return [line, *chain(terms, bands, lines, rules)]


def remember(draft: TemplateVersion, words: str, rows: Iterable[Model], children: Iterable[int], by: User) -> None:
    """Write on a locked draft what is about to be removed, instead of what was before; `children`: parts of a line.

    Counts one change of the draft.
    """
    draft.revision += 1
    draft.removed = {
        "revision": draft.revision,
        "words": words,
        "rows": serializers.serialize("json", rows),
        "children": list(children),
    }
    draft.removed_at, draft.removed_by = timezone.now(), by
    draft.save(update_fields=["revision", "removed", "removed_at", "removed_by"])


@log_action
@transaction.atomic
def put_back(*, version: TemplateVersion, by: User) -> str:
    """Write again what the user removed last from a draft, as it was, and return its words.

    Refuses (FormRefused) after a day, once the draft changed, or where what it counted is gone.
    """
    draft = draft_of(version)
    removal = removal_of(draft, by)
    if removal is None or draft.removed is None:
        raise FormRefused(GONE)
    try:
        with transaction.atomic():
            _write(draft.removed)
    except IntegrityError as refused:
        raise FormRefused(MOVED) from refused
    draft.removed, draft.removed_at, draft.removed_by = None, None, None
    draft.save(update_fields=["removed", "removed_at", "removed_by"])
    was_changed(draft)
    return removal.words


def _write(removed: dict[str, Any]) -> None:
    """Write the rows with the numbers they had; the database compares what they point to before this ends."""
    line = None
    for row in serializers.deserialize("json", removed["rows"]):
        row.save()
        line = line or row.object
    if removed["children"]:
        Line.objects.filter(pk__in=removed["children"]).update(parent=line)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
