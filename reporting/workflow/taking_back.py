"""A decision that was made by mistake: who made it may take it back for a day, while the report took no other step."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from organisms.models import User
from reporting.models import Receipt, Report, Transition
from reporting.models.steps import REVOCABLE
from reporting.workflow.steps import done_before, last_step, lock, take_step
from reporting.workflow.transitions import TRANSITIONS, TransitionNotAllowed
from roriq_portal.edits.undo import is_undoable, undoable_until
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

GONE = "Cette décision ne s’annule plus\u00a0: elle a plus d’un jour, ou le rapport a bougé depuis."


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a report and may still take back, and until when."""

    step: Transition
    until: datetime

    @property
    def noun(self) -> str:
        """« l’endossement », « l’approbation » or « l’acceptation »."""
        nouns = {"endorse": "l’endossement", "approve": "l’approbation"}
        return nouns.get(self.step.name, "l’acceptation")


def decision_of(report: Report, user: User) -> Decision | None:
    """Return the last step of a report when the user took it less than a day ago and it is one that may be taken back.

    One query, none in a state that no such step leads to.
    """
    if report.state not in TRANSITIONS["take_back"].sources:
        return None
    step = last_step(report)
    is_theirs = step.name in REVOCABLE and step.by_id == user.pk and is_undoable(step.at)
    return Decision(step, undoable_until(step.at)) if is_theirs else None


@log_action
@transaction.atomic
def take_back_decision(*, report: Report, reason: str, by: User, key: UUID) -> Transition:
    """Bring a report back to the state it was in before a decision, with a reason; who was told of it is told again.

    Refuses (TransitionNotAllowed) a decision of somebody else, of more than a day, or that another step followed. An
    acceptance leaves a receipt that says it is taken back. The same key twice is one step.
    """
    report = lock(report)
    done = done_before(report, "take_back", key)
    if done:
        return done
    decision = decision_of(report, by)
    if decision is None:
        raise TransitionNotAllowed(GONE)
    step = take_step(report, "take_back", by=by, key=key, comment=reason.strip())
    _take_back_receipt(decision.step, step)
    defer("portal:announce_step", transition_id=step.pk)
    return step


def _take_back_receipt(decided: Transition, step: Transition) -> None:
    answer = Receipt.objects.filter(idempotency_key=decided.idempotency_key).first()
    if answer is None:
        return
    Receipt.objects.create(
        version_id=answer.version_id,
        funder_id=answer.funder_id,
        state=Receipt.State.TAKEN_BACK,
        text=step.comment,
        by_id=answer.by_id,
        recorded_by_id=answer.recorded_by_id,
        idempotency_key=step.idempotency_key,
    )
