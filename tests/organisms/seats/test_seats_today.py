"""What a person holds today is read by one written statement: it says what querysets say of the same seats."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from organisms.models import AuditorSeat, Membership, NetworkSeat, PivotMandate, User
from organisms.models.seats import SECOND_STEPS, seats_today
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = (TODAY - timedelta(days=400), TODAY)


@pytest.fixture
def everything(pivot_organism, organism, far_organism):
    """A person with a seat of each kind, running and over, beside another with the same."""
    people = [factories.make_seated_user(name, pivot_organism, "coordinator") for name in ("Aïda Roy", "Luc Côté")]
    for person in people:
        Membership.objects.create(user=person, organism=organism, role="staff", during=(date(2024, 4, 1), None))
        Membership.objects.create(user=person, organism=organism, role="director", during=YESTERDAY)
        NetworkSeat.objects.create(user=person, role="analyst", during=(date(2024, 4, 1), None))
        AuditorSeat.objects.create(user=person, organism=far_organism, during=(date(2024, 4, 1), None))
        AuditorSeat.objects.create(user=person, organism=organism, during=YESTERDAY)
        Authenticator.objects.create(user=person, type="totp", data={})
        Authenticator.objects.create(user=person, type="recovery_codes", data={})
    return people[0]


def plainly(user: User) -> tuple:
    """The same, each kind by a queryset of its own."""
    memberships = Membership.objects.running().filter(user=user)
    heads = memberships.exclude(role="staff").values("organism")
    return (
        list(memberships.order_by("organism__sort_name", "role")),
        list(NetworkSeat.objects.running().filter(user=user)),
        list(AuditorSeat.objects.running().filter(user=user)),
        set(PivotMandate.objects.filter(organism__in=heads, during__contains=TODAY).values_list("region", flat=True)),
        Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists(),
    )


def test_seats_today_reads_what_querysets_read(everything, django_assert_num_queries):
    expected = plainly(everything)

    with django_assert_num_queries(1):
        held = seats_today(everything.pk, TODAY)

    assert (held.memberships, held.network, held.audited, held.pivot_region_ids, held.has_second_step) == expected
    assert [len(rows) for rows in expected[:4]] == [2, 1, 1, 1]


def test_seats_today_reads_each_column(everything):
    expected, held = plainly(everything), seats_today(everything.pk, TODAY)

    for seat, same in zip([*held.memberships, *held.audited], [*expected[0], *expected[2]], strict=True):
        for row, other in ((seat, same), (seat.organism, same.organism), (seat.organism.region, same.organism.region)):
            columns = [field.attname for field in row._meta.concrete_fields]
            assert {name: getattr(row, name) for name in columns} == {name: getattr(other, name) for name in columns}


def test_seats_today_asks_nothing_more_for_organism_and_region(everything, django_assert_num_queries):
    held = seats_today(everything.pk, TODAY)

    with django_assert_num_queries(0):
        assert {seat.organism.region.code for seat in held.memberships} == {"08"}


def test_seats_today_is_empty_for_somebody_without_a_seat(db):
    held = seats_today(User.objects.create(email="personne@example.org", name="Personne").pk, TODAY)

    assert (held.memberships, held.network, held.audited, held.pivot_region_ids) == ([], [], [], set())
    assert not held.has_second_step
