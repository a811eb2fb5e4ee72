from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.models import AgreementFunder
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.private_links import create_link, open_link, revoke_link
from reporting.funder_reports.actions.receipts import record_letter, record_reading, record_receipt, reply_in_writing
from reporting.models import PrivateLink, Receipt
from reporting.models.version import open_questions
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.files.uploads import Kept
from tests.jobs import pass_over_jobs, run_pending_jobs
from tests.reporting.builders.reports import make_funder_report, make_issued

pytestmark = pytest.mark.built_once("issued")

PAST = DateRange(date(2020, 1, 1), date(2021, 1, 1))
LETTER = Kept("lettre.pdf", "application/pdf", 13, "a" * 64, b"%PDF-1.7 essai")


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def test_lead_funder_accepts_and_the_report_is_accepted(issued, funder, funder_agent):
    record_receipt(version=issued.versions.get(), funder=funder, state="accepted", by=funder_agent)

    issued.refresh_from_db()
    assert (issued.state, issued.transitions.first().by) == ("accepted", funder_agent)


def test_cosigner_acceptance_is_kept_and_decides_nothing(issued, agreement, other_funder, other_funder_agent):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)

    receipt = record_receipt(
        version=issued.versions.get(), funder=other_funder, state="accepted", by=other_funder_agent
    )

    issued.refresh_from_db()
    assert (issued.state, receipt.state) == ("issued", "accepted")


def test_question_opens_the_report_again(issued, funder, funder_agent):
    record_receipt(version=issued.versions.get(), funder=funder, state="asked", text="Et A2 ?", by=funder_agent)

    issued.refresh_from_db()
    assert (issued.state, issued.is_open) == ("asked", True)


def test_same_key_is_one_answer(issued, funder, funder_agent):
    key, version = uuid4(), issued.versions.get()

    first = record_receipt(version=version, funder=funder, state="asked", text="Et A2 ?", by=funder_agent, key=key)

    assert (
        record_receipt(version=version, funder=funder, state="asked", text="Et A2 ?", by=funder_agent, key=key) == first
    )
    assert version.receipts.filter(state="asked").count() == 1


def test_same_key_of_a_cosigner_is_one_answer(issued, agreement, other_funder, other_funder_agent):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    said = {"version": issued.versions.get(), "funder": other_funder, "state": "accepted", "by": other_funder_agent}
    key = uuid4()

    assert record_receipt(**said, key=key) == record_receipt(**said, key=key)
    assert other_funder.receipts.filter(state="accepted").count() == 1


def test_same_key_of_a_letter_is_one_answer_with_one_letter(issued, funder, director):
    key = uuid4()
    said = {"version": issued.versions.get(), "funder": funder, "state": "accepted", "recorded_by": director}

    assert record_letter(**said, letter=LETTER, key=key) == record_letter(**said, letter=LETTER, key=key)
    assert issued.transitions.filter(name="accept").count() == 1


def test_key_of_another_report_is_refused(issued, agreement, director, funder, funder_agent):
    other = make_issued(agreement, director, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)))
    key = uuid4()
    record_receipt(version=issued.versions.get(), funder=funder, state="accepted", by=funder_agent, key=key)

    with pytest.raises(TransitionNotAllowed, match="Rechargez-la"):
        record_receipt(version=other.versions.get(), funder=funder, state="accepted", by=funder_agent, key=key)


def test_database_keeps_one_receipt_for_a_key(issued, funder, funder_agent):
    version, key = issued.versions.get(), uuid4()
    record_receipt(version=version, funder=funder, state="accepted", by=funder_agent, key=key)

    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(version=version, funder=funder, state="read", idempotency_key=key)


def asked(report, funder, agent, text="Et A2 ?"):
    return record_receipt(version=report.versions.get(), funder=funder, state="asked", text=text, by=agent)


def test_written_answer_closes_the_questions_under_the_same_version(
    issued, agreement, funder, funder_agent, other_funder, other_funder_agent, director
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    asked(issued, funder, funder_agent)
    asked(issued, other_funder, other_funder_agent, "Et A4 ?")
    issued.refresh_from_db()
    assert [question.text for question in open_questions(issued)] == ["Et A4 ?", "Et A2 ?"]
    key = uuid4()

    first = reply_in_writing(report=issued, text=" A2 compte les ateliers. ", by=director, key=key)
    again = reply_in_writing(report=issued, text="Autre chose", by=director, key=key)

    issued.refresh_from_db()
    assert (issued.state, issued.versions.count(), open_questions(issued)) == ("issued", 1, [])
    answers = Receipt.objects.filter(state="answered")
    assert {(row.funder, row.text) for row in answers} == {
        (funder, "A2 compte les ateliers."), (other_funder, "A2 compte les ateliers."),
    }  # fmt: skip
    assert again[0] in first


def test_written_answer_is_told_to_those_who_asked(
    issued, agreement, funder, funder_agent, other_funder, other_funder_agent, director, mailoutbox
):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    asked(issued, funder, funder_agent)
    pass_over_jobs()

    reply_in_writing(report=issued, text="A2 compte les ateliers.", by=director, key=uuid4())
    run_pending_jobs()

    assert [letter.to for letter in mailoutbox] == [[funder_agent.email]]
    assert "A2 compte les ateliers." in mailoutbox[0].body


@pytest.mark.parametrize(("text", "words"), [(" ", "Écrivez votre réponse"), ("Voici", "On ne peut pas")])
def test_written_answer_needs_words_and_a_question(issued, director, text, words):
    with pytest.raises(TransitionNotAllowed, match=words):
        reply_in_writing(report=issued, text=text, by=director, key=uuid4())


def test_timeline_says_which_funder_did_what(issued, funder, funder_agent, director):
    asked(issued, funder, funder_agent)
    reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    version = issued.versions.get()
    funder_agent.funder_seats.update(during=PAST)
    record_letter(version=version, funder=funder, state="accepted", letter=LETTER, recorded_by=director)

    assert [event.words for event in timeline(issued)][:3] == [
        f"Accepté par lettre ({funder}), inscrit par {director}",
        f"Réponse écrite par {director} ({funder})",
        f"Précisions demandées par {funder_agent} ({funder})",
    ]


def test_same_key_is_one_link_and_another_report_refuses_it(issued, agreement, funder, director):
    key = uuid4()
    one = create_link(report=issued, funder=funder, days=7, by=director, key=key)
    other = make_issued(agreement, director, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)))

    assert create_link(report=issued, funder=funder, days=30, by=director, key=key) == one
    assert issued.private_links.count() == 1
    with pytest.raises(TransitionNotAllowed, match="Rechargez-la"):
        create_link(report=other, funder=funder, days=7, by=director, key=key)


