"""What the database itself refuses, asked by SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import make_organism

pytestmark = pytest.mark.django_db


def refused(sql, *values) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


MANDATE = "INSERT INTO organisms_pivotmandate (region_id, organism_id, during) VALUES (%s, %s, %s)"
SEAT = (
    "INSERT INTO organisms_membership (user_id, organism_id, role, during, created_at) VALUES (%s, %s, %s, %s, now())"
)


def test_one_pivot_per_region(organism, neighbour_organism):
    region = organism.region_id
    run(MANDATE, region, organism.pk, "[2020-04-01,2024-04-01)")
    run(MANDATE, region, neighbour_organism.pk, "[2024-04-01,)")
    assert "one_pivot_per_region" in refused(MANDATE, region, organism.pk, "[2025-01-01,2025-01-02)")


def test_pivots_of_two_regions_run_together(organism, far_organism):
    run(MANDATE, organism.region_id, organism.pk, "[2020-04-01,)")
    run(MANDATE, far_organism.region_id, far_organism.pk, "[2020-04-01,)")


def test_seats_do_not_overlap(organism, staff):
    assert "membership_does_not_overlap" in refused(SEAT, staff.pk, organism.pk, "staff", "[2024-01-01,2024-02-01)")
    run(SEAT, staff.pk, organism.pk, "coordinator", "[2024-01-01,2024-02-01)")


def test_seat_has_a_person_or_an_invitation(organism):
    assert "has_person_or_invitation" in refused(SEAT, None, organism.pk, "staff", "[2024-01-01,)")


def test_network_seat_is_one_at_a_time(network):
    sql = "INSERT INTO organisms_networkseat (user_id, role, during, created_at) VALUES (%s, 'analyst', %s, now())"
    assert "network_seat_does_not_overlap" in refused(sql, network.pk, "[2026-01-01,)")


def test_organism_has_one_name_at_a_time(organism):
    sql = "INSERT INTO organisms_organismname (organism_id, name, during) VALUES (%s, 'Autre', '[2024-01-01,)')"
    assert "organism_one_name_at_a_time" in refused(sql, organism.pk)


def test_organism_has_one_membership_at_a_time(organism):
    sql = (
        "INSERT INTO organisms_networkmembership (organism_id, state, during, reason, end_reason, created_at)"
        " VALUES (%s, 'observer', '[2024-01-01,)', '', '', now())"
    )
    assert "organism_one_membership_at_a_time" in refused(sql, organism.pk)


def test_invitation_is_not_both_accepted_and_cancelled(invite):
    seat, _ = invite()
    sql = (
        "UPDATE organisms_invitation SET accepted_at = now(), accepted_by_id = %s, cancelled_at = now(),"
        " cancelled_by_id = created_by_id WHERE id = %s"
    )
    assert "invitation_accepted_or_cancelled" in refused(sql, seat.created_by_id, seat.invitation_id)


def test_invitation_cancelled_names_who(invite):
    seat, _ = invite()
    sql = "UPDATE organisms_invitation SET cancelled_at = now() WHERE id = %s"
    assert "invitation_cancelled_pair" in refused(sql, seat.invitation_id)


def test_invitation_accepted_names_who(invite):
    seat, _ = invite()
    sql = "UPDATE organisms_invitation SET accepted_at = now() WHERE id = %s"
    assert "invitation_accepted_pair" in refused(sql, seat.invitation_id)


def test_organism_components_are_the_five():
    organism = make_organism()
    assert "organism_components_known" in refused(
        "UPDATE organisms_organism SET components = '{1,6}' WHERE id = %s", organism.pk
    )
