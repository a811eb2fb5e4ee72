"""The end of a household's keeping: its size, category, days and words go, what it counted for stays by quarter."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from services.households.actions import timeline_of
from services.households.totals import Contribution, Number, contributions_of
from services.models import Household, HouseholdService, HouseholdStep, HouseholdTally

BATCH = 200


def purge_households(today: date) -> int:
    """Purge the households whose last day is past, and return how many. May run twice: a purged one is not met again."""
    done = 0
    while purged := _purge_some(today):
        done += purged
    return done


@transaction.atomic
def _purge_some(today: date) -> int:
    rows = Household.objects.kept().filter(keep_until__lt=today).order_by("pk")
    homes = list(rows.select_for_update(skip_locked=True)[:BATCH])
    found: list[Contribution] = []
    for home in homes:
        found += contributions_of(
            timeline_of(home), home.size, (home.sender_id, home.receiver_id, home.joint_target_id)
        )
    HouseholdTally.objects.bulk_create(tallies(found))
    ids = [home.pk for home in homes]
    Household.objects.filter(pk__in=ids).update(size=None, category=None, keep_until=None, purged_on=today)
    HouseholdStep.objects.filter(household__in=ids, cancels__isnull=False).delete()
    HouseholdStep.objects.filter(household__in=ids).delete()
    HouseholdService.objects.filter(household__in=ids).delete()
    return len(homes)


def quarter_of(day: date) -> date:
    """Return the first day of its quarter: every funder's year begins with one."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def tallies(found: Iterable[Contribution]) -> list[HouseholdTally]:
    """Return the rows that keep these contributions: one a code, quarter and pair of organisms."""
    sums: dict[tuple, Number] = {}
    for one in found:
        key = (one.code, quarter_of(one.day), one.sender_id, one.receiver_id, one.joint_target_id)
        sums[key] = sums.get(key, Number()) + one.number
    return [
        HouseholdTally(
            code=code, quarter=quarter, sender_id=sender, receiver_id=receiver, joint_target_id=target,
            value=number.value, denominator=number.denominator, unknown=number.unknown,
        )
        for (code, quarter, sender, receiver, target), number in sums.items()
    ]  # fmt: skip
