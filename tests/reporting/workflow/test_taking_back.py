"""A decision made by mistake is taken back for a day by who made it, while nothing followed; the others read why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreementFunder, Funder
from reporting import permissions
from reporting.filling.actions.attachments import add_attachment, remove_attachment
from reporting.form_editor.versions.drafts import prepare_next
from reporting.form_editor.versions.publication import publish_draft
from reporting.funder_reports.actions.receipts import record_letter, record_reading, record_receipt, reply_in_writing
from reporting.funder_reports.verification.verdicts import verify
from reporting.models import Receipt, Template, Transition
from reporting.models.version import letter_in_force, open_questions
from reporting.monitoring.stability import read_facts
from reporting.reports.actions.filing import approve_report, endorse_report
from reporting.workflow.steps import last_step
from reporting.workflow.taking_back import decision_of, take_back_decision
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.files.uploads import Kept
from tests.factories import make_agreement, make_funder, make_funder_user
from tests.jobs import run_pending_jobs
from tests.reporting.builders.annual_reports import make_approved, make_endorsed
from tests.reporting.builders.reports import make_issued
from tests.reporting.form_editor.builders import add_line

LETTER = Kept("lettre.pdf", "application/pdf", 13, "a" * 64, b"%PDF-1.7 essai")
WHY = "Je l’ai fait sur le mauvais rapport."


def take_back(report, by, reason=WHY):
    take_back_decision(report=report, reason=reason, by=by, key=uuid4())
    report.refresh_from_db()
    return report.state


def answer(report, funder, by, state, text=""):
    record_receipt(version=report.versions.latest("number"), funder=funder, state=state, text=text, by=by)
    report.refresh_from_db()


def page(report):
    return reverse("reporting:report-take-back", args=[report.pk])


def test_endorsement_is_taken_back_and_given_again(organism, network, director, pivot):
    report = make_endorsed(organism, network, director, pivot)
    version = report.versions.get()
    assert decision_of(report, pivot).until == last_step(report).at + timedelta(days=1)

    assert take_back(report, pivot) == "submitted"
    assert report.transitions.first().comment == WHY
    assert verify(version.code).acts == ""
    assert permissions.can_endorse(pivot, report)
    assert timeline(report)[0].words == f"Endossement annulé par {pivot.name}"

    endorse_report(report=report, by=pivot, key=uuid4())
    assert verify(version.code).acts.startswith("Endossé le")


def test_approval_is_taken_back_without_reopening_the_report(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    assert take_back(report, network) == "endorsed"
    assert report.comments.count() == 0
    assert not permissions.can_write(director, report)
    approve_report(report=report, by=network, key=uuid4())
    report.refresh_from_db()
    assert report.state == "approved"


@pytest.mark.parametrize(("state", "text"), [("accepted", ""), ("reserve", "Sous réserve de l’audit.")])
def test_acceptance_is_taken_back_and_leaves_a_receipt(agreement, director, funder, funder_agent, state, text):
    report = make_issued(agreement, director)
    answer(report, funder, funder_agent, state, text)

    assert take_back(report, funder_agent) == "issued"
    newest = Receipt.objects.filter(version__report=report).first()
    assert (newest.state, newest.text, newest.by) == ("back", WHY, funder_agent)
    assert permissions.can_answer_issued(funder_agent, report)


def test_a_funder_whose_answer_is_taken_back_has_not_answered_yet(agreement, director, funder, funder_agent, network):
    report = make_issued(agreement, director)
    answer(report, funder, funder_agent, "accepted")
    assert [wait.ended for wait in read_facts(network).answering] != [None]

    take_back(report, funder_agent)

    assert [wait.ended for wait in read_facts(network).answering] == [None]


def test_question_that_stood_before_the_acceptance_stands_again(agreement, director, funder, funder_agent):
    report = make_issued(agreement, director)
    answer(report, funder, funder_agent, "asked", "Pourquoi 12 ?")
    answer(report, funder, funder_agent, "accepted")

    assert take_back(report, funder_agent) == "asked"
    assert [question.text for question in open_questions(report)] == ["Pourquoi 12 ?"]


def test_letter_written_down_by_mistake_is_taken_back_by_who_wrote_it(agreement, director, funder, coordinator):
    Funder.objects.update(email="bailleur@example.org")
    report = make_issued(agreement, director)
    version = report.versions.latest("number")
    record_letter(version=version, funder=funder, state="accepted", letter=LETTER, recorded_by=director)
    report.refresh_from_db()
    run_pending_jobs()
    mail.outbox.clear()

    with pytest.raises(TransitionNotAllowed, match="ne s’annule plus"):
        take_back(report, coordinator)
    assert take_back(report, director) == "issued"
    assert letter_in_force(report) is None
    run_pending_jobs()
    told = {address for letter in mail.outbox for address in letter.to}
    assert "bailleur@example.org" in told
    assert all(WHY in letter.body for letter in mail.outbox)


def test_confirmation_taken_back_leaves_the_letter_in_force(agreement, director, funder):
    report = make_issued(agreement, director)
    version = report.versions.latest("number")
    record_letter(version=version, funder=funder, state="accepted", letter=LETTER, recorded_by=director)
    agent = make_funder_user("Agente tardive", funder)
    report.refresh_from_db()
    answer(report, funder, agent, "reserve", "Sous réserve.")
    assert letter_in_force(report) is None

    assert take_back(report, agent) == "accepted"
    assert letter_in_force(report).state == "accepted"


def reply(report, by):
    reply_in_writing(report=report, text="Voici.", by=by, key=uuid4())
    report.refresh_from_db()


def test_a_written_answer_is_taken_back_from_all_who_asked_and_no_answer_of_before_nor_of_another_report(
    organism, agreement, director, funder, funder_agent, other_funder, other_funder_agent
):
    third, reader = make_funder("Fonds des Suites"), make_funder("Fonds des Rives")
    for signer in (other_funder, third, reader):
        AgreementFunder.objects.create(agreement=agreement, funder=signer, is_lead=False)
    report = make_issued(agreement, director)
    answer(report, funder, funder_agent, "asked", "Pourquoi 10 ?")
    reply(report, director)
    answer(report, funder, funder_agent, "asked", "Pourquoi 12 ?")
    answer(report, other_funder, other_funder_agent, "asked", "Et pourquoi 13 ?")
    answer(report, third, make_funder_user("Agent des suites", third), "asked", "Et moi ?")
    reply(report, director)
    elsewhere = make_issued(make_agreement(organism, funder, "AUTRE-2"), director)
    answer(elsewhere, funder, funder_agent, "asked", "Pourquoi 14 ?")
    reply(elsewhere, director)
    record_reading(version=report.versions.get(), funder=reader)

    assert take_back(report, director) == "asked"
    back = Receipt.objects.filter(state="back")
    asked = {funder, other_funder, third}
    assert {(row.version.report_id, row.funder, row.text) for row in back} == {(report.pk, one, WHY) for one in asked}
    assert len(back) == 3
    assert {question.text for question in open_questions(report)} == {"Pourquoi 12 ?", "Et pourquoi 13 ?", "Et moi ?"}


@pytest.fixture
def form_with_a_file(network):
    draft = prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)
    add_line(draft, network, number="P1", words="Résolution", kind="file", source="asked")
    draft.refresh_from_db()
    return publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)


@pytest.mark.parametrize("change", ["add", "remove"])
def test_a_question_is_not_taken_back_once_a_file_was_added_or_removed(
    form_with_a_file, agreement, director, funder, funder_agent, change
):
    report = make_issued(agreement, director)
    file = report.attachments.first()
    answer(report, funder, funder_agent, "asked", "Pourquoi 12 ?")
    assert permissions.revocable_decision(funder_agent, report)
    if change == "remove":
        remove_attachment(attachment=file, by=director)
    else:
        line = report.template_version.lines.get(key=file.line_key)
        add_attachment(report=report, line=line, upload=LETTER, by=director)

    assert not permissions.revocable_decision(funder_agent, report)


def test_decision_of_a_day_ago_stays(organism, network, director, pivot, monkeypatch):
    report = make_endorsed(organism, network, director, pivot)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    assert not permissions.revocable_decision(pivot, report)
    with pytest.raises(TransitionNotAllowed, match="plus d’un jour"):
        take_back(report, pivot)


def test_decision_that_another_step_followed_stays(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    assert not permissions.revocable_decision(pivot, report)
    with pytest.raises(TransitionNotAllowed):
        take_back(report, pivot)
    assert take_back(report, network) == "endorsed"
    assert not permissions.revocable_decision(network, report)


@pytest.mark.parametrize("made", [make_endorsed, make_approved])
def test_who_was_told_of_a_decision_is_told_that_it_is_taken_back(organism, network, director, pivot, made):
    report = made(organism, network, director, pivot)
    who, others = (pivot, network) if report.state == "endorsed" else (network, director)
    run_pending_jobs()
    mail.outbox.clear()

    take_back(report, who)
    run_pending_jobs()

    assert others.email in {address for letter in mail.outbox for address in letter.to}
    assert {letter.subject for letter in mail.outbox} == {"Une décision sur un rapport est annulée"}
    assert all(WHY in letter.body for letter in mail.outbox)


def test_the_page_says_its_effect_asks_why_and_goes_once(organism, network, director, pivot, client_for):
    report = make_endorsed(organism, network, director, pivot)
    browser = client_for(pivot)
    assert page(report) in browser.get(reverse("reporting:report-detail", args=[report.pk])).text

    asked = browser.get(page(report))
    assert "Annuler l’endossement" in asked.text
    assert "Le réseau, qui était averti, lit votre motif." in asked.text
    assert "Dites pourquoi, en une phrase." in browser.post(page(report), {"reason": ""}).text

    sent = {"reason": WHY, "key": str(uuid4())}
    answers = [browser.post(page(report), sent) for _ in range(2)]
    assert [reply["Location"] for reply in answers] == [reverse("reporting:report-detail", args=[report.pk])] * 2
    assert report.transitions.filter(name="take_back").count() == 1
    assert page(report) not in browser.get(reverse("reporting:report-detail", args=[report.pk])).text


def test_the_agent_and_who_wrote_a_letter_see_the_way_back(agreement, director, funder, funder_agent, client_for):
    report = make_issued(agreement, director)
    answer(report, funder, funder_agent, "accepted")
    read = reverse("reporting:funder-report-version", kwargs={"report_id": report.pk, "number": 1})

    assert page(report) in client_for(funder_agent).get(read).text
    follow = reverse("reporting:funder-report-follow", args=[report.pk])
    assert page(report) not in client_for(director).get(follow).text
    assert client_for(funder_agent).post(page(report), {"reason": WHY}).status_code == 302
    report.refresh_from_db()
    assert report.state == "issued"


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("endorsed", "submitted", "nothing to take back"),
        ("approved", "submitted", "unknown to the workflow"),
        ("approved", "endorsed", "from another state"),
    ],
)
def test_sql_takes_back_the_last_decision_alone(organism, network, director, pivot, source, target, words):
    report = make_approved(organism, network, director, pivot)
    take_back(report, network)

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        Transition.objects.create(
            report=report, name="take_back", from_state=source, to_state=target, idempotency_key=uuid4()
        )
