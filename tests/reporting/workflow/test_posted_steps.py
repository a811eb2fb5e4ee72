"""What every POST of a step shares: its key, its refusal in a sentence, and where it goes."""

import uuid

import pytest

from reporting.models import Transition
from reporting.workflow.posted_steps import attempt, sent_key, was_sent
from reporting.workflow.steps import derived_key
from reporting.workflow.transitions import ActionRefused

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
