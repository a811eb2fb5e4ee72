"""Late: still owed, and due before the day. A day counts until 24:00 in Montréal.

What is still owed, each model says: `Deliverable.is_outstanding`, `Report.is_outstanding`, and the Q beside them.
"""

from datetime import date

from django.db.models import Q


def is_past_due(due_on: date, day: date) -> bool:
    """Return whether what was due on `due_on` is late on `day`, if it is still owed."""
    return due_on < day


def past_due(day: date) -> Q:
    """Choose the rows of which `is_past_due` is true."""
    return Q(due_on__lt=day)


def late_or_due_between(owed: Q, day: date, first: date, last: date) -> Q:
    """Choose the rows still `owed` and late on `day`, whatever their age, and all those due from `first` to `last`."""
    return Q(due_on__range=(first, last)) | (owed & past_due(day))
