from datetime import UTC, date, datetime

import pytest

from organisms.models import Membership, NetworkSeat, PivotMandate
from reporting import permissions
from reporting.models import Report
from reporting.permissions import available, endorser_of, funders_of
from reporting.workflow import TRANSITIONS, TransitionNotAllowed, check, deadline, was_late
from tests.factories import ALWAYS, make_seated_user
from tests.reporting.annual_reports import make_annual, make_approved, make_endorsed, make_filed, make_returned
from tests.reporting.reports import make_funder_report, make_issued

ANNUAL_STATES = ["draft", "to_certify", "submitted", "returned", "endorsed", "approved"]
FUNDER_STATES = ["draft", "to_certify", "issued", "asked", "accepted"]


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("kind", ["annual", "funder"])
def test_each_step_is_taken_from_its_states_only(name, kind):
    step = TRANSITIONS[name]
    for state in ANNUAL_STATES if kind == "annual" else FUNDER_STATES:
        report = Report(kind=kind, state=state)
        if kind in step.kinds and state in step.sources:
            assert check(report, name) == step
            continue
        with pytest.raises(TransitionNotAllowed, match="On ne peut pas"):
            check(report, name)


def test_refusal_names_the_act_and_the_state():
    with pytest.raises(TransitionNotAllowed) as refused:
        check(Report(kind="annual", state="approved"), "submit")

    assert str(refused.value) == "On ne peut pas attester et déposer un rapport dont l’état est «\u00a0approuvé\u00a0»."


@pytest.mark.parametrize(
    ("due", "ends"),
    [
        (date(2026, 6, 30), datetime(2026, 7, 1, 4, tzinfo=UTC)),
        (date(2026, 1, 31), datetime(2026, 2, 1, 5, tzinfo=UTC)),
    ],
)
def test_deadline_is_midnight_in_montreal(due, ends):
    assert deadline(due) == ends


@pytest.mark.parametrize(
    ("minute", "late"), [(datetime(2026, 7, 1, 3, 59, tzinfo=UTC), False), (datetime(2026, 7, 1, 4, tzinfo=UTC), True)]
)
def test_report_filed_before_midnight_in_montreal_is_not_late(minute, late):
    assert was_late(Report(kind="annual", due_on=date(2026, 6, 30), filed_at=minute)) is late


def test_who_may_do_what_to_a_draft(organism, pivot, network, staff, coordinator, director, neighbour, auditor):
    report = make_annual(organism, network)

    assert available(report, coordinator) == ["ask_certification"]
    assert available(report, director) == ["ask_certification", "submit"]
    for stranger in (staff, neighbour, pivot, network, auditor):
        assert available(report, stranger) == []
        assert not permissions.can_write(stranger, report)


def test_who_may_do_what_to_a_filed_report(organism, network, analyst, coordinator, director, neighbour, pivot):
    report = make_filed(organism, network, director)

    assert available(report, pivot) == ["endorse", "return"]
    assert available(report, network) == ["return"]
    for other in (analyst, coordinator, director, neighbour):
        assert available(report, other) == []


def test_who_may_do_what_after_endorsement(organism, network, director, pivot, analyst):
    endorsed = make_endorsed(organism, network, director, pivot)

    assert available(endorsed, network) == ["return", "approve"]
    assert available(endorsed, pivot) == available(endorsed, analyst) == []


def test_who_may_do_what_after_approval(organism, network, director, pivot):
    approved = make_approved(organism, network, director, pivot)

    assert available(approved, network) == ["reopen"]
    assert available(approved, director) == []
    assert not permissions.can_comment(network, approved)


def test_returned_report_is_written_and_filed_by_its_organism(organism, network, director, coordinator, pivot):
    report = make_returned(organism, network, director, pivot)

    assert available(report, director) == ["submit"]
    assert permissions.can_write(coordinator, report)


def test_network_seat_does_not_decide_on_an_organism_where_she_sits(organism, network, director, pivot):
    Membership.objects.create(user=network, organism=organism, role="staff", during=ALWAYS)
    report = make_endorsed(organism, network, director, pivot)

    assert available(report, network) == []


def test_pivot_person_with_a_seat_in_the_organism_does_not_endorse(organism, network, director, pivot):
    Membership.objects.create(user=pivot, organism=organism, role="staff", during=ALWAYS)
    report = make_filed(organism, network, director)

    assert available(report, pivot) == []


def test_endorser_is_the_holder_of_today(organism, neighbour_organism, pivot_organism, network):
    report = make_annual(organism, network)
    assert endorser_of(report) == pivot_organism

    PivotMandate.objects.update(organism=neighbour_organism)
    assert endorser_of(report) == neighbour_organism

    PivotMandate.objects.update(organism=organism)
    assert endorser_of(report) is None


def test_funder_report_is_issued_by_the_direction(agreement, coordinator, director, network, neighbour):
    report = make_funder_report(agreement, coordinator)

    assert available(report, director) == ["ask_certification", "issue"]
    assert available(report, network) == available(report, neighbour) == []


def test_network_issues_where_the_agreement_says_so(agreement, coordinator, director, network):
    agreement.issued_by_network = True
    agreement.save()
    report = make_funder_report(agreement, coordinator)

    assert available(report, network) == ["issue"]
    assert available(report, director) == ["ask_certification"]


def test_signatory_agent_answers_an_issued_report(agreement, director, coordinator, funder_agent, other_funder_agent):
    report = make_issued(agreement, director)

    assert available(report, funder_agent) == ["ask", "accept"]
    assert available(report, other_funder_agent) == available(report, director) == []
    assert permissions.can_record_letter(coordinator, report)
    assert permissions.can_link(coordinator, report)
    assert not permissions.can_link(funder_agent, report)


def test_agent_with_a_seat_in_the_organism_answers_nothing(organism, agreement, director, funder_agent):
    Membership.objects.create(user=funder_agent, organism=organism, role="staff", during=ALWAYS)
    report = make_issued(agreement, director)

    assert not funders_of(funder_agent, report).exists()
    assert available(report, funder_agent) == []


def test_one_person_with_both_seats_prepares_and_certifies(organism, network):
    both = make_seated_user("Seule Personne", organism, "coordinator")
    Membership.objects.create(user=both, organism=organism, role="director", during=ALWAYS)

    assert available(make_annual(organism, network), both) == ["ask_certification", "submit"]


def test_campaigns_are_opened_by_the_coordination_of_the_network(network, analyst, director):
    assert permissions.can_open_campaign(network)
    assert not permissions.can_open_campaign(analyst)
    assert not permissions.can_open_campaign(director)
    assert NetworkSeat.objects.count() == 2
