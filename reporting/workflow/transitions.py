"""Which state follows which: one table and its sentences. Reads no row, writes nothing."""

from dataclasses import dataclass

from reporting.models import Report
from reporting.workflow.levels import refused_by_review

State = Report.State
ANNUAL, FUNDER = Report.Kind.ANNUAL, Report.Kind.FUNDER


class ActionRefused(Exception):
    """What an action refuses, in a French sentence that a page may print. Base of the other refusals of reporting."""


class TransitionNotAllowed(ActionRefused):
    """A sentence that says why the report cannot take this step."""


@dataclass(frozen=True)
class Step:
    """`act`: the verb of the sentence that refuses, « attester », « retourner »…; a report in `stays` does not move.

    Without a `target`, the report goes back to the state that its last step left.
    """

    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    target: str
    act: str
    stays: tuple[str, ...] = ()

    def target_from(self, state: str) -> str:
        return state if state in self.stays else self.target


TRANSITIONS: dict[str, Step] = {
    # A returned report keeps its state, and with it the lines that its return leaves closed
    "ask_certification": Step(
        (ANNUAL, FUNDER),
        (State.DRAFT, State.RETURNED),
        State.TO_CERTIFY,
        "demander l’attestation",
        stays=(State.RETURNED,),
    ),
    # Nobody has received it yet: what was filed or issued keeps the form that it answered
    "change_form": Step(
        (ANNUAL, FUNDER),
        (State.DRAFT, State.TO_CERTIFY),
        State.DRAFT,
        "faire changer de version",
        stays=(State.DRAFT, State.TO_CERTIFY),
    ),
    # Up to its approval, the way of every report that is reviewed: each annual one, a funder's by its agreement
    "submit": Step(
        (ANNUAL, FUNDER), (State.DRAFT, State.TO_CERTIFY, State.RETURNED), State.SUBMITTED, "attester et déposer"
    ),
    "endorse": Step((ANNUAL, FUNDER), (State.SUBMITTED,), State.ENDORSED, "endosser"),
    "skip_endorsement": Step((ANNUAL, FUNDER), (State.SUBMITTED,), State.ENDORSED, "passer l’endossement"),
    "return": Step((ANNUAL, FUNDER), (State.SUBMITTED, State.ENDORSED), State.RETURNED, "retourner"),
    "approve": Step((ANNUAL, FUNDER), (State.ENDORSED,), State.APPROVED, "approuver"),
    "reopen": Step((ANNUAL, FUNDER), (State.APPROVED,), State.RETURNED, "rouvrir"),
    # Issued again while nobody has accepted it: its figures follow the records, its answers stay as they were
    "issue": Step(
        (FUNDER,),
        (State.DRAFT, State.TO_CERTIFY, State.ENDORSED, State.APPROVED, State.ASKED, State.ISSUED),
        State.ISSUED,
        "attester et transmettre",
    ),
    "ask": Step((FUNDER,), (State.ISSUED, State.ASKED), State.ASKED, "demander des précisions"),
    "reply": Step((FUNDER,), (State.ASKED,), State.ISSUED, "répondre par écrit à"),
    "accept": Step((FUNDER,), (State.ISSUED, State.ASKED), State.ACCEPTED, "accepter"),
    "reserve": Step((FUNDER,), (State.ISSUED, State.ASKED), State.RESERVED, "accepter avec réserve"),
    # Of a report that a letter accepted, once an agent of its funder answers in person
    "confirm": Step((FUNDER,), Report.ACCEPTED, State.ACCEPTED, "confirmer"),
    "confirm_reserve": Step((FUNDER,), Report.ACCEPTED, State.RESERVED, "confirmer avec réserve"),
    "contest": Step((FUNDER,), Report.ACCEPTED, State.ASKED, "contester"),
    "take_back": Step(
        (ANNUAL, FUNDER),
        (State.ENDORSED, State.APPROVED, State.ISSUED, State.ASKED, *Report.ACCEPTED),
        "",
        "annuler une décision sur",
    ),
}


def refusal_of(report: Report, name: str) -> str:
    """Return why the report cannot take this step now; nothing when it may."""
    step = TRANSITIONS[name]
    if report.kind not in step.kinds:
        return f"On ne peut pas {step.act} ce genre de rapport."
    if report.excused_at:
        return "Le réseau a dispensé l’organisme de ce rapport."
    if report.state not in step.sources:
        words = report.get_state_display().lower()
        return f"On ne peut pas {step.act} un rapport dont l’état est «\u00a0{words}\u00a0»."
    return refused_by_review(report, name)


def check(report: Report, name: str) -> Step:
    """Return the step when the report may take it now; raise TransitionNotAllowed with the reason otherwise."""
    if refusal := refusal_of(report, name):
        raise TransitionNotAllowed(refusal)
    return TRANSITIONS[name]
