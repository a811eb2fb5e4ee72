"""The end of a household's keeping: its size, category, days and words go, what it counted for stays by quarter."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from services.households.actions import timeline_of
from services.households.totals import Contribution, Number, contributions_of
from services.models import Household, HouseholdService, HouseholdStep, HouseholdTally

BATCH = 200


def purge_households(today: date) -> int:
    """Purge the households whose last day is past, and return how many. May run twice: a purged one is skipped."""
    done = 0
    while purged := _purge_some(today):
        done += purged
    return done


@transaction.atomic
def _purge_some(today: date) -> int:
    rows = Household.objects.unpurged().filter(keep_until__lt=today).order_by("pk")
    households = list(rows.select_for_update(skip_locked=True)[:BATCH])
    contributions: list[Contribution] = []
    for household in households:
        contributions += contributions_of(
            timeline_of(household),
            household.size,
            (household.sender_id, household.receiver_id, household.joint_target_id),
        )
    HouseholdTally.objects.bulk_create(tallies(contributions))
    ids = [household.pk for household in households]
    Household.objects.filter(pk__in=ids).update(size=None, category=None, keep_until=None, purged_on=today)
    HouseholdStep.objects.filter(household__in=ids, cancels__isnull=False).delete()
    HouseholdStep.objects.filter(household__in=ids).delete()
    HouseholdService.objects.filter(household__in=ids).delete()
    return len(households)


def quarter_of(day: date) -> date:
    """Return the first day of its quarter: every funder's year begins with one."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def tallies(contributions: Iterable[Contribution]) -> list[HouseholdTally]:
    """Return the rows that keep these contributions: one a code, quarter and pair of organisms."""
    sums: dict[tuple, Number] = {}
    for contribution in contributions:
        key = (
            contribution.code,
            quarter_of(contribution.day),
            contribution.sender_id,
            contribution.receiver_id,
            contribution.joint_target_id,
        )
        sums[key] = sums.get(key, Number()) + contribution.number
    return [
        HouseholdTally(
            code=code, quarter=quarter, sender_id=sender, receiver_id=receiver, joint_target_id=target,
            value=number.value, denominator=number.denominator, unknown=number.unknown,
        )
        for (code, quarter, sender, receiver, target), number in sums.items()
    ]  # fmt: skip
