"""A letter answers for a funder only where nobody of it has a seat; the funder reads it, confirms it or contests it."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import AgreementFunder, FunderOffice
from reporting import permissions
from reporting.funder_reports.actions.receipts import record_letter, record_receipt
from reporting.models import Receipt
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.files.uploads import Kept
from tests import factories
from tests.jobs import PAPERS, pass_over_jobs, run_pending_jobs
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("issued")
LETTER = Kept("lettre.pdf", "application/pdf", 13, "a" * 64, b"%PDF-1.7 essai")


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def by_letter(report, funder, by, state="accepted", text=""):
    version = report.versions.latest("number")
    receipt = record_letter(version=version, funder=funder, state=state, text=text, letter=LETTER, recorded_by=by)
    report.refresh_from_db()
    return receipt


def answer(report, funder, by, state, text=""):
    record_receipt(version=report.versions.latest("number"), funder=funder, state=state, text=text, by=by)
    report.refresh_from_db()
    return report.state, report.transitions.first().name


def url(name, report, **more):
    return reverse(f"reporting:{name}", kwargs={"report_id": report.pk, **more})


def test_nobody_answers_by_letter_for_a_funder_that_answers_on_screen(issued, funder, funder_agent, director):
    with pytest.raises(TransitionNotAllowed, match=f"{funder_agent} y a un siège"):
        by_letter(issued, funder, director)
    issued.refresh_from_db()
    assert issued.state == "issued"


def test_an_agent_of_another_office_does_not_speak_for_the_one_that_signs(issued, agreement, funder, director):
    north, south = (FunderOffice.objects.create(funder=funder, name=name) for name in ("Nord", "Sud"))
    AgreementFunder.objects.filter(agreement=agreement).update(office=north)
    factories.make_funder_user("Agente du Sud", funder, south)
    by_letter(issued, funder, director)
    assert issued.state == "accepted"


def test_the_page_of_letters_offers_funders_without_agent_alone(
    issued, agreement, funder, other_funder, funder_agent, coordinator, client_for
):
    client = client_for(coordinator)
    assert "Inscrire une lettre" not in client.get(url("funder-report-follow", issued)).text
    page = client.get(url("letter-add", issued)).text
    assert "répond lui-même sur le portail" in page
    assert "<textarea" not in page
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    assert "Inscrire une lettre" in client.get(url("funder-report-follow", issued)).text
    offered = client.get(url("letter-add", issued)).context["form"].fields["funder"].queryset
    assert list(offered) == [other_funder]
    sent = {
        "funder": funder.pk,
        "state": "accepted",
        "dated": "2026-05-19",
        "letter": SimpleUploadedFile("l.pdf", LETTER.data),
    }
    assert "Choisissez un bailleur de l’entente" in client.post(url("letter-add", issued), sent).text
    assert not Receipt.objects.exclude(letter="").exists()


def test_a_funder_is_told_of_the_letter_and_how_to_answer_it(issued, agreement, funder, director):
    funder.email = "bailleur@example.org"
    funder.save()
    by_letter(issued, funder, director)
    run_pending_jobs(but=PAPERS)
    [letter] = [sent for sent in mail.outbox if sent.subject == "Une lettre est inscrite en votre nom"]
    assert letter.to == ["bailleur@example.org"]
    for words in (str(funder), agreement.reference, str(issued), str(director), "«\u00a0Accepté\u00a0»", "deux façons"):
        assert words in letter.body


def test_the_funder_reads_the_letter_and_no_other_does(issued, funder, other_funder_agent, director, client_for):
    receipt = by_letter(issued, funder, director)
    where = url("letter-download", issued, receipt_id=receipt.pk)
    agent = client_for(factories.make_funder_user("Agente venue après", funder))
    assert b"".join(agent.get(where).streaming_content) == LETTER.data
    page = agent.get(url("funder-report-version", issued, number=1)).text
    assert where in page
    assert "contestez-la" in page
    assert client_for(other_funder_agent).get(where).status_code == 404


def test_a_cosigner_reads_its_own_letters_alone(
    issued, agreement, funder, other_funder, other_funder_agent, director, client_for
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    receipt = by_letter(issued, funder, director)
    where = url("letter-download", issued, receipt_id=receipt.pk)
    assert client_for(other_funder_agent).get(where).status_code == 403


@pytest.mark.parametrize(
    ("state", "text", "after"),
    [
        ("accepted", "", ("accepted", "confirm")),
        ("reserve", "Sous réserve", ("reserve", "confirm_reserve")),
        ("asked", "Nous n’avons rien écrit.", ("asked", "contest")),
    ],
)
def test_an_agent_answers_the_letter_that_accepted_in_its_name(issued, funder, director, state, text, after):
    by_letter(issued, funder, director)
    agent = factories.make_funder_user("Agente venue après", funder)
    assert permissions.can_answer_receipt(agent, issued)
    assert answer(issued, funder, agent, state, text) == after
    assert permissions.can_answer_receipt(agent, issued) == (state == "asked")


def test_what_an_agent_confirmed_is_settled(issued, funder, director):
    by_letter(issued, funder, director)
    agent = factories.make_funder_user("Agente venue après", funder)
    answer(issued, funder, agent, "accepted")
    with pytest.raises(TransitionNotAllowed, match="accepté"):
        answer(issued, funder, agent, "asked", "Trop tard ?")


def test_a_cosigner_does_not_contest_the_letter_of_the_lead(
    issued, agreement, funder, other_funder, other_funder_agent, director
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    by_letter(issued, funder, director)
    assert not permissions.can_answer_receipt(other_funder_agent, issued)
    with pytest.raises(TransitionNotAllowed, match="accepté"):
        answer(issued, other_funder, other_funder_agent, "asked", "Et nous ?")


def test_the_organism_is_told_that_its_letter_is_contested(issued, agreement, funder, director, coordinator):
    by_letter(issued, funder, director)
    agent = factories.make_funder_user("Agente venue après", funder)
    pass_over_jobs()
    answer(issued, funder, agent, "asked", "Nous n’avons rien écrit.")
    run_pending_jobs()
    assert {address for sent in mail.outbox for address in sent.to} == {director.email, coordinator.email}
    for words in (str(funder), agreement.reference, "conteste", "Nous n’avons rien écrit.", "Deux façons"):
        assert words in mail.outbox[0].body
