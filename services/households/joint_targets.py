"""How two organisms agree on a number of households: one proposes, the other accepts or answers with another."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement
from organisms.models import Organism, User
from roriq_portal.logs import log_action
from services.models import JointTarget, JointTargetRevision, Side
from services.models.joint_target import MONTREAL

Act, State = JointTargetRevision.Act, JointTarget.State
AFTER = {
    Act.PROPOSED: State.PROPOSED,
    Act.COUNTERED: State.COUNTERED,
    Act.ACCEPTED: State.ACCEPTED,
    Act.ENDED: State.ENDED,
}


class TargetRefused(Exception):
    """A sentence that says why the number cannot be proposed, answered or accepted now."""


@dataclass(frozen=True)
class JointTargetInput:
    """`last_day` is included."""

    other: Organism
    starts_on: date
    last_day: date
    households: int
    agreement: Agreement | None = None
    words: str = ""


@log_action
@transaction.atomic
def propose_target(*, organism: Organism, proposal: JointTargetInput, submit_key: UUID, by: User) -> JointTarget:
    """Propose a joint target to an organism on the other side. TargetRefused unless exactly one side is in Montréal."""
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    known = JointTarget.objects.filter(submit_key=submit_key).of(organism.pk).first()
    if known:
        return known
    ends = sorted((organism, proposal.other), key=lambda end: end.region.code != MONTREAL)
    if [end.region.code == MONTREAL for end in ends] != [True, False]:
        raise TargetRefused("Une cible conjointe lie un organisme de Montréal et un organisme d’une autre région.")
    target = JointTarget(
        sender=ends[0],
        receiver=ends[1],
        during=DateRange(proposal.starts_on, proposal.last_day + timedelta(days=1)),
        submit_key=submit_key,
    )
    _charge(target, organism.pk, proposal.agreement)
    target.save()
    _add_revision(target, organism, Act.PROPOSED, proposal.households, proposal.words, by)
    return target


@log_action
@transaction.atomic
def answer_target(
    *, target: JointTarget, organism: Organism, act: str, seen: int, by: User, households: int = 0, words: str = "",
    agreement: Agreement | None = None,
) -> JointTarget:  # fmt: skip
    """Accept, counter, revise or end. `seen`: the revision that was read; TargetRefused when there is a newer one."""
    target = JointTarget.objects.select_for_update().get(pk=target.pk)
    last = target.revisions.latest("number")
    _check(target, organism, act, seen, last)
    value = last.households if act in (Act.ACCEPTED, Act.ENDED) else households
    _charge(target, organism.pk, agreement)
    _add_revision(target, organism, act, value, words, by, after=last.number)
    target.state = AFTER[Act(act)]
    if act == Act.ACCEPTED:
        target.households = value
    target.save(update_fields=["state", "households", "sender_agreement", "receiver_agreement"])
    return target


def _check(target: JointTarget, organism: Organism, act: str, seen: int, last: JointTargetRevision) -> None:
    if last.number != seen:
        raise TargetRefused("L’autre organisme a écrit entre-temps\u00a0: relisez, puis répondez.")
    if act not in acts_of(target, organism.pk, last):
        raise TargetRefused("Ce n’est plus possible\u00a0: relisez où en est cette cible.")


def acts_of(target: JointTarget, organism_id: int, last: JointTargetRevision) -> list[str]:
    """Return what this side may do now: nobody answers its own proposal."""
    if target.state == State.ENDED:
        return []
    if target.state == State.ACCEPTED:
        return [Act.PROPOSED.value, Act.ENDED.value]
    answers = [] if last.side == target.side_of(organism_id) else [Act.ACCEPTED.value, Act.COUNTERED.value]
    return [*answers, Act.ENDED.value]


def _charge(target: JointTarget, organism_id: int, agreement: Agreement | None) -> None:
    if agreement is not None:
        setattr(target, f"{target.side_of(organism_id)}_agreement", agreement)


def _add_revision(target, organism, act: str, households: int, words: str, by: User, *, after: int = 0) -> None:
    side: str = Side(target.side_of(organism.pk))
    JointTargetRevision.objects.create(
        joint_target=target, number=after + 1, act=act, side=side, households=households, words=words, by=by
    )
