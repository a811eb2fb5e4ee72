"""The monthly sums are what the records add up to, after any sequence of what people and SQL can do to them."""

import io
import threading
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisms.models import Category, Indicator
from services import jobs
from services.activities.actions import change_activity, restore_activities, withdraw_activities
from services.activities.recording import ActivityInput, record_many
from services.counting.activity_totals import Result, Scope, counts, totals_by_month
from services.counting.monthly_sums import Difference, differences, first_month, fold_sums, rebuild_sums
from services.imports.actions import undo_import
from services.models import Activity, ActivityType, Breakdown, Count, MonthlySum
from tests.factories import make_activity
from tests.services.conftest import ROWS

pytestmark = pytest.mark.django_db
TYPES = ("Séance d’information", "Premier accueil", "Activité de rapprochement")
PARTS = ("femmes", "hommes", "refugies")
FIRST = date(2025, 1, 20)
REGISTER = tuple(row.replace("2025-04", "2025-02") for row in ROWS)


def recomputed(start, end, organism_id=None) -> dict[str, Result]:
    """What live records count, added one by one in Python."""
    rows = Activity.objects.live().prefetch_related("counts__indicator", "counts__breakdowns__category__dimension")
    totals, parts = {}, Counter()
    for activity in rows.filter(organism=organism_id) if organism_id else rows:
        if not start <= activity.day <= end:
            continue
        for count in activity.counts.all():
            code = count.indicator.code
            totals[code] = totals.get(code, Decimal(0)) + count.value
            for part in count.breakdowns.all():
                parts[code, part.category.dimension.key, part.category.key] += part.value
    wanted = {code: {key[1:]: number for key, number in parts.items() if key[0] == code} for code in totals}
    return {code: Result(value, wanted[code]) for code, value in totals.items()}


class World:
    """One organism and a neighbour, and the changes to their records, by rank so that hypothesis may shrink."""

    def __init__(self, organism, neighbour, by, bring_in):
        self.organism, self.neighbour, self.by, self.bring_in = organism, neighbour, by, bring_in
        self.categories = list(Category.objects.filter(key__in=PARTS).values_list("pk", flat=True))
        self.types = list(ActivityType.objects.filter(name__in=TYPES, organism=None).values_list("pk", flat=True))
        self.batches = []

    def fact(self, rank: int, number: int) -> ActivityInput:
        parts = {self.categories[number % len(self.categories)]: number % 6} if number % 2 else {}
        return ActivityInput(
            self.types[rank % len(self.types)], FIRST + timedelta(days=rank * 7), immigrants=number, categories=parts
        )

    def one(self, rank: int, **limits):
        found = list(Activity.objects.filter(**limits).order_by("pk"))
        return found[rank % len(found)] if found else None

    def record(self, rank, number):
        record_many(self.organism, [self.fact(rank, number), self.fact(rank + 1, number + 2)], by=self.by)

    def change(self, rank, number):
        if activity := self.one(rank, organism=self.organism):
            fact = self.fact(rank + number, number)
            change_activity(activity=activity, fact=fact, seen_revision=activity.revision, by=self.by)

    def withdraw(self, rank, number):
        if activity := self.one(rank):
            withdraw_activities(activities=[activity], reason="double", by=self.by)

    def restore(self, rank, number):
        if activity := self.one(rank, withdrawn_at__isnull=False, batch=None):
            restore_activities(activities=[activity], by=self.by)

    def bring(self, rank, number):
        rows = [row.replace(";12;20;", f";{7 + number};20;") for row in REGISTER]
        self.batches.append(self.bring_in(*rows, name=f"{len(self.batches)}.csv", replace=rank % 2 == 0))

    def undo(self, rank, number):
        if self.batches:
            undo_import(batch=self.batches.pop(), by=self.by, with_edited=bool(rank % 2))

    def move_by_sql(self, rank, number):
        if activity := self.one(rank):
            day, owner = FIRST + timedelta(days=number * 5), (self.organism, self.neighbour)[number % 2]
            Activity.objects.filter(pk=activity.pk).update(day=day, organism=owner)

    def recount_by_sql(self, rank, number):
        if (activity := self.one(rank)) and (count := activity.counts.first()):
            Breakdown.objects.filter(count=count).update(value=0)
            Count.objects.filter(pk=count.pk).update(value=number, indicator=self.free_indicator(activity))

    def hand_on_by_sql(self, rank, number):
        giver, taker = self.one(rank), self.one(number)
        if giver and giver != taker and (count := giver.counts.last()):
            taker.counts.filter(indicator=count.indicator).delete()
            Count.objects.filter(pk=count.pk).update(activity=taker)

    def erase_by_sql(self, rank, number):
        """Parents first, as deferred constraints allow; everything of the record goes in one transaction."""
        if activity := self.one(rank, batch=None):
            tables = ("services_activity", "services_count", "services_breakdown")
            keys = ("id = %s", "activity_id = %s", "count_id = ANY(%s)")
            values = (activity.pk, activity.pk, list(activity.counts.values_list("pk", flat=True)))
            with transaction.atomic(), connection.cursor() as cursor:
                for table, key, value in zip(tables, keys, values, strict=True):
                    cursor.execute(f"DELETE FROM {table} WHERE {key}", [value])

    def fold(self, rank, number):
        fold_sums()

    def free_indicator(self, activity) -> Indicator:
        held = activity.counts.values("indicator")
        return Indicator.objects.filter(source=Indicator.Source.RECORDS).exclude(pk__in=held).first()


