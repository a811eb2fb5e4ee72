"""Charges hold whatever SQL writes: the day or organism of the work, the term of the agreement."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from services.activities.actions import change_activity
from services.activities.recording import ActivityInput
from tests import factories
from tests.refusals import refused_to_both


@pytest.fixture
def charged(organism, agreement, staff):
    activity = factories.make_activity(organism, day=date(2025, 6, 3), by=staff)
    activity.charges.create(agreement=agreement)
    return activity


def settle():
    """What the end of the transaction asks."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def attack(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    settle()


def test_the_day_of_charged_work_stays_in_the_term(charged):
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("UPDATE services_activity SET day = '1995-01-01'")


def test_charged_work_stays_with_its_organism(charged, neighbour_organism):
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("UPDATE services_activity SET organism_id = %s", neighbour_organism.pk)


@pytest.mark.parametrize("term", ["[2024-04-01,2025-06-03)", "[2025-06-04,2027-04-01)", "empty"])
def test_a_term_does_not_leave_charged_work_outside(charged, term):
    with pytest.raises(IntegrityError), transaction.atomic():
        attack("UPDATE agreements_agreement SET during = %s", term)


def test_an_agreement_stays_with_the_organism_that_charges_it(charged, neighbour_organism):
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("UPDATE agreements_agreement SET organism_id = %s", neighbour_organism.pk)


def test_a_day_moves_inside_the_term_and_a_free_record_anywhere(charged, organism, staff):
    free = factories.make_activity(organism, day=date(2025, 6, 3), by=staff)
    attack("UPDATE services_activity SET day = '2027-03-31' WHERE id = %s", charged.pk)
    attack("UPDATE services_activity SET day = '1995-01-01' WHERE id = %s", free.pk)
    attack("UPDATE agreements_agreement SET during = '[2024-04-01,2029-04-01)'")


def test_the_action_may_move_the_day_and_drop_the_charge_together(charged, staff):
    fact = ActivityInput(charged.activity_type_id, date(2023, 1, 9), immigrants=3)
    assert charged.charges.exists()
    change_activity(activity=charged, fact=fact, seen_revision=1, by=staff)
    settle()
    assert not charged.charges.exists()


@pytest.mark.parametrize("table", ["services_activityevent", "agreements_agreementevent"])
@pytest.mark.parametrize("act", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_what_the_journal_noted_stays(charged, agreement, table, act):
    attack("UPDATE services_activity SET note = 'autre'")
    attack("UPDATE agreements_agreement SET title = 'autre'")
    refused_to_both(act.format(table))


def test_a_charge_moves_to_no_other_work_outside(charged, organism, staff):
    older = factories.make_activity(organism, day=date(1995, 1, 1), by=staff)
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("UPDATE services_charge SET activity_id = %s", older.pk)


def test_a_charge_moves_to_no_agreement_of_another_organism(charged, neighbour_organism):
    funder = factories.make_funder()
    theirs = factories.make_agreement(
        neighbour_organism, funder, "AUTRE-1", start=date(2024, 4, 1), end=date(2027, 4, 1)
    )
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("UPDATE services_charge SET agreement_id = %s", theirs.pk)


@pytest.mark.parametrize("day", ["1995-01-01", "2024-03-31", "2027-04-01"])
def test_one_statement_that_charges_everything_is_refused_for_one_record(charged, organism, agreement, staff, day):
    factories.make_activity(organism, day=date.fromisoformat(day), by=staff)
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack(
            "INSERT INTO services_charge (activity_id, agreement_id) SELECT id, %s FROM services_activity"
            " ON CONFLICT DO NOTHING",
            agreement.pk,
        )


def test_a_charge_of_nothing_is_refused(charged, agreement):
    with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
        attack("INSERT INTO services_charge (activity_id, agreement_id) VALUES (0, %s)", agreement.pk)
