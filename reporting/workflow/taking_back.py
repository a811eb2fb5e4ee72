"""A decision that was made by mistake: who made it may take it back for a day, while the report took no other step."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from organisms.models import User
from reporting.models import PrivateLink, Receipt, Report, Transition
from reporting.models.steps import REVOCABLE
from reporting.workflow.steps import derived_key, done_before, last_step, lock, take_step
from reporting.workflow.transitions import TRANSITIONS, TransitionNotAllowed
from roriq_portal.edits.undo import is_undoable, undoable_until
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

GONE = gettext_noop("Cette décision ne s’annule plus\u00a0: elle a plus d’un jour, ou le rapport a bougé depuis.")
ACCEPTANCE = gettext_noop("l’acceptation")
NOUNS = {
    "endorse": "l’endossement",
    "approve": "l’approbation",
    "ask": gettext_noop("la demande de précisions"),
    "contest": "la demande de précisions",
    "reply": "la réponse écrite",
}


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a report and may still take back, and until when."""

    step: Transition
    until: datetime

    @property
    def noun(self) -> str:
        """« l’endossement », « la demande de précisions », « la réponse écrite », « l’acceptation »…"""
        return NOUNS.get(self.step.name, ACCEPTANCE)


def decision_of(report: Report, user: User) -> Decision | None:
    """Return the last step of a report when the user took it less than a day ago and it is one that may be taken back.

    One query, none in a state that no such step leads to; a question asks one more.
    """
    decision = _last_decision(report)
    return decision if decision and decision.step.by_id == user.pk else None


def decision_by_link(report: Report, link: PrivateLink) -> Decision | None:
    """Return the same of what was answered by a private link."""
    decision = _last_decision(report)
    signer = decision.step.signer if decision else None
    return decision if signer and signer.link_id == link.pk else None


def _last_decision(report: Report) -> Decision | None:
    if report.state not in TRANSITIONS["take_back"].sources:
        return None
    step = last_step(report)
    if step.name not in REVOCABLE or not is_undoable(step.at) or _is_being_answered(report, step):
        return None
    return Decision(step, undoable_until(step.at))


def _is_being_answered(report: Report, step: Transition) -> bool:
    """Whether somebody wrote in the report since the question that reopened it."""
    if report.state != Report.State.ASKED:
        return False
    files = Q(added_at__gt=step.at) | Q(removed_at__gt=step.at)
    return report.answers.filter(saved_at__gt=step.at).exists() or report.attachments.filter(files).exists()


@log_action
@transaction.atomic
def take_back_decision(*, report: Report, reason: str, by: User, key: UUID) -> Transition:
    """Bring a report back to the state it was in before a decision, with a reason; who was told of it is told again.

    Refuses (TransitionNotAllowed) a decision of somebody else, of more than a day, or that another step followed. What
    a funder answered, or was answered, leaves a receipt that says it is taken back. The same key twice is one step.
    """
    report = lock(report)
    return done_before(report, "take_back", key) or _take_back(report, decision_of(report, by), reason, by, key)


@log_action
@transaction.atomic
def take_back_by_link(*, report: Report, link: PrivateLink, reason: str, key: UUID) -> Transition:
    """Bring a report back to the state it was in before what was answered by this link; same refusals."""
    report = lock(report)
    decision = decision_by_link(report, link)
    return done_before(report, "take_back", key) or _take_back(report, decision, reason, None, key)


def _take_back(report: Report, decision: Decision | None, reason: str, by: User | None, key: UUID) -> Transition:
    if decision is None:
        raise TransitionNotAllowed(gettext(GONE))
    step = take_step(report, "take_back", by=by, signer=decision.step.signer, key=key, comment=reason.strip())
    _take_back_receipts(decision.step, step)
    defer("portal:announce_step", transition_id=step.pk)
    return step


def _take_back_receipts(decided: Transition, step: Transition) -> None:
    """A written answer left a receipt for each question: each is taken back; any other decision left one at most."""
    answers = Receipt.objects.filter(idempotency_key=decided.idempotency_key)
    if decided.name == "reply":
        version = decided.report.versions.latest("number")
        answers = Receipt.objects.filter(version=version, state=Receipt.State.ANSWERED, at__gte=decided.at)
    for place, answer in enumerate(answers.order_by("pk")):
        Receipt.objects.create(
            version_id=answer.version_id,
            funder_id=answer.funder_id,
            state=Receipt.State.TAKEN_BACK,
            text=step.comment,
            by_id=answer.by_id,
            recorded_by_id=answer.recorded_by_id,
            signer_id=answer.signer_id,
            idempotency_key=derived_key(step.idempotency_key, str(answer.pk)) if place else step.idempotency_key,
        )
