from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from agreements.models import AgreementFunder
from reporting.actions import (
    TransitionNotAllowed,
    create_link,
    issue_report,
    open_link,
    record_letter,
    record_reading,
    record_receipt,
    revoke_link,
)
from reporting.models import PrivateLink
from reporting.uploads import Kept
from tests.reporting.reports import make_funder_report, make_issued

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


@pytest.mark.parametrize(("state", "text"), [("asked", " "), ("reserve", ""), ("read", "Lu"), ("sent", "")])
def test_answers_that_say_nothing_are_refused(issued, funder, funder_agent, state, text):
    with pytest.raises(TransitionNotAllowed):
        record_receipt(version=issued.versions.get(), funder=funder, state=state, text=text, by=funder_agent)


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
