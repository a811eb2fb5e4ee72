"""Records that say what others said a moment before: what a page sent again from the browser's history makes."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from organisms.models import User
from services.models import Activity

# No page is older than a session that lasts
LATELY = timedelta(hours=3)
SAME = ("activity_type_id", "day", "municipality_id", "immigrants", "host", "quantity", "note", "body_id")


def twins_of(made: Sequence[Activity], author: User) -> dict[int, Activity]:
    """Return, by the key of a new record, the newest live one that the author wrote lately and that says the same.

    The same type, day, town, numbers, partners, body and note. Two queries, whatever the number.
    """
    rows = Activity.objects.live().filter(
        organism__in={row.organism_id for row in made}, day__in={row.day for row in made},
        created_by=author, created_at__gte=timezone.now() - LATELY,
    )  # fmt: skip
    others = list(rows.exclude(pk__in=[row.pk for row in made]).select_related("activity_type").order_by("pk"))
    if not others:
        return {}
    prefetch_related_objects([*made, *others], "partners")
    said = {_said_by(row): row for row in others}
    return {row.pk: said[_said_by(row)] for row in made if _said_by(row) in said}


def _said_by(row: Activity) -> tuple:
    return *(getattr(row, name) for name in SAME), frozenset(partner.pk for partner in row.partners.all())