def test_link_says_who_closed_it_first(issued, funder, director, coordinator):
    create_link(report=issued, funder=funder, days=7, by=director)
    link = issued.private_links.get()

    revoke_link(link=link, by=coordinator)
    revoke_link(link=link, by=director)

    link.refresh_from_db()
    assert link.revoked_by == coordinator
    with pytest.raises(IntegrityError, match="link_revoked_pair"), transaction.atomic():
        PrivateLink.objects.update(revoked_by=None)


@pytest.mark.parametrize(
    ("state", "text"), [("asked", " "), ("reserve", ""), ("read", "Lu"), ("sent", ""), ("autre", "")]
)
def test_answers_that_say_nothing_are_refused(issued, funder, funder_agent, state, text):
    said = {"version": issued.versions.get(), "funder": funder, "state": state, "text": text, "by": funder_agent}
    for key in (None, uuid4()):
        with pytest.raises(TransitionNotAllowed):
            record_receipt(**said, key=key)


def test_stranger_funder_is_refused(issued, other_funder, other_funder_agent):
    with pytest.raises(TransitionNotAllowed, match="n’a pas signé"):
        record_receipt(version=issued.versions.get(), funder=other_funder, state="accepted", by=other_funder_agent)


def test_replaced_version_takes_no_answer(issued, funder, funder_agent, director):
    first = issued.versions.get()
    record_receipt(version=first, funder=funder, state="asked", text="Et A2 ?", by=funder_agent)
    issue_report(report=issued, by=director, key=uuid4(), reason="Réponse")

    with pytest.raises(TransitionNotAllowed, match="remplacée"):
        record_receipt(version=first, funder=funder, state="accepted", by=funder_agent)


def test_accepted_report_takes_no_more_answer(issued, funder, funder_agent):
    version = issued.versions.get()
    record_receipt(version=version, funder=funder, state="accepted", by=funder_agent)

    with pytest.raises(TransitionNotAllowed, match="accepté"):
        record_receipt(version=version, funder=funder, state="asked", text="Et A2 ?", by=funder_agent)
    assert version.receipts.count() == 2


def test_letter_is_kept_with_its_answer(issued, funder, director):
    receipt = record_letter(
        version=issued.versions.get(), funder=funder, state="accepted", letter=LETTER, recorded_by=director
    )

    issued.refresh_from_db()
    assert (issued.state, receipt.by, receipt.recorded_by) == ("accepted", None, director)
    with receipt.letter.open() as kept:
        assert kept.read() == LETTER.data


def test_letter_without_a_letter_is_refused(issued, funder, director):
    with pytest.raises(TransitionNotAllowed, match="Joignez"):
        record_letter(version=issued.versions.get(), funder=funder, state="accepted", letter=None, recorded_by=director)


def test_reading_is_written_once(issued, funder, other_funder, funder_agent):
    version = issued.versions.get()

    assert record_reading(version=version, funder=funder, by=funder_agent).state == "read"
    assert record_reading(version=version, funder=funder, by=funder_agent) is None
    assert record_reading(version=version, funder=other_funder) is None
    assert version.receipts.filter(state="read").count() == 1


def test_link_opens_until_it_expires_or_is_revoked(issued, funder, director):
    token = create_link(report=issued, funder=funder, days=30, by=director)

    link = open_link(token)
    assert (link.report, link.funder) == (issued, funder)
    assert token not in link.token_hash
    assert open_link(token + "x") is None
    revoke_link(link=link, by=director)
    assert open_link(token) is None


def test_expired_link_opens_nothing(issued, funder, director):
    token = create_link(report=issued, funder=funder, days=1, by=director)
    PrivateLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert open_link(token) is None


@pytest.mark.parametrize("days", [0, 91])
def test_link_of_too_many_days_is_refused(issued, funder, director, days):
    with pytest.raises(TransitionNotAllowed, match="1 à 90"):
        create_link(report=issued, funder=funder, days=days, by=director)


def test_link_to_a_draft_or_a_stranger_is_refused(agreement, funder, other_funder, director):
    draft = make_funder_report(agreement, director)

    with pytest.raises(TransitionNotAllowed, match="pas encore transmis"):
        create_link(report=draft, funder=funder, days=30, by=director)


def test_link_to_a_funder_that_has_not_signed_is_refused(issued, other_funder, director):
    with pytest.raises(TransitionNotAllowed, match="n’a pas signé"):
        create_link(report=issued, funder=other_funder, days=30, by=director)
