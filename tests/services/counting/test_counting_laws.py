"""Laws of counting that no example shows whole: parts within their total, and each place in one region on its day."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisms.models import Category, Municipality, Region
from services.counting.activity_totals import Scope, counts
from services.models import Activity, Breakdown, Count
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
MOVED = date(2021, 7, 28)
KEYS = ("femmes", "hommes", "economique", "refugies")
with_database = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def category(key) -> Category:
    return Category.objects.select_related("dimension").get(key=key)


def passes_total(total: int, parts: dict[str, int]) -> bool:
    sums = Counter()
    for key, value in parts.items():
        sums[category(key).dimension.key] += value
    return any(value > total for value in sums.values())


@with_database
@given(
    total=st.integers(0, 12),
    parts=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 13), max_size=4),
    recount=st.integers(0, 12),
    at_once=st.booleans(),
)
@example(total=5, parts={"femmes": 3, "hommes": 2, "refugies": 5}, recount=4, at_once=True)
@example(total=0, parts={"femmes": 0}, recount=0, at_once=False)
def test_sql_breaks_a_total_down_exactly_as_far_as_the_total_goes(organism, total, parts, recount, at_once):
    """Whether the parts come in one statement or one by one, whether the total shrinks after: one rule."""
    point = transaction.savepoint()
    activity = make_activity(organism, "Séance d’information", immigrants=total)
    count = Count.objects.get(activity=activity, indicator__code="V1.02")
    rows = [Breakdown(count=count, category=category(key), value=value) for key, value in parts.items()]
    with suppress(IntegrityError), transaction.atomic():
        if at_once:
            Breakdown.objects.bulk_create(rows)
        else:
            for row in rows:
                row.save()
    kept = dict(count.breakdowns.values_list("category__key", "value"))
    assert kept == ({} if passes_total(total, parts) else parts)
    with suppress(IntegrityError), transaction.atomic():
        Count.objects.filter(pk=count.pk).update(value=recount)
    count.refresh_from_db()
    assert count.value == (total if passes_total(recount, kept) else recount)
    found = counts(Scope(organism.pk, activity.day, activity.day))["V1.02"]
    assert not passes_total(int(found.value), {key: value for (_, key), value in found.breakdown.items()})
    transaction.savepoint_rollback(point)


@with_database
@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 60)), min_size=1, max_size=6))
@example([(-1, 0), (0, 0), (1, 0)])
def test_each_record_is_in_one_region_before_and_after_the_day_some_mrc_moved(organism, placed):
    point = transaction.savepoint()
    moved = Municipality.objects.filter(mrc__in=_moved_mrc()).order_by("pk")
    places = [*moved[:20], *Municipality.objects.exclude(mrc__in=_moved_mrc()).order_by("pk")[:41]]
    for days, rank in placed:
        make_activity(organism, day=MOVED + timedelta(days=days), municipality_id=places[rank].pk)
    period = (MOVED - timedelta(days=40), MOVED + timedelta(days=40))
    by_region = {
        region.code: counts(Scope(organism.pk, *period, region_ids=(region.pk,))).get("V4.01")
        for region in Region.objects.all()
    }
    assert sum(result.value for result in by_region.values() if result) == len(placed)
    for activity in Activity.objects.select_related("municipality"):
        code = _region_on(activity.municipality, activity.day)
        on_the_day = Scope(organism.pk, activity.day, activity.day, region_ids=(Region.objects.get(code=code).pk,))
        assert "V4.01" in counts(on_the_day)
    transaction.savepoint_rollback(point)


def _moved_mrc() -> list[int]:
    """Those whose region is another one since that day."""
    return list(
        Municipality.objects.filter(mrc__regions__during__startswith=MOVED).values_list("mrc", flat=True).distinct()
    )


def _region_on(place: Municipality, day: date) -> str:
    if place.mrc_id is None:
        return place.region.code
    return next(row.region.code for row in place.mrc.regions.select_related("region") if day in row.during)
