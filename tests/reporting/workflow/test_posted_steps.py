"""What every POST of a step shares: its key, its refusal in a sentence, and where it goes."""

import uuid
from datetime import timedelta

import pytest

from reporting.models import Report, Transition
from reporting.workflow.posted_steps import attempt, sent_key, was_sent
from reporting.workflow.steps import derived_key, done_before, last_step, lock, take_step
from reporting.workflow.transitions import ActionRefused, TransitionNotAllowed
from tests.reporting.builders.annual_reports import make_annual, make_endorsed, make_returned
from tests.reporting.builders.funder_reports import make_open

KEY = uuid.uuid4()


@pytest.mark.parametrize(
    ("sent", "key"), [({"key": str(KEY)}, KEY), ({"key": "x"}, None), ({"key": "\x00"}, None), ({}, None)]
)
def test_a_key_that_does_not_read_is_none(rf, sent, key):
    assert sent_key(rf.post("/", sent)) == key
    assert sent_key(rf.get("/", sent)) is None


def test_a_step_that_follows_by_itself_has_one_key():
    key = uuid.UUID("12345678-1234-5678-1234-567812345678")
    assert derived_key(key, "skip") == uuid.UUID("d6cabf08-0070-52fd-8d52-69837fbc3803")
    assert derived_key(key, "other") != derived_key(key, "skip")


def test_a_key_is_one_step_and_serves_no_other(organism, network, director, pivot):
    report = make_endorsed(organism, network, director, pivot)
    step = last_step(report)
    assert done_before(report, "endorse", step.idempotency_key) == step
    assert done_before(report, "endorse", KEY) is None
    for other, name in ((report, "approve"), (Report(pk=report.pk + 1), "endorse")):
        with pytest.raises(TransitionNotAllowed) as refused:
            done_before(other, name, step.idempotency_key)
        assert str(refused.value) == "Cette page a déjà servi à autre chose. Rechargez-la."


def test_a_locked_report_is_read_again_at_once_with_what_its_steps_ask(
    organism, network, agreement, director, django_assert_num_queries
):
    annual, owed = make_annual(organism, network), make_open(agreement, director)
    Report.objects.filter(pk=owed.pk).update(revision=9)
    with django_assert_num_queries(2) as asked:
        first, second = lock(annual), lock(owed)
        assert (first.organism, first.region) == (organism, organism.region)
        assert second.template_version.template.key == "regionalisation-final"
        assert second.deliverable.requirement.agreement.programme == agreement.programme
    assert second.revision == 9
    assert asked[0]["sql"].endswith('FOR UPDATE OF "reporting_report"')


def test_a_step_counts_one_revision_and_saves_nothing_else(organism, network, director, pivot):
    report = lock(make_returned(organism, network, director, pivot))
    before, due_on = report.revision, report.due_on
    report.due_on = due_on + timedelta(days=9)
    step = take_step(report, "ask_certification", by=director, key=KEY)
    report.refresh_from_db()
    assert (report.revision, report.due_on) == (before + 1, due_on)
    assert before > 1
    # A returned report whose certification is asked stays returned
    assert (step.from_state, step.to_state, step.comment) == ("returned", "returned", "")


@pytest.mark.django_db
def test_a_page_without_key_was_never_sent_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not was_sent(Transition.objects.all(), None)
    assert not was_sent(Transition.objects.all(), KEY)


def test_a_refusal_is_given_as_its_sentence_and_other_faults_pass():
    def refused():
        raise ActionRefused("Ce rapport est déposé.")

    said = []
    assert not attempt(refused, said.append)
    assert said == ["Ce rapport est déposé."]
    assert attempt(said.clear, said.append)
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 // 0, said.append)
