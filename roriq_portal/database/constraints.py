"""Constraints that more than one app declares: no day that a table holds lies outside the years people write."""

from django.db.models import CheckConstraint, Q

# The last agreements end with 2099; what they owe may be asked two years later
FIRST_DAY, LAST_DAY, AFTER_ALL = "1990-01-01", "2102-12-31", "2103-01-01"


def day_in_range(name: str, field: str) -> CheckConstraint:
    """Return the check that a day, when there is one, lies between 1990 and 2102.

    One day of the year 9999 makes lists unreadable.
    """
    return CheckConstraint(name=name, condition=Q(**{f"{field}__range": (FIRST_DAY, LAST_DAY)}))


def days_in_range(name: str, field: str = "during") -> CheckConstraint:
    """Return the same check for a range of days.

    An open end stays open; a range without days was opened and closed on one day.
    """
    began = Q(**{f"{field}__lower_inf": True}) | Q(**{f"{field}__fully_gt": (None, FIRST_DAY)})
    ended = Q(**{f"{field}__upper_inf": True}) | Q(**{f"{field}__fully_lt": (AFTER_ALL, None)})
    return CheckConstraint(name=name, condition=Q(**{f"{field}__isempty": True}) | (began & ended))