GESTURES = [name for name in vars(World) if not name.startswith("_") and name not in ("fact", "one", "free_indicator")]
steps = st.lists(st.tuples(st.sampled_from(GESTURES), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=10)
stretches = st.tuples(st.integers(-10, 120), st.integers(0, 130))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=steps, stretch=stretches)
@example([("bring", 1, 0), ("bring", 0, 3), ("undo", 1, 0), ("undo", 1, 0)], (0, 90))
@example([("record", 1, 5), ("withdraw", 0, 0), ("change", 0, 3), ("restore", 0, 0), ("fold", 0, 0)], (12, 39))
@example([("record", 1, 5), ("record", 2, 7), ("erase_by_sql", 1, 0), ("hand_on_by_sql", 0, 1)], (-10, 130))
def test_sums_are_the_recomputation_after_any_sequence(organism, neighbour_organism, staff, bring_in, told, stretch):
    point = transaction.savepoint()
    world = World(organism, neighbour_organism, staff, bring_in)
    for gesture, rank, number in told:
        getattr(world, gesture)(rank, number)
        assert differences() == []
    start = FIRST + timedelta(days=stretch[0])
    end = start + timedelta(days=stretch[1])
    assert counts(Scope(None, start, end)) == recomputed(start, end)
    assert counts(Scope(organism.pk, start, end)) == recomputed(start, end, organism.pk)
    connection.check_constraints()
    transaction.savepoint_rollback(point)


def test_a_cell_that_lost_its_last_record_is_no_data_and_not_zero(organism, staff):
    activity = make_activity(organism, "Premier accueil")
    withdraw_activities(activities=[activity], reason="double", by=staff)
    assert MonthlySum.objects.count() == 2
    assert counts(Scope(organism.pk, date(2025, 4, 1), date(2026, 3, 31))) == {}
    assert fold_sums() == 2
    assert not MonthlySum.objects.exists()


def test_a_total_of_zero_that_was_recorded_is_said(organism):
    make_activity(organism, "Séance d’information", immigrants=0)
    assert counts(Scope(organism.pk, date(2025, 6, 1), date(2025, 6, 30)))["V1.02"] == Result(Decimal(0))


def test_folding_leaves_one_row_a_cell_and_the_same_figures(organism):
    for _ in range(3):
        make_activity(organism, "Séance d’information", immigrants=4)
    scope = Scope(organism.pk, date(2025, 4, 1), date(2026, 3, 31))
    before = counts(scope)
    assert fold_sums() == 4
    assert sorted(MonthlySum.objects.values_list("value", "records")) == [(3, 3), (12, 3)]
    assert counts(scope) == before
    assert fold_sums() == 0


def test_differences_name_the_cell_and_rebuilding_mends_it(organism):
    make_activity(organism, "Premier accueil")
    MonthlySum.objects.update(value=7)
    (found,) = differences()
    assert (found.organism_id, found.month, found.summed, found.recorded) == (
        organism.pk, date(2025, 6, 1), (7, 1), (1, 1),
    )  # fmt: skip
    MonthlySum.objects.all().delete()
    assert [(one.summed, one.recorded) for one in differences()] == [(None, (1, 1))]
    rebuild_sums()
    assert differences() == []


