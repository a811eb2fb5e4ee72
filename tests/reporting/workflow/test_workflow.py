from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from organisms.models import Membership, NetworkSeat, PivotMandate
from reporting import permissions
from reporting.deadlines.yours_count import count_yours
from reporting.models import Report
from reporting.permissions import endorser_of, funders_of
from reporting.workflow.status import status
from reporting.workflow.timeline import VERBS
from reporting.workflow.transitions import TRANSITIONS
from tests.factories import ALWAYS, make_seated_user
from tests.reporting.builders.annual_reports import make_annual, make_approved, make_endorsed, make_filed, make_returned
from tests.reporting.builders.reports import make_funder_report, make_issued


@pytest.mark.parametrize(
    ("minute", "late"), [(datetime(2026, 7, 1, 3, 59, tzinfo=UTC), False), (datetime(2026, 7, 1, 4, tzinfo=UTC), True)]
)
def test_a_day_ends_at_midnight_in_montreal(minute, late, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: minute)

    assert Report(kind="annual", due_on=date(2026, 6, 30)).is_late_on(timezone.localdate()) is late


PREDICATES = {
    "change_form": permissions.can_change_form,
    "ask_certification": permissions.can_ask_certification,
    "submit": permissions.can_certify,
    "endorse": permissions.can_endorse,
    "return": permissions.can_return,
    "approve": permissions.can_approve,
    "reopen": permissions.can_reopen,
    "issue": permissions.can_issue,
    "ask": permissions.can_answer_issued,
    "reply": permissions.can_reply,
    "accept": permissions.can_answer_issued,
    "reserve": permissions.can_answer_issued,
    "confirm": permissions.can_answer_letter,
    "confirm_reserve": permissions.can_answer_letter,
    "contest": permissions.can_answer_letter,
    "take_back": permissions.revocable_decision,
}


def available(report, user) -> list[str]:
    """The steps that the pages offer to this person, in the order of the way."""
    return [name for name, may in PREDICATES.items() if may(user, report)]


def test_each_step_that_a_person_takes_has_its_predicate():
    assert set(PREDICATES) == set(TRANSITIONS) - {"skip_endorsement"}


def test_each_step_has_its_words_and_each_word_its_step():
    assert set(VERBS) == set(TRANSITIONS)


def test_who_may_do_what_to_a_draft(organism, pivot, network, staff, coordinator, director, neighbour, auditor):
    report = make_annual(organism, network)

    assert available(report, coordinator) == ["change_form", "ask_certification"]
    assert available(report, director) == ["change_form", "ask_certification", "submit"]
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
    assert available(endorsed, pivot) == ["take_back"]
    assert available(endorsed, analyst) == []


def test_who_may_do_what_after_approval(organism, network, director, pivot):
    approved = make_approved(organism, network, director, pivot)

    assert available(approved, network) == ["reopen", "take_back"]
    assert available(approved, director) == []


def test_returned_report_is_written_and_filed_by_its_organism(organism, network, director, coordinator, pivot):
    report = make_returned(organism, network, director, pivot)

    assert available(report, director) == ["ask_certification", "submit"]
    assert available(report, coordinator) == ["ask_certification"]
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

    assert available(report, director) == ["change_form", "ask_certification", "issue"]
    assert available(report, network) == available(report, neighbour) == []


def test_network_issues_where_the_agreement_says_so(agreement, coordinator, director, network):
    agreement.issued_by_network = True
    agreement.save()
    report = make_funder_report(agreement, coordinator)

    assert available(report, network) == ["issue"]
    assert available(report, director) == ["change_form", "ask_certification"]


def test_signatory_agent_answers_an_issued_report(agreement, director, coordinator, funder_agent, other_funder_agent):
    report = make_issued(agreement, director)

    assert available(report, funder_agent) == ["ask", "accept", "reserve"]
    assert available(report, other_funder_agent) == available(report, coordinator) == []
    assert available(report, director) == ["issue"]
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

    assert available(make_annual(organism, network), both) == ["change_form", "ask_certification", "submit"]


def test_network_is_coordinated_by_its_coordination(network, analyst, director):
    assert network.coordinates_network
    assert not analyst.coordinates_network
    assert not director.coordinates_network
    assert NetworkSeat.objects.count() == 2


def test_asked_report_is_answered_by_its_organism(agreement, coordinator, director, network, staff, auditor):
    report = make_issued(agreement, director)
    report.state = "asked"

    assert available(report, coordinator) == ["reply"]
    assert available(report, director) == ["issue", "reply"]
    for other in (staff, auditor, network):
        assert available(report, other) == []


@pytest.mark.parametrize("by_network", [True, False])
def test_network_reads_the_draft_it_issues(agreement, director, network, analyst, auditor, funder_agent, by_network):
    agreement.issued_by_network = by_network
    agreement.save()
    report = make_issued(agreement, director) if not by_network else make_funder_report(agreement, director)

    for inside in (director, auditor):
        assert permissions.can_read_draft(inside, report)
    for outside in (network, analyst):
        assert permissions.can_read_draft(outside, report) is by_network
    assert not permissions.can_read_draft(funder_agent, report)


def test_an_analyst_is_not_asked_to_approve(organism, network, analyst, director, pivot):
    report = make_endorsed(organism, network, director, pivot)

    assert (status(report, network).words, status(report, network).group) == ("À approuver", "yours")
    assert (status(report, analyst).words, status(report, analyst).group) == ("Endossé", "others")
    assert [count_yours(person, timezone.localdate()) for person in (analyst, network)] == [0, 1]
