"""Writing households: entered, one step at a time, cancelled with a reason. Only the purge erases."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organisms.models import Category, Organism, User
from roriq_portal.logs import log_action
from services.households.lifecycle import Step, StepRefused, Timeline, anniversary, check_step, replay
from services.models import Household, HouseholdReading, HouseholdService, HouseholdStep, JointTarget, Side
from services.models.household import FOLLOW_UPS

# No 0, O, 1, I or L: a key is read aloud over the telephone
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class HouseholdInput:
    """`day`: of the referral when somebody refers it, else of its settlement."""

    size: int
    category: Category | None
    day: date
    joint_target: JointTarget | None = None
    receiver: Organism | None = None
    note: str = ""


def make_key() -> str:
    """Return a random key such as K7M-2QX."""
    signs = [secrets.choice(ALPHABET) for _ in range(6)]
    return "".join(signs[:3]) + "-" + "".join(signs[3:])


def timeline_of(household: Household, *, without: int | None = None) -> Timeline:
    """Return the timeline of a household; one query, none when its `standing` steps were prefetched."""
    return Timeline(tuple(_steps(household, without)), household.sender_id is not None)


def _steps(household: Household, without: int | None = None) -> list[Step]:
    rows = getattr(household, "standing", None)
    if rows is None:
        rows = household.steps.live().order_by("pk")
    return [Step(row.kind, row.side, row.day, row.months, row.result) for row in rows if row.pk != without]


def keep_until(timeline: Timeline) -> date:
    """Return the last day it is kept: so many months after its last follow-up falls due, or after its last step."""
    last = max(step.day for step in timeline.steps) if timeline.steps else timezone.localdate()
    if timeline.state in ("settled", "to_confirm", "under_way", "to_acknowledge"):
        last = anniversary(timeline.settled_on or last, FOLLOW_UPS[-1])
    return anniversary(last, settings.HOUSEHOLD_KEEP_MONTHS)


@log_action
@transaction.atomic
def enter_household(*, organism: Organism, new: HouseholdInput, submit_key: UUID, by: User) -> Household:
    """Enter a household, referred by `organism` to its receiver or come by itself to `organism`. May raise StepRefused.

    The same submit key again (a double click) returns the first one.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    known = Household.objects.filter(submit_key=submit_key).of(organism.pk).first()
    if known:
        return known
    target = new.joint_target
    receiver = target.receiver if target else new.receiver
    sender = organism if receiver else None
    kind, side = ("referred", Side.SENDER) if sender else ("settled", Side.RECEIVER)
    step = Step(kind, side, new.day)
    check_step(Timeline((), sender is not None), step, timezone.localdate())
    timeline = Timeline((step,), sender is not None)
    household = Household.objects.create(
        key=_free_key(),
        size=new.size,
        category=new.category,
        sender=sender,
        receiver=receiver or organism,
        joint_target=target,
        keep_until=keep_until(timeline),
        submit_key=submit_key,
    )
    HouseholdStep.objects.create(household=household, kind=kind, side=side, day=new.day, note=new.note, by=by)
    return household


def _free_key() -> str:
    key = make_key()
    return _free_key() if Household.objects.filter(key=key).exists() else key


@log_action
@transaction.atomic
def record_step(
    *, household: Household, organism: Organism, step: Step, by: User, reason: str = "", note: str = ""
) -> HouseholdStep:
    """Write one step of the side of `organism`; both sides may write at once, the second is judged after the first."""
    locked = _locked(household)
    timeline = timeline_of(locked)
    check_step(timeline, step, timezone.localdate())
    row = HouseholdStep.objects.create(household=locked, **vars(step), reason=reason, note=note, by=by)
    _keep(locked, Timeline((*timeline.steps, step), timeline.has_sender))
    return row


@log_action
@transaction.atomic
def cancel_step(*, step: HouseholdStep, organism: Organism, reason: str, by: User) -> None:
    """Cancel a step of one's own side, with a reason. StepRefused when a later one depends on it."""
    locked = _locked(step.household)
    side = locked.side_of(organism.pk)
    if step.side != side:
        raise StepRefused("Cette étape est à l’autre organisme\u00a0: lui seul l’annule.")
    if not locked.steps.live().filter(pk=step.pk).exists():
        raise StepRefused("Cette étape est déjà annulée.")
    try:
        timeline = replay(_steps(locked, without=step.pk), locked.sender_id is not None, timezone.localdate())
    except StepRefused as refused:
        raise StepRefused(
            "Une étape plus récente s’appuie sur celle-ci\u00a0: annulez d’abord la plus récente."
        ) from refused
    today = timezone.localdate()
    HouseholdStep.objects.create(
        household=locked, kind="cancelled", side=side, day=today, reason=reason, cancels=step, by=by
    )
    _keep(locked, timeline)


def _locked(household: Household) -> Household:
    locked = Household.objects.select_for_update().get(pk=household.pk)
    if locked.purged_on:
        raise StepRefused("La durée de garde de ce ménage est passée\u00a0: on n’y écrit plus.")
    return locked


def _keep(household: Household, timeline: Timeline) -> None:
    Household.objects.filter(pk=household.pk).update(keep_until=keep_until(timeline))


@log_action
@transaction.atomic
def record_service(*, household: Household, organism: Organism, component: int, day: date, by: User) -> None:
    """Write that a settled household received something of a component; twice the same day is once."""
    locked = _locked(household)
    settled = timeline_of(locked).settled_on
    if settled is None or day < settled:
        raise StepRefused("Ce qui compte ici vient après l’installation\u00a0: inscrivez un jour qui la suit.")
    if day > timezone.localdate():
        raise StepRefused("Ce jour n’est pas encore venu\u00a0: inscrivez aujourd’hui ou un jour passé.")
    HouseholdService.objects.get_or_create(
        household=locked, component=component, organism=organism, day=day, defaults={"by": by}
    )


@log_action
def note_reading(*, household: Household, organism_id: int, by: User) -> None:
    """Keep that somebody opened the page of a household."""
    HouseholdReading.objects.create(household=household, organism_id=organism_id, by=by)
