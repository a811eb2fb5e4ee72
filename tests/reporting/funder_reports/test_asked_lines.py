"""A funder's question about a line reopens that line alone, and its day is said wherever something is due."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from reporting.deadlines.calendar.feed import render_feed
from reporting.deadlines.yours_count import count_yours
from reporting.filling.actions.answers import AnswerRefused
from reporting.funder_reports.actions.receipts import record_receipt, reply_in_writing
from reporting.models import Answer, Receipt, ReminderSent
from reporting.models.version import open_questions
from reporting.reminders.sending import remind
from reporting.workflow.taking_back import take_back_decision
from reporting.workflow.transitions import TransitionNotAllowed
from tests.jobs import pass_over_jobs, run_pending_jobs
from tests.reporting.builders.links import answer as answer_by_link
from tests.reporting.builders.links import send
from tests.reporting.builders.reports import answer, line_of, make_issued

pytestmark = pytest.mark.built_once("issued")
OTHER_LINE = "a6"


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def ask(report, funder, by, line_key="", days=None, text="Pourquoi 40 ?"):
    day = timezone.localdate() + timedelta(days=days) if days else None
    version = report.versions.latest("number")
    said = {"state": "asked", "text": text, "line_key": line_key, "answer_by": day}
    receipt = record_receipt(version=version, funder=funder, by=by, **said)
    report.refresh_from_db()
    return receipt


def lines_open(report) -> set[str]:
    keys = report.template_version.lines.values_list("key", flat=True)
    return {key for key in ("a4", OTHER_LINE) if key in set(keys) and line_of(report, key).is_open}


def write_by_sql(report, line_key) -> bool:
    try:
        with transaction.atomic():
            Answer.objects.filter(report=report, line_key=line_key).update(text="")
    except IntegrityError as refused:
        return "line is not open" not in str(refused)
    return True


def agree_with_sql(report) -> set[str]:
    """The lines that the page opens are those that the database lets be written."""
    opened = lines_open(report)
    assert opened == {key for key in ("a4", OTHER_LINE) if write_by_sql(report, key)}
    return opened


def test_the_lines_of_this_test_are_answered(issued):
    assert {"a4", OTHER_LINE} <= set(issued.answers.values_list("line_key", flat=True))


def test_a_question_about_a_line_opens_it_alone(client_for, coordinator, director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4")
    assert agree_with_sql(issued) == {"a4"}
    with pytest.raises(AnswerRefused):
        answer(issued, OTHER_LINE, coordinator, 12)
    answer(issued, "a4", coordinator, 12)
    section = line_of(issued, OTHER_LINE).line.section
    url = reverse("reporting:report-section", args=[issued.pk, section])
    assert "la question du bailleur ne la concerne pas" in client_for(director).get(url).text
    page = client_for(director).get(reverse("reporting:report-detail", args=[issued.pk])).text
    assert f"#ligne-{line_of(issued, 'a4').line.key}" in page


def test_a_question_about_the_whole_opens_all(funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4")
    ask(issued, funder, funder_agent)
    assert agree_with_sql(issued) == {"a4", OTHER_LINE}


def test_questions_about_two_lines_open_both_and_wait_together(client_for, director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4", text="Et celle-ci ?")
    ask(issued, funder, funder_agent, OTHER_LINE, text="Et celle-là ?")
    assert agree_with_sql(issued) == {"a4", OTHER_LINE}
    page = client_for(director).get(reverse("reporting:report-detail", args=[issued.pk])).text
    assert "Et celle-ci ?" in page
    assert "Et celle-là ?" in page
    rows = reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    assert len(rows) == 1
    issued.refresh_from_db()
    assert open_questions(issued) == []


def test_a_question_taken_back_opens_nothing_and_leaves_the_other(director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4")
    ask(issued, funder, funder_agent)
    take_back_decision(report=issued, reason="Trop large.", by=funder_agent, key=uuid4())
    issued.refresh_from_db()
    assert issued.state == "asked"
    assert agree_with_sql(issued) == {"a4"}
    take_back = Receipt.objects.filter(state="back").count()
    assert take_back == 1


def test_a_question_somebody_began_to_answer_is_not_taken_back(coordinator, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4")
    answer(issued, "a4", coordinator, 12)
    with pytest.raises(TransitionNotAllowed, match="a bougé"):
        take_back_decision(report=issued, reason="Oubli.", by=funder_agent, key=uuid4())


def test_a_written_answer_is_taken_back_and_the_question_waits_again(director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, "a4")
    reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    pass_over_jobs()
    issued.refresh_from_db()
    take_back_decision(report=issued, reason="Mauvaise réponse.", by=director, key=uuid4())
    issued.refresh_from_db()
    assert issued.state == "asked"
    assert [question.line_key for question in open_questions(issued)] == ["a4"]
    assert agree_with_sql(issued) == {"a4"}
    run_pending_jobs()
    assert any(funder_agent.email in letter.to and "annule sa réponse" in letter.body for letter in mail.outbox)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"line_key": "ailleurs"}, "n’est pas dans la version"), ({"days": -1}, "est passé"), ({"days": 0}, "")],
)
def test_a_line_that_is_not_there_and_a_day_that_is_past_are_refused(funder, funder_agent, issued, said, words):
    if said.get("days") == 0:
        assert ask(issued, funder, funder_agent).answer_by is None
        return
    with pytest.raises(TransitionNotAllowed, match=words):
        ask(issued, funder, funder_agent, **said)


def test_sql_gives_a_line_and_a_day_to_questions_alone(funder, funder_agent, issued):
    version = issued.versions.get()
    for extra in ({"line_key": "a4"}, {"answer_by": timezone.localdate()}):
        with pytest.raises(IntegrityError, match="receipt_line_and_day"), transaction.atomic():
            Receipt.objects.create(version=version, funder=funder, state="accepted", by=funder_agent, **extra)


def test_the_agent_asks_about_a_line_from_the_page(client_for, funder_agent, issued):
    browser = client_for(funder_agent)
    read = browser.get(reverse("reporting:funder-report-version", args=[issued.pk, 1])).text
    assert '<option value="a4"' in read
    day = timezone.localdate() + timedelta(days=10)
    form = {"state": "asked", "text": "Pourquoi 40 ?", "line_key": "a4", "answer_by": day, "version": 1, "key": uuid4()}
    browser.post(reverse("reporting:receipt-add", args=[issued.pk]), form)
    receipt = Receipt.objects.get(state="asked")
    assert (receipt.line_key, receipt.answer_by) == ("a4", day)
    accepted = {**form, "state": "accepted", "key": uuid4()}
    browser.post(reverse("reporting:receipt-add", args=[issued.pk]), accepted)
    assert Receipt.objects.filter(state="accepted", line_key="", answer_by=None).exists()


@pytest.mark.parametrize("by", ["account", "link"])
def test_the_day_is_said_on_home_in_the_calendar_and_in_the_agenda(
    client_for, coordinator, funder, funder_agent, issued, by
):
    day = timezone.localdate() + timedelta(days=10)
    if by == "account":
        ask(issued, funder, funder_agent, "a4", days=10)
    else:
        link = send(issued, funder, coordinator)
        answer_by_link(issued, link, "asked", "Pourquoi 40 ?", line_key="a4", answer_by=day)
    browser = client_for(coordinator)
    home = browser.get("/").text
    assert f'datetime="{day:%Y-%m-%d}"' in home
    assert "réponse attendue" in home
    assert "Répondre au bailleur" in browser.get("/calendrier/").text
    events = Calendar.from_ical(render_feed(coordinator, timezone.localdate())).walk("VEVENT")
    [event] = [event for event in events if str(event["uid"]).startswith("question-")]
    assert event["dtstart"].dt == day
    assert count_yours(coordinator, timezone.localdate()) == home.count('class="due-when"')
    assert "Répondre au bailleur" in client_for(funder_agent).get("/calendrier/").text


def test_an_answered_question_leaves_the_calendar(client_for, coordinator, director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, days=10)
    browser = client_for(coordinator)
    assert "Répondre au bailleur" in browser.get("/calendrier/").text
    assert "réponse attendue\u00a0:" in browser.get("/").text
    reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    assert "Répondre au bailleur" not in browser.get("/calendrier/").text
    assert "réponse attendue\u00a0:" not in browser.get("/").text


def morning(days=0):
    return timezone.localtime().replace(hour=7) + timedelta(days=days)


def test_the_day_is_recalled_once_and_no_more_once_answered(coordinator, director, funder, funder_agent, issued):
    question = ask(issued, funder, funder_agent, "a4", days=10)
    pass_over_jobs()
    assert remind(morning()) == 1
    run_pending_jobs()
    [letter] = mail.outbox
    assert letter.to == [coordinator.email]
    assert letter.subject == "Un bailleur attend votre réponse"
    assert "À répondre d’ici le" in letter.body
    assert remind(morning(1)) == 0
    reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    assert remind(morning(10)) == 0
    with pytest.raises(IntegrityError, match="nothing is awaited"), transaction.atomic():
        ReminderSent.objects.create(
            question=question, person=coordinator, organism=issued.organism, days_before=0, title="x",
            due_on=timezone.localdate(),
        )  # fmt: skip


def test_a_reminder_of_what_is_answered_meanwhile_does_not_leave(coordinator, director, funder, funder_agent, issued):
    ask(issued, funder, funder_agent, days=10)
    pass_over_jobs()
    remind(morning())
    reply_in_writing(report=issued, text="Voici.", by=director, key=uuid4())
    mail.outbox.clear()
    run_pending_jobs()
    assert "Un bailleur attend votre réponse" not in {letter.subject for letter in mail.outbox}
    assert ReminderSent.objects.get().state == "void"
