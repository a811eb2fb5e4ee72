"""COPY writes what an INSERT would have written, and is refused where it would have been."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from organisms.models import Category, Indicator
from roriq_portal.database.copying import copy_new, copy_rows, reserve_ids
from services.activities.recording import ActivityInput, changes_plans, record_many, refresh_statistics
from services.models import Activity, ActivityType, Breakdown, Charge, Count
from tests import factories

DAY = date(2025, 6, 3)


def new_activity(organism, **values) -> Activity:
    kind = ActivityType.objects.filter(component=4).first()
    return Activity(organism=organism, activity_type=kind, component=4, day=DAY, **values)


@pytest.mark.parametrize(
    "note", ["", "\\N", "\\.", "a\tb\nc\r\nd", "c:\\temp\\n", "« L’été », 5\u00a0$", "\U0001f600", "NULL", "\"a\";'b'"]
)
def test_words_come_back_as_they_were(organism, note):
    row = new_activity(organism, note=note, quantity=Decimal("2.5"))
    copy_new([row])
    kept = Activity.objects.get(pk=row.pk)
    assert (kept.note, kept.quantity, kept.immigrants, kept.day) == (note, Decimal("2.50"), None, DAY)


def test_copied_rows_are_whole_and_can_be_saved_again(organism):
    rows = [new_activity(organism, note=str(number)) for number in range(3)]
    copy_new(rows)
    rows[1].note = "changed"
    rows[1].save()
    assert list(Activity.objects.order_by("pk").values_list("note", flat=True)) == ["0", "changed", "2"]
    assert all(Activity.objects.get(pk=row.pk).created_at == row.created_at for row in rows)


def test_ids_reserved_are_given_to_nobody_else(organism):
    first = reserve_ids(Activity, 3)
    made = factories.make_activity(organism, day=DAY)
    assert len({*first, made.pk, *reserve_ids(Activity, 2)}) == 6


def test_no_rows_send_nothing(organism, django_assert_num_queries):
    with django_assert_num_queries(0):
        copy_new([])
        copy_rows(Charge, ["activity_id", "agreement_id"], iter(()))


def test_copied_breakdown_above_its_total_is_refused(organism):
    count = factories.make_activity(organism, day=DAY, immigrants=12).counts.order_by("-value").first()
    women = Category.objects.get(dimension__key="sex", key="femmes")
    with pytest.raises(IntegrityError, match="above total"), transaction.atomic():
        copy_rows(Breakdown, ["count_id", "category_id", "value"], [(count.pk, women.pk, 1000)])
    assert not Breakdown.objects.exists()


def test_copied_count_of_nothing_is_refused(organism):
    indicator = Indicator.objects.get(code="V4.01")
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(Count, ["activity_id", "indicator_id", "value"], [(0, indicator.pk, 1)])
        connection.check_constraints()


def test_copied_nul_is_refused(organism):
    with pytest.raises(DataError), transaction.atomic():
        copy_new([new_activity(organism, note="a\0b")])
    assert not Activity.objects.exists()


def test_one_charge_outside_refuses_all_those_of_its_statement(organism, agreement):
    inside, outside = (factories.make_activity(organism, day=day) for day in (DAY, date(1995, 1, 1)))
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        copy_rows(Charge, ["activity_id", "agreement_id"], [(row.pk, agreement.pk) for row in (inside, outside)])
    assert not Charge.objects.exists()


def test_records_with_a_charge_outside_are_all_refused(organism, agreement, staff):
    kind = ActivityType.objects.filter(component=4).first().pk
    days = [DAY, date(1995, 1, 1)]
    with pytest.raises(IntegrityError, match="outside"):
        record_many(organism, [ActivityInput(kind, day, agreement_ids=(agreement.pk,)) for day in days], by=staff)
    assert not Activity.objects.exists()


def test_plans_change_with_many_records_that_are_a_share_of_all(organism, monkeypatch):
    monkeypatch.setattr("services.activities.recording.MANY", 3)
    copy_new([new_activity(organism) for _ in range(40)])
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'services_activity'")
        assert cursor.fetchone() == (40,)
    assert [changes_plans(written) for written in (2, 3, 4, 40)] == [False, False, True, True]
