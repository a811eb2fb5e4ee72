"""A visit: what begins when a person enters, and from which the one before is known."""

from datetime import datetime, timedelta

from organisms.models import User, Visit

# A session lasts two hours: who enters again before that, on another device, is still on the same visit
SAME_VISIT = timedelta(hours=2)


def note_visit(user: User, now: datetime) -> None:
    """Begin a visit, unless one began less than two hours ago; the one before it is then known by its beginning."""
    visit, is_first = Visit.objects.get_or_create(user=user, defaults={"began_at": now})
    if not is_first and now - visit.began_at >= SAME_VISIT:
        Visit.objects.filter(pk=visit.pk, began_at=visit.began_at).update(former_at=visit.began_at, began_at=now)
