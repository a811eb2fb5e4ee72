"""What every POST of a step shares: its key, its refusal in a sentence, and where it goes."""

import uuid

import pytest

from reporting.models import Transition
from reporting.workflow.posted_steps import attempt, sent_key, was_sent
from reporting.workflow.transitions import ActionRefused

KEY = uuid.uuid4()


@pytest.mark.parametrize(
    ("sent", "key"), [({"key": str(KEY)}, KEY), ({"key": "x"}, None), ({"key": "\x00"}, None), ({}, None)]
)
def test_a_key_that_does_not_read_is_none(rf, sent, key):
    assert sent_key(rf.post("/", sent)) == key
    assert sent_key(rf.get("/", sent)) is None


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
