"""An act on many reports: each by its own action, once; what fails is named, and stops nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisms.models import Membership, User
from reporting.filling.repeat_previous import carried_of
from reporting.funder_reports.actions.issuing import issue_report
from reporting.models import GroupedItem, Report, Transition
from reporting.reports.actions.filing import return_report, submit_report
from reporting.workflow.transitions import ActionRefused
from reporting.works.grouped import actions
from reporting.works.grouped.actions import BROKEN, NOT_YOURS, SERVED, carry_out, retry_grouped, start_grouped
from reporting.works.grouped.kinds import CHANGED, KINDS, SENT
from roriq_portal.jobs import BEHIND
from tests.jobs import pending_jobs, run_pending_jobs
from tests.refusals import refused_in_the_end
from tests.reporting.builders.annual_reports import make_campaign, make_filed
from tests.reporting.builders.reports import answer
from tests.reporting.builders.states import put_in_state
from tests.reporting.works.grouped.builders import ask, make_ready, states_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(organism, funder, director):
    return make_ready(organism, funder, director, 3)


def test_each_report_is_issued_as_it_would_be_alone(ready, director, funder):
    act = ask("transmettre", director, ready)
    done = run_pending_jobs()
    assert states_of(act) == ["done", "done", "done"]
    for item in act.items.select_related("report"):
        step = Transition.objects.get(idempotency_key=item.key)
        assert (step.name, step.by, item.report.state) == ("issue", director, "issued")
        assert item.report.versions.get().receipts.get().funder == funder
    assert done.count("portal:make_papers") == done.count("portal:announce_version") == 3


def test_a_failure_is_named_and_stops_no_other(ready, director):
    Report.objects.filter(pk=ready[1].pk).get().answers.all().delete()
    act = ask("transmettre", director, ready)
    run_pending_jobs()
    assert states_of(act) == ["done", "failed", "done"]
    assert "manque" in act.items.get(report=ready[1]).reason
    assert Report.objects.get(pk=ready[1].pk).versions.count() == 0


def test_what_failed_is_tried_again_alone(ready, director):
    copied = list(ready[0].answers.all())
    ready[1].answers.all().delete()
    act = ask("transmettre", director, ready)
    run_pending_jobs()
    for row in copied:
        row.pk, row.report = None, ready[1]
    type(copied[0]).objects.bulk_create(copied)
    steps = Transition.objects.filter(name="issue").count()
    assert retry_grouped(act=act, by=director)
    run_pending_jobs()
    assert states_of(act) == ["done"] * 3
    assert Transition.objects.filter(name="issue").count() == steps + 1
    assert not retry_grouped(act=act, by=director)


def test_a_fault_of_the_portal_is_one_failure_more(ready, director, monkeypatch):
    kind = KINDS["transmettre"]

    def broken(item, by):
        if item.report_id == ready[0].pk:
            raise ZeroDivisionError
        return kind.act(item, by)

    monkeypatch.setitem(actions.BY_KEY, "issue", type(kind)(kind.key, kind.waits_in, kind.may, broken))
    act = ask("transmettre", director, ready)
    run_pending_jobs()
    assert states_of(act) == ["failed", "done", "done"]
    assert act.items.get(report=ready[0]).reason == BROKEN


def test_a_seat_that_ended_meanwhile_does_nothing(ready, director):
    act = ask("transmettre", director, ready)
    yesterday = timezone.localdate() - timedelta(days=1)
    seat = Membership.objects.get(user=director)
    Membership.objects.filter(pk=seat.pk).update(during=(seat.during.lower, yesterday))
    carry_out(act.pk)
    assert {item.reason for item in act.items.all()} == {NOT_YOURS}
    assert not Transition.objects.filter(name="issue").exists()


def test_the_same_page_sent_twice_is_one_act(ready, director):
    key = uuid4()
    made = {start_grouped(kind=KINDS["transmettre"], reports=ready, by=director, key=key).pk for _ in range(2)}
    assert len(made) == 1
    assert [job.task_name for job in pending_jobs()].count("portal:carry_out_grouped") == 1


def test_the_page_of_another_act_or_of_another_person_is_refused(ready, director, network):
    key = uuid4()
    start_grouped(kind=KINDS["transmettre"], reports=ready, by=director, key=key)
    for kind, by in (("transmettre", network), ("papiers", director)):
        with pytest.raises(ActionRefused, match=SERVED[:20]):
            start_grouped(kind=KINDS[kind], reports=ready, by=by, key=key)


def test_a_statement_that_the_database_refuses_stops_no_other_report(ready, director, monkeypatch):
    """A deadlock, or a report that takes too long, would have the whole job tried again, and fail at the same place."""
    kind = KINDS["transmettre"]

    def slow(item, by):
        if item.report_id == ready[0].pk:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 20")
                cursor.execute("SELECT pg_sleep(1)")
        return kind.act(item, by)

    monkeypatch.setitem(actions.BY_KEY, "issue", type(kind)(kind.key, kind.waits_in, kind.may, slow))
    act = ask("transmettre", director, ready)
    carry_out(act.pk)
    assert states_of(act) == ["failed", "done", "done"]
    assert act.items.get(report=ready[0]).reason == BROKEN


def test_an_absence_of_the_database_is_no_refusal_of_a_report(ready, director, monkeypatch):
    kind = KINDS["transmettre"]

    def away(item, by):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setitem(actions.BY_KEY, "issue", type(kind)(kind.key, kind.waits_in, kind.may, away))
    act = ask("transmettre", director, ready)
    with pytest.raises(OperationalError):
        carry_out(act.pk)
    assert states_of(act) == ["waiting"] * 3


def test_what_changed_after_it_was_certified_does_not_leave(ready, director, coordinator):
    act = ask("transmettre", director, ready)
    answer(ready[0], "a4", coordinator, value=41)
    run_pending_jobs()
    assert states_of(act) == ["failed", "done", "done"]
    assert act.items.get(report=ready[0]).reason == CHANGED
    assert retry_grouped(act=act, by=director)
    run_pending_jobs()
    assert states_of(act) == ["done"] * 3


def test_what_was_issued_by_hand_meanwhile_is_not_issued_again(ready, director):
    ready[0].answers.all().delete()
    copied = list(ready[1].answers.all())
    act = ask("transmettre", director, ready)
    run_pending_jobs()
    for row in copied:
        row.pk, row.report = None, ready[0]
    type(copied[0]).objects.bulk_create(copied)
    issue_report(report=ready[0], by=director, key=uuid4())
    assert retry_grouped(act=act, by=director)
    run_pending_jobs()
    assert (states_of(act), act.items.get(report=ready[0]).reason) == (["failed", "done", "done"], SENT)
    assert ready[0].versions.count() == 1


def test_new_versions_say_why_and_leave_together(ready, director):
    ask("transmettre", director, ready)
    run_pending_jobs()
    act = ask("nouvelles-versions", director, ready, reason="Heures corrigées.", seen={ready[0].pk: 0})
    issue_report(report=ready[1], by=director, key=uuid4(), reason="De sa page.")
    run_pending_jobs()
    assert states_of(act) == ["failed", "failed", "done"]
    assert {item.reason[:36] for item in act.items.filter(state="failed")} == {
        "La version 1 vient d’être transmise.",
        "La version 2 vient d’être transmise.",
    }
    last = ready[2].versions.latest("number")
    assert (last.number, last.reason, last.receipts.get().state) == (2, "Heures corrigées.", "sent")
    refused_in_the_end("UPDATE reporting_groupedact SET reason = '' WHERE id = %s", act.pk)


def test_nothing_is_refused(director):
    with pytest.raises(ActionRefused, match="Aucun de ces rapports"):
        start_grouped(kind=KINDS["transmettre"], reports=[], by=director, key=uuid4())


def test_two_people_who_ask_the_same_issue_it_once(ready, director, organism):
    other = User.objects.create_user("autre@example.org", name="Autre direction", password="x" * 16)
    Membership.objects.create(user=other, organism=organism, role="director", during=(None, None))
    acts = [ask("transmettre", by, ready) for by in (director, other)]
    run_pending_jobs()
    assert [states_of(act) for act in acts] == [["done"] * 3, ["failed"] * 3]
    assert {item.reason for item in acts[1].items.all()} == {SENT}
    assert [report.versions.count() for report in ready] == [1, 1, 1]


def test_the_rest_comes_again_behind_the_other_jobs(ready, director):
    act = ask("transmettre", director, ready)
    carry_out(act.pk, seconds=-1)
    assert states_of(act) == ["done", "waiting", "waiting"]
    assert [job.task_name for job in pending_jobs()].count("portal:carry_out_grouped") == 2
    run_pending_jobs()
    assert states_of(act) == ["done"] * 3


def test_papers_of_many_come_behind_the_rest_of_the_act_and_what_others_wait_for(ready, director, coordinator):
    act = ask("transmettre", director, ready)
    carry_out(act.pk, seconds=-1)
    order = [(job.priority, job.task_name) for job in pending_jobs()]
    assert order.count((BEHIND, "portal:make_papers")) == 1
    assert {priority for priority, name in order if name != "portal:make_papers"} == {0}
    issue_report(report=ready[2], by=director, key=uuid4())
    alone = [job.priority for job in pending_jobs() if job.args == {"version_id": ready[2].versions.get().pk}]
    assert alone == [0]


def test_each_report_costs_the_same(organism, funder, director):
    act = ask("transmettre", director, make_ready(organism, funder, director, 5))
    costs = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as seen:
            carry_out(act.pk, seconds=-1)
        costs.append(len(seen))
    assert 0 < max(costs[1:]) <= min(costs[1:]) + 3, costs
    assert max(costs) <= 130, costs


def test_the_pivot_endorses_and_the_network_approves(organism, network, director, pivot, pivot_organism):
    report = make_filed(organism, network, director)
    endorsing = ask("endosser", pivot, [report])
    run_pending_jobs()
    approving = ask("approuver", network, [report])
    run_pending_jobs()
    report.refresh_from_db()
    assert (states_of(endorsing), states_of(approving), report.state) == (["done"], ["done"], "approved")


def test_what_was_filed_again_since_it_was_read_is_not_endorsed(organism, network, director, pivot, pivot_organism):
    report = make_filed(organism, network, director)
    act = ask("endosser", pivot, [report])
    return_report(report=report, comments=[("", "À revoir.")], by=pivot, key=uuid4())
    submit_report(report=report, by=director, key=uuid4(), reason="Revu.")
    carry_out(act.pk)
    item = act.items.get()
    assert (item.state, item.reason[:36]) == ("failed", "La version 2 a été déposée depuis vo")


def test_raw_sql_cannot_say_what_was_not_done(ready, director):
    act = ask("transmettre", director, ready)
    item = act.items.first()
    table = "UPDATE reporting_groupeditem SET"
    refused_in_the_end(f"{table} state = 'done', settled_at = now() WHERE id = %s", item.pk)
    refused_in_the_end(f"{table} state = 'failed', settled_at = now() WHERE id = %s", item.pk)
    refused_in_the_end(f"{table} reason = 'x' WHERE id = %s", item.pk)
    refused_in_the_end(f"{table} report_id = %s WHERE id = %s", ready[2].pk, item.pk)
    refused_in_the_end(f"{table} key = %s WHERE id = %s", uuid4(), item.pk)
    refused_in_the_end("DELETE FROM reporting_groupeditem WHERE id = %s", item.pk)
    refused_in_the_end("UPDATE reporting_groupedact SET by_id = by_id WHERE id = %s", act.pk)
    refused_in_the_end("DELETE FROM reporting_groupedact WHERE id = %s", act.pk)


def test_raw_sql_cannot_undo_what_was_done_nor_begin_elsewhere(ready, director):
    act = ask("transmettre", director, ready[:2])
    run_pending_jobs()
    item = act.items.first()
    refused_in_the_end("UPDATE reporting_groupeditem SET state = 'waiting', settled_at = NULL WHERE id = %s", item.pk)
    insert = (
        "INSERT INTO reporting_groupeditem (act_id, report_id, version_id, seen_version, key, state, reason,"
        " settled_at) VALUES (%s, %s, %s, 0, %s, %s, '', %s)"
    )
    refused_in_the_end(insert, act.pk, ready[2].pk, None, uuid4(), "done", timezone.now())
    refused_in_the_end(insert, act.pk, ready[2].pk, ready[0].versions.get().pk, uuid4(), "waiting", None)
    refused_in_the_end(insert, act.pk, ready[0].pk, None, uuid4(), "waiting", None)


def test_the_step_of_another_report_proves_nothing(ready, director):
    act = ask("transmettre", director, ready)
    carry_out(act.pk, seconds=-1)
    done, waiting = act.items.get(state="done"), act.items.filter(state="waiting").first()
    assert done.report_id != waiting.report_id
    refused_in_the_end("UPDATE reporting_groupeditem SET state = 'done', settled_at = now() WHERE id = %s", waiting.pk)


def test_an_answer_carried_from_another_period_is_refused_by_its_own_words(ready, director):
    answer(ready[0], "a4", director, value=41)
    ready[0].answers.filter(line_key="a4").update(carried_from="2024-2025")
    act = ask("transmettre", director, ready[:1])
    run_pending_jobs()
    assert states_of(act) == ["failed"]
    assert "reprises" in act.items.get().reason
    said = carried_of(ready[0])
    assert retry_grouped(act=act, by=director, confirmed={ready[0].pk: said.mark})
    run_pending_jobs()
    assert states_of(act) == ["done"]


def test_a_campaign_of_many_is_approved_in_one_job(network, organism, neighbour_organism, far_organism):
    campaign = make_campaign(network)
    reports = list(campaign.reports.all())
    for report in reports:
        put_in_state(report, "endorsed", filed_at=timezone.now(), filed_by=network, number=f"RA-2026-{report.pk:04}")
    act = ask("approuver", network, reports)
    run_pending_jobs()
    assert states_of(act) == ["done"] * len(reports)
    assert set(campaign.reports.values_list("state", flat=True)) == {"approved"}
    assert GroupedItem.objects.filter(act=act).count() == len(reports) >= 3
