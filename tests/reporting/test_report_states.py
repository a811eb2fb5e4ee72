"""T6 and the journal of reports, attacked by SQL: no state without its step, and a line for every change."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from reporting.models import Report, Transition
from reporting.models.steps import REVOCABLE, known_steps
from reporting.workflow.transitions import TRANSITIONS
from tests.refusals import as_owner
from tests.reporting.builders.annual_reports import make_annual, make_approved, make_endorsed
from tests.reporting.builders.reports import answer, make_funder_report, make_issued

pytestmark = pytest.mark.django_db
STATES = Report.State.values


def attack(sql, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def step(report, name, source, target) -> Transition:
    return Transition.objects.create(
        report=report, name=name, from_state=source, to_state=target, idempotency_key=uuid4()
    )


def labels(report) -> list[tuple[str, str]]:
    return list(report.events.order_by("pgh_id").values_list("pgh_label", "state"))


def test_database_and_workflow_know_the_same_steps():
    table = {
        (kind, name, source, step.target_from(source))
        for name, step in TRANSITIONS.items()
        for kind in step.kinds
        for source in step.sources
        if step.target
    }
    back = {(kind, "take_back", target, source) for kind, name, source, target in table if name in REVOCABLE}
    assert {source for _, _, source, _ in back} == set(TRANSITIONS["take_back"].sources)
    assert set(known_steps()) == table | back
    assert len(known_steps()) == len(table | back)


@pytest.mark.parametrize("state", ["draft", "to_certify", "submitted", "returned", "endorsed"])
def test_approved_report_stays_approved_whatever_sql_says(organism, network, director, pivot, state):
    report = make_approved(organism, network, director, pivot)
    change = f"UPDATE reporting_report SET state = '{state}' WHERE id = {report.pk}"

    with pytest.raises(IntegrityError, match="state that no step says"):
        attack(change)
    with pytest.raises(IntegrityError, match="state that no step says"), transaction.atomic():
        as_owner(f"{change}; SET CONSTRAINTS ALL IMMEDIATE")

    report.refresh_from_db()
    assert report.state == "approved"


@pytest.mark.parametrize("state", ["draft", "to_certify", "asked", "accepted", "reserve"])
def test_issued_report_stays_issued_whatever_sql_says(agreement, director, state):
    report = make_issued(agreement, director)
    with pytest.raises(IntegrityError, match=r"state that no step says|report_issued_in_its_states"):
        attack("UPDATE reporting_report SET state = %s WHERE id = %s", state, report.pk)


def test_report_is_not_born_filed(organism, network, director):
    columns = "kind, organism_id, template_version_id, period, campaign_id, region_id, components, due_on, created_at"
    report = make_annual(organism, network)
    attack("DELETE FROM reporting_answer")
    as_owner(f"DELETE FROM reporting_report WHERE id = {report.pk}")
    values = (report.organism_id, report.template_version_id, report.period, report.campaign_id, report.region_id)
    with pytest.raises(IntegrityError, match="state that no step says"):
        attack(
            f"INSERT INTO reporting_report ({columns}, state, revision, excused_reason, filed_at, filed_by_id)"
            " VALUES ('annual', %s, %s, %s, %s, %s, '{}', now(), now(), 'approved', 1, '', now(), %s)",
            *values,
            director.pk,
        )


def test_step_that_moves_no_report_is_refused(organism, network):
    report = make_annual(organism, network)
    with pytest.raises(IntegrityError, match="state that no step says"), transaction.atomic():
        step(report, "submit", "draft", "submitted")
        connection.check_constraints()


@pytest.mark.parametrize(
    ("name", "source", "target", "words"),
    [
        ("return", "approved", "draft", "unknown to the workflow"),
        ("back", "approved", "returned", "unknown to the workflow"),
        ("ask", "approved", "asked", "unknown to the workflow"),
        ("return", "submitted", "returned", "from another state"),
        ("approve", "endorsed", "approved", "from another state"),
    ],
)
def test_step_that_does_not_follow_is_refused(organism, network, director, pivot, name, source, target, words):
    report = make_approved(organism, network, director, pivot)
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        step(report, name, source, target)


def test_step_that_follows_and_its_state_are_written_together(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state="returned")
        step(report, "reopen", "approved", "returned")
        connection.check_constraints()
    assert Report.objects.get(pk=report.pk).state == "returned"


def test_every_step_of_a_report_is_a_line_of_its_journal(organism, network, director, pivot):
    report = make_endorsed(organism, network, director, pivot)
    assert labels(report)[0] == ("insert", "draft")
    assert labels(report)[-2:] == [("update", "submitted"), ("update", "endorsed")]


def test_change_of_a_report_by_sql_leaves_what_it_became(organism, network):
    report = make_annual(organism, network)
    before = len(labels(report))
    attack("UPDATE reporting_report SET due_on = '2030-01-01' WHERE id = %s", report.pk)
    last = report.events.order_by("pgh_id").last()
    assert len(labels(report)) == before + 1
    assert (last.pgh_label, str(last.due_on), last.pgh_context) == ("update", "2030-01-01", None)


def test_journal_of_a_report_does_not_grow_with_its_answers(agreement, coordinator):
    report = make_funder_report(agreement, coordinator)
    before = labels(report)
    for value in (12, 13, 14):
        answer(report, "a4", coordinator, value)
    attack("UPDATE reporting_report SET revision = revision + 1, state = state WHERE id = %s", report.pk)
    Report.objects.get(pk=report.pk).save()
    assert labels(report) == before
