"""The one table of what follows what: each step from its states only, and the sentence of each refusal."""

from datetime import UTC, datetime

import pytest

from reporting.models import Report
from reporting.workflow.transitions import TRANSITIONS, TransitionNotAllowed, check

ANNUAL_STATES = ["draft", "to_certify", "submitted", "returned", "endorsed", "approved"]
FUNDER_STATES = [*ANNUAL_STATES, "issued", "asked", "accepted", "reserve"]
# Of a funder's report, what the levels that read it first refuse of the table
REFUSED = {
    "none": {("submit", "draft"), ("submit", "to_certify"), ("issue", "endorsed"), ("issue", "approved")},
    "pivot": {("issue", "draft"), ("issue", "to_certify"), ("issue", "approved"), ("approve", "endorsed")},
    "network": {("issue", "draft"), ("issue", "to_certify"), ("issue", "endorsed"), ("endorse", "submitted")},
    "both": {("issue", "draft"), ("issue", "to_certify"), ("issue", "endorsed")},
}


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize(
    ("kind", "review"),
    [("annual", "both"), ("funder", "none"), ("funder", "pivot"), ("funder", "network"), ("funder", "both")],
)
def test_each_step_is_taken_from_its_states_only(name, kind, review):
    step = TRANSITIONS[name]
    refused = REFUSED[review] if kind == "funder" else set()
    if kind == "funder" and review == "none":
        refused = refused | {("submit", "returned"), ("endorse", "submitted"), ("approve", "endorsed")}
    for state in ANNUAL_STATES if kind == "annual" else FUNDER_STATES:
        report = Report(kind=kind, state=state, review=review)
        if kind in step.kinds and state in step.sources and (name, state) not in refused:
            assert check(report, name) == step
            continue
        with pytest.raises(TransitionNotAllowed, match=r"On ne peut pas|avant|L’entente"):
            check(report, name)


@pytest.mark.parametrize(
    ("report", "step", "words"),
    [
        (
            Report(kind="annual", state="approved"), "submit",
            "On ne peut pas attester et déposer un rapport dont l’état est «\u00a0approuvé\u00a0».",
        ),
        (
            Report(kind="funder", state="draft", review="none"), "submit",
            "Personne ne lit ce rapport avant le bailleur\u00a0: il se transmet, il ne se dépose pas.",
        ),
        (
            Report(kind="funder", state="to_certify", review="pivot"), "issue",
            "L’entente demande qu’on lise ce rapport avant sa transmission\u00a0: ce n’est pas fait.",
        ),
        (Report(kind="annual", state="draft"), "issue", "On ne peut pas attester et transmettre ce genre de rapport."),
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
