"""« Accepté avec réserve » is a state of its own, wherever a report's state is said."""

import pytest
from django.core import mail
from django.urls import reverse

from reporting.funder_reports.actions.receipts import record_receipt
from reporting.workflow.status import status
from roriq_portal.fiscal_year import state_year_of
from tests.jobs import PAPERS, run_pending_jobs
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("reserved")
WORDS, RESERVE = "Accepté avec réserve", "Sous réserve du rapport financier."


@pytest.fixture
def reserved(agreement, director, funder, funder_agent):
    report = make_issued(agreement, director)
    version = report.versions.get()
    record_receipt(version=version, funder=funder, state="reserve", text=RESERVE, by=funder_agent)
    report.refresh_from_db()
    return report


def test_every_side_reads_the_reserve(reserved, director, network, funder_agent, auditor):
    assert reserved.is_accepted
    assert {status(reserved, who).words for who in (director, network, funder_agent, auditor)} == {WORDS}


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("reporting:filing-matrix", "director"),
        ("reporting:funder-report-follow", "director"),
        ("reporting:funder-report-version", "funder_agent"),
        ("agreements:agreement-detail", "director"),
        ("agreements:deliverable-detail", "director"),
        ("reporting:verify-code", "director"),
    ],
)
def test_pages_say_the_reserve(reserved, agreement, request, client_for, name, reader):
    version = reserved.versions.get()
    places = {
        "filing-matrix": {},
        "funder-report-follow": {"report_id": reserved.pk},
        "funder-report-version": {"report_id": reserved.pk, "number": 1},
        "agreement-detail": {"agreement_id": agreement.pk},
        "deliverable-detail": {"agreement_id": agreement.pk, "deliverable_id": reserved.deliverable_id},
        "verify-code": {"code": version.code},
    }
    where = reverse(name, kwargs=places[name.partition(":")[2]])
    year = state_year_of(reserved.due_on)
    query = f"?an={year}" if name.endswith("matrix") else ""
    assert WORDS.lower() in client_for(request.getfixturevalue(reader)).get(where + query).text.lower()


def test_the_mail_says_the_reserve_of_whom_and_of_what(reserved, agreement, funder, director):
    run_pending_jobs(but=PAPERS)
    [sent] = [sent for sent in mail.outbox if sent.to == [director.email] and "réserve" in sent.subject]
    for words in (str(funder), agreement.reference, str(reserved), reserved.number, RESERVE):
        assert words in sent.body


def test_an_issued_report_names_funder_agreement_and_form_and_both_ways_to_answer(
    agreement, director, funder, funder_agent
):
    report = make_issued(agreement, director)
    run_pending_jobs()
    [sent] = [sent for sent in mail.outbox if sent.to == [funder_agent.email]]
    for words in (str(funder), agreement.reference, str(report), report.number, "sur le portail", "par une lettre"):
        assert words in sent.body


def test_a_question_says_both_ways_to_answer_it(agreement, director, funder, funder_agent):
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et A2 ?", by=funder_agent)
    run_pending_jobs(but=PAPERS)
    [sent] = [sent for sent in mail.outbox if sent.to == [director.email] and "précisions" in sent.subject]
    for words in (str(funder), agreement.reference, str(report), "Et A2 ?", "par écrit", "par une nouvelle version"):
        assert words in sent.body
