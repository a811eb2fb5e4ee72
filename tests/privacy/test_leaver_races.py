"""Somebody is invited while the job takes away the names of those who left: it waits, and stops at nobody."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import Invitation, User
from organisms.seats.actions import invite_member
from privacy.leavers.actions import forget_leavers
from privacy.models import Departure
from tests import factories
from tests.reporting.test_triggers import in_thread, wait_for_a_blocked_connection

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG_AGO = DateRange(timezone.localdate() - timedelta(days=3000), timezone.localdate() - timedelta(days=1000))


def make_leaver(name, organism) -> User:
    person = factories.make_seated_user(name, organism, "staff", during=LONG_AGO)
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=3000))
    return User.objects.get(pk=person.pk)


def test_an_invitation_that_comes_during_the_job_keeps_its_person_and_the_rest_are_forgotten(
    committed_reference, organism, coordinator
):
    invited, gone = make_leaver("Ana Duval-Soto", organism), make_leaver("Zoé Absente", organism)
    with transaction.atomic():
        invite_member(organism=organism, role="staff", email=invited.email.upper(), name="", by=coordinator)
        thread, answers = in_thread(lambda: forget_leavers(timezone.now()))
        wait_for_a_blocked_connection()
    thread.join(20)

    assert answers == [1]
    assert [row.person for row in Departure.objects.all()] == [gone]
    assert Invitation.objects.get().email == invited.email


def test_whoever_is_invited_after_the_job_is_invited_as_somebody_new(committed_reference, organism, coordinator):
    left = make_leaver("Ana Duval-Soto", organism)
    with transaction.atomic():
        assert forget_leavers(timezone.now()) == 1
        thread, answers = in_thread(
            lambda: invite_member(organism=organism, role="staff", email=left.email, name="", by=coordinator)
        )
        wait_for_a_blocked_connection()
    thread.join(20)

    [invitation] = answers
    assert (invitation.email, Departure.objects.get().person) == (left.email, left)
