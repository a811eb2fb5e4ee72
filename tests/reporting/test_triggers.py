"""The three kinds of trigger, attacked by SQL that knows nothing of our code, and two real races on two connections."""

import threading
from contextlib import contextmanager
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from organisms.models import Category
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import AnswerRefused, save_answers
from reporting.filling.actions.comments import answer_comment, comment_line
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.models import Answer, Report, Transition, Version
from reporting.reports.actions.filing import approve_report, return_report, submit_report
from reporting.workflow.transitions import TransitionNotAllowed
from services.models import Breakdown, Count, Declaration, DeclaredBreakdown
from tests.factories import make_activity
from tests.jobs import run_pending_jobs
from tests.refusals import refused_to_both
from tests.reporting.builders.annual_reports import (
    fill,
    make_annual,
    make_approved,
    make_endorsed,
    make_filed,
    make_returned,
)
from tests.reporting.builders.reports import answer, line_of, make_funder_report, make_issued


def attack(sql, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def refused(words):
    with pytest.raises(IntegrityError, match=words):
        yield


def category(key) -> int:
    return Category.objects.get(dimension__key="sex", key=key).pk


@pytest.fixture
def count(organism) -> Count:
    make_activity(organism, "Séance d’information", immigrants=12, categories={category("femmes"): 5})
    return Count.objects.get(indicator__code="V1.02")


@pytest.fixture
def declared(agreement, coordinator) -> Declaration:
    report = make_funder_report(agreement, coordinator)
    answer(report, "a4", coordinator, 12)
    answer(report, "a4", coordinator, 5, band="sex-femmes")
    return Declaration.objects.get()


def test_t1_refuses_a_breakdown_inserted_above_its_count(count):
    with refused("breakdown above total"):
        attack(
            "INSERT INTO services_breakdown (count_id, category_id, value) VALUES (%s, %s, 8)",
            count.pk,
            category("hommes"),
        )
    assert Breakdown.objects.count() == 1


def test_t1_refuses_a_breakdown_raised_above_its_count(count):
    with refused("breakdown above total"):
        attack("UPDATE services_breakdown SET value = 13 WHERE count_id = %s", count.pk)


def test_t1_refuses_a_count_lowered_below_its_breakdown(count):
    with refused("breakdown above total"):
        attack("UPDATE services_count SET value = 4 WHERE id = %s", count.pk)
    attack("UPDATE services_count SET value = 5 WHERE id = %s", count.pk)


def test_t1_lets_each_dimension_reach_the_total(count):
    age = Category.objects.get(dimension__key="age", key="25-34").pk
    insert = "INSERT INTO services_breakdown (count_id, category_id, value) VALUES (%s, %s, %s)"

    attack(insert, count.pk, category("hommes"), 7)
    attack(insert, count.pk, age, 12)

    assert Breakdown.objects.filter(count=count).count() == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE services_declaredbreakdown SET value = 13 WHERE declaration_id = %s",
        "UPDATE services_declaration SET value = 4 WHERE id = %s",
        "UPDATE services_declaration SET value = NULL, state = 'nd' WHERE id = %s",
    ],
)
def test_t1_holds_for_declarations(declared, sql):
    with refused("breakdown above total"):
        attack(sql, declared.pk)


def test_t1_refuses_a_declared_breakdown_inserted_above_its_total(declared):
    with refused("breakdown above total"):
        attack(
            "INSERT INTO services_declaredbreakdown (declaration_id, category_id, value) VALUES (%s, %s, 8)",
            declared.pk,
            category("hommes"),
        )
    assert DeclaredBreakdown.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_version SET content = '{}'",
        "UPDATE reporting_version SET sha256 = 'x'",
        "DELETE FROM reporting_version",
        "UPDATE reporting_document SET sha256 = 'x'",
        "DELETE FROM reporting_document",
        "UPDATE reporting_transition SET to_state = 'accepted'",
        "DELETE FROM reporting_transition",
        "UPDATE reporting_receipt SET state = 'accepted'",
        "DELETE FROM reporting_receipt",
    ],
)
def test_t2_nothing_filed_is_rewritten(agreement, funder, director, funder_agent, sql):
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et A2 ?", by=funder_agent)
    run_pending_jobs()
    before = list(Version.objects.values_list("content", "sha256"))

    refused_to_both(sql)

    assert list(Version.objects.values_list("content", "sha256")) == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_answer SET value = value + 1 WHERE report_id = %s AND state = 'value'",
        "DELETE FROM reporting_answer WHERE report_id = %s",
        "INSERT INTO reporting_answer"
        " (report_id, line_key, band_key, state, text, override_reason, revision, saved_at) "
        "VALUES (%s, 'neuve', '', 'blank', 'tard', '', 1, now())",
    ],
)
def test_t3_no_answer_enters_a_filed_report(organism, pivot, network, director, sql):
    report = make_filed(organism, network, director)

    with refused("report is not open"):
        attack(sql, report.pk)


