"""A day counts to its end: what is due today is not late, in Python as in SQL."""

from datetime import date

from django.db.models import Q

from roriq_portal.lateness import is_past_due, late_or_due_between, past_due

DUE, NEXT = date(2026, 6, 30), date(2026, 7, 1)


def test_late_from_the_day_after():
    assert not is_past_due(DUE, DUE)
    assert is_past_due(DUE, NEXT)


def test_rows_are_chosen_as_each_of_them_is_judged():
    assert past_due(NEXT) == Q(due_on__lt=NEXT)


def test_what_is_owed_and_late_joins_all_that_is_due_in_a_stretch():
    first, last, owed = date(2026, 7, 1), date(2026, 7, 31), Q(received_on=None)

    chosen = late_or_due_between(owed, NEXT, first, last)

    assert chosen == Q(due_on__range=(first, last)) | (owed & Q(due_on__lt=NEXT))
