"""The one table of what follows what: each step from its states only, and the sentence of each refusal."""

from datetime import UTC, datetime

import pytest

from reporting.models import Report
from reporting.workflow.transitions import TRANSITIONS, TransitionNotAllowed, check

ANNUAL_STATES = ["draft", "to_certify", "submitted", "returned", "endorsed", "approved"]
FUNDER_STATES = ["draft", "to_certify", "issued", "asked", "accepted", "reserve"]


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("kind", ["annual", "funder"])
def test_each_step_is_taken_from_its_states_only(name, kind):
    step = TRANSITIONS[name]
    for state in ANNUAL_STATES if kind == "annual" else FUNDER_STATES:
        report = Report(kind=kind, state=state)
        if kind in step.kinds and state in step.sources:
            assert check(report, name) == step
            continue
        with pytest.raises(TransitionNotAllowed, match="On ne peut pas"):
            check(report, name)


@pytest.mark.parametrize(
    ("report", "step", "words"),
    [
        (
            Report(kind="annual", state="approved"), "submit",
            "On ne peut pas attester et déposer un rapport dont l’état est «\u00a0approuvé\u00a0».",
        ),
        (Report(kind="funder", state="draft"), "submit", "On ne peut pas attester et déposer ce genre de rapport."),
        (
            Report(kind="annual", state="draft", excused_at=datetime(2026, 7, 1, tzinfo=UTC)), "submit",
            "Le réseau a dispensé l’organisme de ce rapport.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_why(report, step, words):
    with pytest.raises(TransitionNotAllowed) as refused:
        check(report, step)

    assert str(refused.value) == words


def test_a_returned_report_whose_certification_is_asked_stays_returned():
    step = TRANSITIONS["ask_certification"]

    assert step.target_from("draft") == "to_certify"
    assert step.target_from("returned") == "returned"