def test_t3_returned_report_takes_its_commented_line_only(organism, network, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")
    sql = "UPDATE reporting_answer SET text = 'note' WHERE report_id = %s AND line_key = %s"

    attack(sql, report.pk, "v1-03")

    with refused("line is not open"):
        attack(sql, report.pk, "v1-04")


def test_t3_a_line_stays_open_once_its_remark_is_answered_until_the_next_filing(organism, network, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")
    sql = "UPDATE reporting_answer SET text = 'note' WHERE report_id = %s AND line_key = %s"
    answer_comment(comment=report.comments.get(), reply="Oui.", by=director)

    attack(sql, report.pk, "v1-03")
    with refused("line is not open"):
        attack(sql, report.pk, "v1-04")

    submit_report(report=report, by=director, key=uuid4())
    return_report(report=report, comments=[("v1-04", "Et ici ?")], by=pivot, key=uuid4())
    with refused("line is not open"):
        attack(sql, report.pk, "v1-03")
    attack(sql, report.pk, "v1-04")


FILES = [
    "UPDATE reporting_attachment SET removed_at = now(), removed_by_id = added_by_id"
    " WHERE report_id = %s AND line_key = %s",
    "UPDATE reporting_attachment SET name = 'autre.pdf' WHERE report_id = %s AND line_key = %s",
    "DELETE FROM reporting_attachment WHERE report_id = %s AND line_key = %s",
    "INSERT INTO reporting_attachment"
    " (report_id, line_key, name, file, content_type, size, sha256, added_at, added_by_id) "
    "SELECT report_id, line_key, 'neuve.pdf', file, content_type, size, sha256, now(), added_by_id "
    "FROM reporting_attachment WHERE report_id = %s AND line_key = %s",
]


@pytest.mark.parametrize("sql", FILES)
def test_t3_no_file_enters_or_leaves_a_filed_report(organism, pivot, network, director, sql):
    report = make_filed(organism, network, director)
    before = list(report.attachments.order_by("pk").values())

    with refused("report is not open"):
        attack(sql, report.pk, "piece-resolution")

    assert list(report.attachments.order_by("pk").values()) == before


@pytest.mark.parametrize("sql", FILES)
def test_t3_returned_report_takes_files_of_its_commented_line_only(organism, network, director, pivot, sql):
    report = make_returned(organism, network, director, pivot, line_key="piece-resolution")

    with refused("line is not open"):
        attack(sql, report.pk, "piece-rapport-financier")
    attack(sql, report.pk, "piece-resolution")


MOVES = [
    "UPDATE reporting_answer SET report_id = %s WHERE report_id = %s AND line_key = 'v4-05'",
    "UPDATE reporting_attachment SET report_id = %s WHERE report_id = %s AND line_key = 'piece-resolution'",
    "UPDATE reporting_comment SET report_id = %s WHERE report_id = %s",
]


@pytest.mark.parametrize("sql", MOVES)
@pytest.mark.parametrize("out", [True, False], ids=["out", "in"])
def test_t3_nothing_moves_between_a_closed_report_and_a_draft(
    organism, neighbour_organism, network, director, pivot, sql, out
):
    closed, draft = make_endorsed(organism, network, director, pivot), make_annual(neighbour_organism, network)
    comment_line(report=closed, line_key="", body="Lu", by=network)
    approve_report(report=closed, by=network, key=uuid4())
    fill(draft, director)
    comment_line(report=draft, line_key="", body="À lire", by=director)
    source, goal = (closed, draft) if out else (draft, closed)

    with refused("row leaves its line"):
        attack(sql, goal.pk, source.pk)


def test_t3_returned_report_keeps_its_answers_on_their_lines(organism, network, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")

    with refused("row leaves its line"):
        attack("UPDATE reporting_answer SET line_key = 'v1-03b' WHERE report_id = %s AND line_key = 'v1-04'", report.pk)


def test_t3_closes_the_discussion_of_an_approved_report(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    with refused("report is closed"):
        attack(
            "INSERT INTO reporting_comment (report_id, line_key, body, opened_at, opened_by_id, reply) "
            "VALUES (%s, '', 'tard', now(), %s, '')",
            report.pk,
            director.pk,
        )


def in_thread(work) -> tuple[threading.Thread, list]:
    """Run on a connection of its own; what it returned or raised is in the list."""
    found: list = []

    def run():
        try:
            found.append(work())
        except Exception as raised:
            found.append(raised)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def wait_for_a_blocked_connection() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("the other connection never waited")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_race_autosave_that_arrives_during_the_filing_is_refused(committed_reference, organism, network, director):
    report = fill(make_annual(organism, network), director)
    line = line_of(report, "v1-03").line
    late = [AnswerInput(line, state="value", value=Decimal(99))]

    with transaction.atomic():
        submit_report(report=report, by=director, key=uuid4())
        thread, found = in_thread(lambda: save_answers(report=report, answers=late, by=director))
        wait_for_a_blocked_connection()
    thread.join(20)

    assert isinstance(found[0], AnswerRefused)
    assert "vient d’être déposé" in str(found[0])
    assert Answer.objects.get(report=report, line_key="v1-03").value == 7
    assert '"value":"99"' not in Version.objects.get().content


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_race_filing_waits_for_an_autosave_and_freezes_it(committed_reference, organism, network, director):
    report = fill(make_annual(organism, network), director)
    line = line_of(report, "v1-03").line

    with transaction.atomic():
        save_answers(report=report, answers=[AnswerInput(line, state="value", value=Decimal(99))], by=director)
        thread, found = in_thread(lambda: submit_report(report=report, by=director, key=uuid4()))
        wait_for_a_blocked_connection()
    thread.join(20)

    assert isinstance(found[0], Transition)
    assert '"value":"99"' in Version.objects.get().content


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_key", [True, False])
def test_race_double_submit_is_one_filing(committed_reference, organism, network, director, same_key):
    report = fill(make_annual(organism, network), director)
    key = uuid4()

    with transaction.atomic():
        first = submit_report(report=report, by=director, key=key)
        again = key if same_key else uuid4()
        thread, found = in_thread(lambda: submit_report(report=report, by=director, key=again))
        wait_for_a_blocked_connection()
    thread.join(20)

    assert found[0] == first if same_key else isinstance(found[0], TransitionNotAllowed)
    assert (Version.objects.count(), Transition.objects.filter(name="submit").count()) == (1, 1)
    assert Report.objects.get().number.endswith("-0001")
