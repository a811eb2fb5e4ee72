"""The table of rights is worth what it catches: twenty rights are broken one by one, and each must show in it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.test import Client

from agreements.models import Agreement, Deliverable
from organisms.models import Membership, Organism, User
from reporting.models import Report
from services.models import Activity
from tests.access import world
from tests.access.test_matrix import ROWS, faults_of, here  # noqa: F401 (a fixture)

pytestmark = pytest.mark.built_once("here")


def everything(self, user):
    return self.all()


def yes(*given, **named):
    return True


def unscoped(request, organism, pk):
    return get_object_or_404(Activity, pk=pk)


def writes_then_refuses(user, organism):
    Organism.objects.filter(pk=organism.pk).first().names.all().delete()
    Agreement.objects.first().requirements.create(kind="interim", period_from_month=4, due_month=6, due_day=30)
    return False


def says_too_much(user, organism):
    raise PermissionDenied(f"Cette fiche dit {world.CANARY_NOTE}.")


SEEDED = {
    # What is broken: (where, its name, what takes its place, a route that shows it)
    "a record by its id alone": (
        "services.activities.views.activities.activity_for", None, unscoped, "services:activity-detail",
    ),
    "anyone imports": ("services.access.can_write_records", None, yes, "services:import-add"),
    "agreements of every organism": (
        type(Agreement.objects.none()), "visible_to", everything, "agreements:agreement-detail",
    ),
    "a list shows the neighbour's agreement": (
        type(Agreement.objects.none()), "visible_to", everything, "agreements:agreement-list",
    ),
    "deliverables of every organism": (
        type(Deliverable.objects.none()), "visible_to", everything, "reporting:funder-report-open",
    ),
    "reports of every organism": (type(Report.objects.none()), "visible_to", everything, "reporting:report-detail"),
    "teams of every organism": (type(Membership.objects.none()), "visible_to", everything, "organisms:seat-end"),
    "everyone is of the network": (User, "is_network", property(yes), "organisms:network-team"),
    "any reader of records": ("services.access.can_read_records", None, yes, "services:activity-list"),
    "any reader of partners": ("services.access.can_read_records", None, yes, "services:partner-list"),
    "any writer of records": ("services.access.can_write_records", None, yes, "services:activity-add"),
    "a refusal that writes": (
        "services.access.can_write_records", None, writes_then_refuses, "services:activity-add",
    ),
    "a refusal that tells": ("services.access.can_read_records", None, says_too_much, "services:activity-list"),
    "anyone changes an agreement": (
        "agreements.agreement.views.editing.can_change_agreement", None, yes, "agreements:agreement-edit",
    ),
    "anyone seats agents": ("agreements.funders.agent_views.can_seat_agents", None, yes, "agreements:agent-list"),
    "anyone edits an organism": (
        "organisms.directory.views.organisms.can_edit_organism", None, yes, "organisms:organism-edit",
    ),
    "anyone governs": (User, "coordinates_network", property(yes), "organisms:mandate-give"),
    "anyone certifies": ("reporting.permissions.can_certify", None, yes, "reporting:report-submit"),
    "anyone issues": ("reporting.permissions.can_issue", None, yes, "reporting:report-issue"),
    "anyone answers for a funder": (
        "reporting.permissions.can_answer_receipt", None, yes, "reporting:receipt-add",
    ),
}  # fmt: skip


def test_there_are_twenty():
    assert len(SEEDED) == 20


@pytest.mark.parametrize("fault", SEEDED)
def test_a_broken_right_shows_in_the_table(fault, here, client_for, monkeypatch):  # noqa: F811
    clients = {role: client_for(person) if person else Client() for role, person in here.people.items()}
    where, name, instead, route = SEEDED[fault]
    rows = [row for row in ROWS if row[0] == route]
    assert not [found for row in rows for found in faults_of(row, here, clients)]
    monkeypatch.setattr(where, *((name, instead) if name else (instead,)))
    assert [found for row in rows for found in faults_of(row, here, clients)]
