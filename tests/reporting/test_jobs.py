from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.funder_reports.actions.issuing import issue_report
from reporting.models import Document, Transition
from reporting.reminders import emails
from reporting.workflow.transitions import TransitionNotAllowed
from tests import factories
from tests.jobs import pending_jobs, run_pending_jobs
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import fill, make_funder_report, make_issued


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_makes_the_papers_of_an_issued_report(committed_reference, agreement, director, funder_agent):
    report = make_issued(agreement, director)

    call_command("procrastinate", "worker", "--one-shot")

    assert sorted(Document.objects.filter(version__report=report).values_list("format", flat=True)) == ["pdf", "xlsx"]
    states = dict(ProcrastinateJob.objects.values_list("task_name", "status"))
    wanted = {"portal:make_papers": "succeeded", "portal:announce_version": "succeeded"}
    # At certain minutes the worker also runs what comes back every hour
    assert states | wanted == states


def test_job_of_an_issue_that_is_rolled_back_is_never_there(agreement, director):
    report = fill(make_funder_report(agreement, director), director)

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        issue_report(report=report, by=director, key=uuid4())
        issue_report(report=report, by=director, key=uuid4())

    assert pending_jobs() == []
    assert run_pending_jobs() == []
    report.refresh_from_db()
    assert report.state == "draft"


def test_steps_and_campaigns_of_an_organism_without_seats_reach_the_network(organism, network, mailoutbox):
    report = make_annual(organism, network)
    run_pending_jobs()
    assert [letter.to for letter in mailoutbox] == [[network.email]]

    step = Transition(report=report, name="return", by=factories.make_network_user("Une autre personne", "coordinator"))
    assert emails.readers_of(step) == [network.email]
