"""Delete what was begun by mistake, unless something hangs on it."""

from typing import Any

from django.db import transaction
from django.db.models import Model

from organisms.models import Removal, User
from organisms.removals.actions import HELD, Keeping, RemovalRefused, remove_rows
from reporting.removals.kinds import Kind
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def delete_begun(*, kind: Kind, row: Model, by: User) -> Removal:
    """Delete a row with its parts; who did puts them back for a day.

    Refuses (RemovalRefused) while anything hangs on it: asked under its lock, then by the keys of the database.
    """
    locked: Any = kind.model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if kind.hanging(locked, by):
        raise RemovalRefused(HELD)
    keeping = Keeping(f"{kind.noun} «\u00a0{locked}\u00a0»", kind.list_of(locked), kind.right, locked.organism_id)
    return remove_rows(rows=kind.rows(locked), keeping=keeping, by=by)