def test_a_difference_names_its_indicator_and_its_category(organism):
    women = Category.objects.get(key="femmes", dimension__key="sex")
    make_activity(organism, "Séance d’information", immigrants=12, categories={women.pk: 5})
    people, june = Indicator.objects.get(code="V1.02"), date(2025, 6, 1)
    MonthlySum.objects.filter(indicator=people).update(value=7)
    assert differences() == [
        Difference(organism.pk, june, people.pk, None, (7, 1), (12, 1)),
        Difference(organism.pk, june, people.pk, women.pk, (7, 1), (5, 1)),
    ]


def test_the_command_says_what_differs_and_mends_when_asked(organism):
    make_activity(organism, "Premier accueil")
    said = io.StringIO()
    call_command("check_sums", stdout=said)
    assert said.getvalue() == "every sum is what its records add up to\n"
    MonthlySum.objects.update(value=7)
    with pytest.raises(CommandError, match="1 sums differ"):
        call_command("check_sums", stdout=said)
    assert f"organism {organism.pk}, 2025-06" in said.getvalue()
    call_command("check_sums", mend=True, stdout=said)
    assert differences() == []


def test_the_worker_folds_every_hour(organism):
    for _ in range(2):
        make_activity(organism, "Premier accueil")
    jobs.fold_sums(timestamp=0)
    assert MonthlySum.objects.get().value == 2


@pytest.mark.parametrize("broken", [{"month": date(2025, 6, 2)}, {"value": 0, "records": 0}])
def test_a_sum_of_no_month_or_of_nothing_is_refused(organism, broken):
    make_activity(organism, "Premier accueil")
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlySum.objects.update(**broken)


def test_the_first_month_is_that_of_who_is_asked_and_of_records_that_stand(organism, neighbour_organism, staff):
    own, everybody = Q(organism=organism), Q()
    assert first_month(everybody) is None
    make_activity(organism, day=date(2025, 6, 30))
    earlier = make_activity(organism, day=date(2025, 5, 1))
    make_activity(neighbour_organism, day=date(2025, 4, 9))
    assert (first_month(own), first_month(everybody)) == (date(2025, 5, 1), date(2025, 4, 1))
    withdraw_activities(activities=[earlier], reason="double", by=staff)
    fold_sums()
    assert first_month(own) == date(2025, 6, 1)


def test_months_are_told_from_sums_and_the_cut_ones_from_records(organism, django_assert_num_queries):
    for day in (date(2025, 4, 2), date(2025, 4, 20), date(2025, 5, 9), date(2025, 6, 3), date(2025, 6, 28)):
        make_activity(organism, "Premier accueil", day=day)
    with django_assert_num_queries(3):
        found = totals_by_month(Scope(organism.pk, date(2025, 4, 10), date(2025, 6, 15)), "V4.01")
    assert found == {date(2025, 4, 1): 1, date(2025, 5, 1): 1, date(2025, 6, 1): 1}
    assert list(found) == sorted(found)


@pytest.mark.django_db(transaction=True)
def test_a_count_that_comes_while_its_record_is_withdrawn_is_not_summed(committed_reference, organism, staff):
    """Two tabs of raw SQL: one withdraws and has not committed, the other adds a count meanwhile."""
    activity = make_activity(organism, "Premier accueil")
    indicator = Indicator.objects.get(code="V1.02")
    started, done = threading.Event(), []

    def add():
        started.set()
        try:
            done.append(Count.objects.create(activity_id=activity.pk, indicator=indicator, value=5).pk)
        finally:
            connection.close()

    other = threading.Thread(target=add)
    with transaction.atomic():
        withdraw_activities(activities=[activity], reason="double", by=staff)
        other.start()
        started.wait(5)
        other.join(0.5)
        assert other.is_alive(), "the count did not wait for the withdrawal"
    other.join(10)
    assert done
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_folding_beside_writers_loses_nothing(committed_reference, organism):
    gate = threading.Barrier(3)

    def work(act):
        gate.wait(5)
        try:
            for _ in range(12):
                act()
        finally:
            connection.close()

    acts = [lambda: make_activity(organism, "Séance d’information", immigrants=3), fold_sums, fold_sums]
    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert differences() == []
    assert counts(Scope(organism.pk, date(2025, 6, 1), date(2025, 6, 30)))["V1.02"].value == 36
