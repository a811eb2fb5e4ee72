"""How long a mistake can be undone, the same for everything: a day. The triggers that let a row go say the same."""

from datetime import datetime, timedelta

from django.utils import timezone

UNDONE_WITHIN = timedelta(days=1)
TOO_LATE = "Rien à reprendre\u00a0: il y a plus d’un jour, ou quelqu’un l’a déjà fait."


def undoable_until(done_at: datetime) -> datetime:
    """Return the moment from which what was done at that one stays done."""
    return done_at + UNDONE_WITHIN


def is_undoable(done_at: datetime) -> bool:
    return timezone.now() < undoable_until(done_at)
