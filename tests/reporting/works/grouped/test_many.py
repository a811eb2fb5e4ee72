"""A hundred and forty-one reports by a real worker: all of them, one that fails apart, once though it is killed."""

import sys
from time import monotonic

import pytest

from reporting.models import Transition, Version
from tests.reporting.works.grouped.builders import ask, make_ready, states_of
from tests.workers import is_at_work, is_done, kill_in_the_middle, wait_until, worker

MANY = 141
JOB = "portal:carry_out_grouped"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200), pytest.mark.django_db(transaction=True)]


def settled(act) -> bool:
    return "waiting" not in states_of(act)


def test_a_hundred_and_forty_one_reports_are_issued_by_a_worker(
    committed_reference, organism, funder, director, capsys
):
    reports = make_ready(organism, funder, director, MANY)
    reports[70].answers.all().delete()
    act = ask("transmettre", director, reports)
    begun = monotonic()
    with worker():
        wait_until(lambda: settled(act), "not all settled", 900)
    lasted = monotonic() - begun
    sys.stdout.write(f"{MANY} issued in {lasted:.0f} s\n")
    assert states_of(act).count("done") == MANY - 1
    assert act.items.get(state="failed").report_id == reports[70].pk
    assert Version.objects.filter(report__in=reports).count() == MANY - 1


def test_a_worker_killed_in_the_middle_issues_none_twice(committed_reference, organism, funder, director):
    reports = make_ready(organism, funder, director, 6)
    act = ask("transmettre", director, reports)
    lock = "SELECT 1 FROM reporting_report WHERE id = %s FOR UPDATE"
    kill_in_the_middle(JOB, lock, [reports[3].pk])
    assert states_of(act) == ["done"] * 3 + ["waiting"] * 3
    with worker():
        wait_until(lambda: settled(act) and is_done(JOB), "not taken again")
    assert states_of(act) == ["done"] * 6
    assert not is_at_work(JOB)
    issued = Transition.objects.filter(name="issue", report__in=reports)
    assert issued.count() == issued.values("report").distinct().count() == 6
