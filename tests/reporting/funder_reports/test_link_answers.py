"""Somebody without account answers from a private link: the same steps as a seat, signed by a name and a function."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreementFunder, Funder
from reporting.funder_reports.actions import private_links
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.link_answers import SENDINGS, take_back_answer
from reporting.funder_reports.actions.private_links import create_link, resend_link, revoke_link
from reporting.funder_reports.actions.receipts import record_receipt, reply_in_writing
from reporting.models import LinkSigner, Receipt, Transition
from reporting.models.version import open_questions
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from tests.jobs import PAPERS, pass_over_jobs, run_pending_jobs
from tests.reporting.builders.links import LEA, TOKEN, Recipient, answer, expire, send
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("link")
RESERVE = "Sous réserve de l’audit."
ANSWERS = [
    ("accepted", "", "accepted"),
    ("reserve", RESERVE, "reserve"),
    ("asked", "Quoi ?", "asked"),
]
WHY = "J’ai répondu pour un autre rapport."


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


@pytest.fixture
def link(issued, funder, coordinator):
    return send(issued, funder, coordinator)


def page(name="private-link", *more, token=TOKEN) -> str:
    return reverse(f"reporting:{name}", args=[token, *more])


def said(state="accepted", text="", **more) -> dict:
    return {
        "state": state,
        "text": text,
        "version": 1,
        "name": LEA.name,
        "function": LEA.function,
        "key": uuid4(),
        **more,
    }


def state_of(report) -> str:
    report.refresh_from_db()
    return report.state


@pytest.mark.parametrize(("state", "text", "becomes"), ANSWERS)
def test_an_answer_moves_the_report_and_leaves_a_receipt(client, link, state, text, becomes):
    report = link.report
    assert "Signer et envoyer" in client.get(page()).text
    sent = client.post(page("private-link-answer"), said(state, text))
    receipt = Receipt.objects.get(signer__isnull=False)
    assert sent.url == f"../recu/{receipt.pk}/"
    assert state_of(report) == becomes
    step = Transition.objects.latest("pk")
    assert (str(step.signer), step.by, step.comment) == (f"{LEA.name}, {LEA.function}", None, text)
    text = client.get(page("private-link-receipt", receipt.pk)).text
    for words in (f"{report.number}-{receipt.pk}", LEA.name, LEA.function, receipt.get_state_display()):
        assert words in text
    assert client.get(page()).text.count("Signer et envoyer") == 0


def test_the_other_side_reads_who_answered(client_for, coordinator, funder_agent, link):
    answer(link.report, link, "reserve", "Sous réserve.")
    words = f"par lien, {LEA.name}, {LEA.function}"
    assert timeline(link.report)[0].words == f"Accepté avec réserve {words} ({link.funder})"
    for who, name, more in ((coordinator, "funder-report-follow", []), (funder_agent, "funder-report-version", [1])):
        where = reverse(f"reporting:{name}", args=[link.report.pk, *more])
        assert words in " ".join(client_for(who).get(where).text.split())
    assert LEA.name in client_for(coordinator).get(reverse("reporting:link-list", args=[link.report.pk])).text


@pytest.mark.parametrize(("state", "text", "becomes"), ANSWERS)
def test_organism_network_funder_and_recipient_are_told(director, network, link, state, text, becomes):
    Funder.objects.update(email="bailleur@example.org")
    pass_over_jobs()
    receipt = answer(link.report, link, state, text)
    run_pending_jobs()
    told = {address for letter in mail.outbox for address in letter.to}
    assert {director.email, network.email, "bailleur@example.org", LEA.email} <= told
    for letter in mail.outbox:
        assert LEA.name in letter.body
        assert LEA.name not in letter.subject
        assert text in letter.body
        assert TOKEN not in letter.body
    [own] = [letter for letter in mail.outbox if letter.to == [LEA.email]]
    assert receipt.number in own.body


def test_the_same_sending_twice_is_one_answer(client, link):
    form = said()
    places = [client.post(page("private-link-answer"), form)["Location"] for _ in range(2)]
    assert len(set(places)) == 1
    assert Receipt.objects.filter(signer__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Écrivez votre nom"),
        ({"function": ""}, "Écrivez votre fonction"),
        ({"state": ""}, "Choisissez une réponse"),
        ({"state": "back"}, "Choisissez une réponse"),
        ({"text": " "}, "Écrivez votre réserve ou votre question"),
        ({"line_key": "ailleurs"}, "Choisissez une ligne de la liste"),
        ({"answer_by": "hier"}, "Écrivez la date ainsi"),
        ({"answer_by": "2020-01-01"}, "Choisissez un jour à venir"),
        ({"answer_by": "9999-01-01"}, ""),
        ({"name": "Léa <b>"}, "adresse"),
        ({"name": "L" * 121}, "120"),
        ({"text": "x\x00"}, "nul"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, link, changed, words):
    text = client.post(page("private-link-answer"), {**said("asked", "Pourquoi 40 ?"), **changed}).text
    assert words.lower() in text.lower()
    assert "Votre réponse n’est pas partie" in text
    assert "Pourquoi 40" in text or "text" in changed
    assert not LinkSigner.objects.exists()
    assert state_of(link.report) == "issued"


def test_a_question_waits_then_an_acceptance_may_follow(client, director, link):
    report = link.report
    answer(report, link, "asked", "Pourquoi 40 ?")
    text = client.get(page()).text
    assert "Votre question attend sa réponse" in text
    assert "Signer et envoyer" not in text
    assert "Votre question attend" in client.post(page("private-link-answer"), said()).text
    with pytest.raises(TransitionNotAllowed, match="attend sa réponse"):
        answer(report, link)
    mail.outbox.clear()
    reply_in_writing(report=report, text="Parce que.", by=director, key=uuid4())
    run_pending_jobs(but=PAPERS)
    assert any(letter.to == [LEA.email] and "a répondu par écrit" in letter.body for letter in mail.outbox)
    text = client.get(page()).text
    assert "Parce que." in text
    assert "Signer et envoyer" in text
    client.post(page("private-link-answer"), said())
    assert state_of(report) == "accepted"


def test_where_somebody_with_an_account_answered_the_link_says_so(client, funder, funder_agent, link):
    report = link.report
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et là ?", by=funder_agent)
    text = client.get(page()).text
    assert f"{funder_agent.name} a déjà répondu" in " ".join(text.split())
    assert "Signer et envoyer" not in text
    assert "a déjà répondu" in client.post(page("private-link-answer"), said()).text
    assert state_of(report) == "asked"


def test_two_links_of_one_funder_make_one_answer(client, coordinator, funder, link):
    other = send(link.report, funder, coordinator, to=Recipient("Paul Roy", "chef", "paul@mrc.example"), token="autre")
    answer(link.report, link, "reserve", "Sous réserve.")
    assert "a déjà répondu" in client.get(page(token="autre")).text
    with pytest.raises(TransitionNotAllowed):
        answer(link.report, other)


def test_a_copied_link_reads_and_does_not_answer(client, coordinator, funder, link):
    token = create_link(report=link.report, funder=funder, days=30, by=coordinator)
    assert "Signer et envoyer" not in client.get(page(token=token)).text
    assert "Ce lien sert à lire" in client.post(page("private-link-answer", token=token), said()).text
    assert state_of(link.report) == "issued"


def test_a_co_signers_link_is_kept_and_settles_nothing(
    client, client_for, coordinator, director, agreement, other_funder, issued
):
    AgreementFunder.objects.filter(agreement=agreement).update(share=60)
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False, share=40)
    issue_report(report=issued, by=director, key=uuid4(), reason="Un bailleur s’ajoute.")
    other = send(issued, other_funder, coordinator, token="second")
    pass_over_jobs()
    assert "la vôtre est gardée" in client.get(page(token="second")).text
    client.post(page("private-link-answer", token="second"), said(version=2))
    assert state_of(issued) == "issued"
    assert Receipt.objects.get(signer__link=other).state == "accepted"
    run_pending_jobs()
    assert director.email in {address for letter in mail.outbox for address in letter.to}
    with pytest.raises(IntegrityError, match="only the lead funder"), transaction.atomic():
        signer = LinkSigner.objects.get()
        Transition.objects.create(
            report=issued,
            name="accept",
            from_state="issued",
            to_state="accepted",
            signer=signer,
            idempotency_key=uuid4(),
        )


def test_a_new_version_between_reading_and_sending_is_said(client, director, link):
    issue_report(report=link.report, by=director, key=uuid4(), reason="Une ligne corrigée.")
    text = client.post(page("private-link-answer"), said("reserve", "Sous réserve de l’audit.")).text
    assert "Une nouvelle version vient d’arriver" in text
    for words in ("Sous réserve de l’audit.", LEA.name, LEA.function, 'name="version" value="2"'):
        assert words in text
    client.post(page("private-link-answer"), said("reserve", "Sous réserve.", version=2))
    assert state_of(link.report) == "reserve"


@pytest.mark.parametrize("close", [expire, lambda link: revoke_link(link=link, by=link.created_by)])
def test_a_link_that_ends_before_the_answer_gives_back_what_was_typed(client, link, close):
    close(link)
    for name, form in (
        ("private-link-answer", said("asked", "Pourquoi 40 ?")),
        ("private-link-take-back", {"reason": WHY}),
    ):
        sent = client.post(page(name), form)
        assert sent.status_code == 404
        assert "Ce lien ne s’ouvre pas" in sent.text
        assert (form.get("text") or WHY) in sent.text
        assert link.report.organism.name not in sent.text
    assert not LinkSigner.objects.exists()


def body(response) -> str:
    return response.text.partition("<main")[2]


def test_every_dead_link_is_the_same_quiet_page(client, coordinator, link):
    unknown = body(client.get(page(token="rien-de-tel")))
    resend_link(link=link, by=coordinator)
    assert body(client.get(page())) == unknown
    expire(link)
    assert body(client.get(page())) == unknown


def test_a_place_that_guesses_reads_the_quiet_page_even_of_a_good_link(client, link, monkeypatch):
    monkeypatch.setattr(private_links, "MOST_UNKNOWN", 3)
    for number in range(3):
        client.get(page(token=f"essai-{number}"), REMOTE_ADDR="10.9.8.7")
    assert client.get(page(), REMOTE_ADDR="10.9.8.7").status_code == 404
    assert client.get(page(), REMOTE_ADDR="10.9.8.6").status_code == 200


def test_too_many_sendings_are_refused_and_lose_nothing(client, link):
    for _ in range(SENDINGS.most):
        link_form = said("asked", "Et là ?")
        client.post(page("private-link-answer"), link_form)
        receipt = Receipt.objects.filter(signer__link=link, state="asked").latest("pk")
        take_back_answer(link=link, reason=WHY, key=uuid4())
        assert receipt.text == "Et là ?"
    text = client.post(page("private-link-answer"), said("asked", "Une de trop")).text
    assert "Trop d’envois" in text
    assert "Une de trop" in text


@pytest.mark.parametrize(("state", "text", "becomes"), ANSWERS)
def test_a_mistake_is_taken_back_from_the_same_link(client, director, network, link, state, text, becomes):
    answer(link.report, link, state, text)
    pass_over_jobs()
    assert page("private-link-take-back") in client.get(page()).text
    assert client.post(page("private-link-take-back"), {"reason": ""}).status_code == 200
    receipt = page("private-link-receipt", Receipt.objects.get(signer__link=link).pk)
    assert "a été annulée" not in client.get(receipt).text
    body = {"reason": WHY, "key": uuid4()}
    for _ in range(2):
        sent = client.post(page("private-link-take-back"), body)
        assert sent.url == "../"
    assert not any("ne s’annule plus" in str(words) for words in get_messages(sent.wsgi_request))
    assert "a été annulée" in client.get(receipt).text
    assert state_of(link.report) == "issued"
    assert open_questions(link.report) == []
    assert Receipt.objects.first().state == "back"
    assert LEA.name in timeline(link.report)[0].words
    run_pending_jobs()
    told = {address for letter in mail.outbox for address in letter.to}
    assert {director.email, network.email} <= told
    assert all(WHY in letter.body for letter in mail.outbox)
    client.post(page("private-link-answer"), said("reserve", "Sous réserve."))
    assert state_of(link.report) == "reserve"


def test_nothing_is_taken_back_a_day_later_nor_by_another_link(client, coordinator, funder, link, monkeypatch):
    answer(link.report, link)
    other = send(link.report, funder, coordinator, to=Recipient("Paul Roy", "chef", "paul@mrc.example"), token="autre")
    with pytest.raises(TransitionNotAllowed, match="ne s’annule plus"):
        take_back_answer(link=other, reason=WHY, key=uuid4())
    receipt = Receipt.objects.get(signer__link=link)
    assert client.get(page("private-link-receipt", receipt.pk, token="autre")).status_code == 404
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert client.get(page("private-link-take-back")).url == "../"
    assert page("private-link-take-back") not in client.get(page()).text


def test_an_account_takes_back_nothing_of_a_link(client_for, director, funder_agent, link):
    answer(link.report, link)
    where = reverse("reporting:report-take-back", args=[link.report.pk])
    for who in (director, funder_agent):
        assert client_for(who).post(where, {"reason": WHY}).status_code == 403


@pytest.mark.parametrize("name", ["private-link", "private-link-take-back"])
def test_pages_send_the_address_nowhere(client, link, name):
    answer(link.report, link)
    headers = client.get(page(name)).headers
    assert headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]


def test_get_answers_nothing(client, link):
    assert client.get(page("private-link-answer")).status_code == 405
