"""Invitations at hand, and the letters they send."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms import jobs
from organisms.models import Invitation, Membership
from organisms.seats import actions


@pytest.fixture
def invite(organism, coordinator):
    """Invite someone as staff of the organism; return the pending seat and the token that only their letter holds."""

    def make(email="nouvelle@example.org", role="staff", by=None):
        invitation = actions.invite_member(
            organism=organism, role=role, email=email, name="Aïcha Tremblay-Ba", by=by or coordinator
        )
        token = actions.resend_invitation(invitation=invitation)
        return Membership.objects.select_related("invitation").get(invitation=invitation), token

    return make


@pytest.fixture
def deliver():
    """Run the letters that wait in the queue."""

    def run() -> int:
        waiting = ProcrastinateJob.objects.filter(task_name="portal:send-invitation", status="todo")
        ours = set(Invitation.objects.values_list("pk", flat=True))
        letters = [job.args for job in waiting if job.args["invitation_id"] in ours]
        for letter in letters:
            jobs.send_invitation(**letter)
        return len(letters)

    return run


@pytest.fixture
def count_queries():
    def count(work) -> int:
        with CaptureQueriesContext(connection) as caught:
            answer = work()
        assert answer.status_code == 200
        return len(caught)

    return count
