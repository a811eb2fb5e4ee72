"""Two people, two connections, the same second."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import Membership, User
from organisms.seats import actions
from tests.factories import make_organism, make_seated_user


def together(*works):
    gate = threading.Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            return work()
        except Exception as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_accept_invitation_clicked_twice_at_once_opens_one_account(committed_reference):
    organism = make_organism()
    coordinator = make_seated_user("Coordination", organism, "coordinator")
    for turn in range(5):
        email = f"double{turn}@example.org"
        invitation = actions.invite_member(organism=organism, role="staff", email=email, name="", by=coordinator)
        token = actions.resend_invitation(invitation=invitation)

        def click(token=token):
            return actions.accept_invitation(token=token, name="Double", password="un long chemin de gravier")

        results = together(click, click)
        assert results.count(actions.InvitationClosed) == 1
        person = User.objects.get(email=email)
        assert person in results
        assert Membership.objects.get(invitation=invitation).user == person


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_invite_member_twice_at_once_opens_one_seat(committed_reference):
    organism = make_organism()
    by = make_seated_user("Coordination", organism, "coordinator")

    def click():
        return actions.invite_member(organism=organism, role="staff", email="une@example.org", name="", by=by)

    results = together(click, click)
    assert results.count(actions.SeatRefused) == 1
    assert Membership.objects.filter(user=None, during=DateRange(timezone.localdate(), None)).count() == 1
