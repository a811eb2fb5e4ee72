"""What the pages of joint targets and households show, each side its own: everything in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from agreements.models import Agreement
from agreements.permissions import MANAGERS
from organisms.models import Organism, User
from roriq_portal.formats.days import format_day, format_month
from services.households.actions import timeline_of
from services.households.lifecycle import STATES, Due, Result, Step, Timeline, next_act
from services.households.retention import format_retention
from services.models import Household, HouseholdStep, JointTarget, Side
from services.models.household import FOLLOW_UPS

SIGNS = {"yours": "turn-yours", "others": "turn-others", "settled": "check", "quiet": "turn-none"}
OVER = ("left", "refused", "withdrawn", "void")
ACTS = {
    "acknowledged": "Inscrire la réception",
    "visited": "Inscrire un séjour exploratoire",
    "settled": "Inscrire l’installation",
    "confirmed": "Confirmer l’installation",
    "refused": "Refuser la référence",
    "withdrawn": "Retirer le ménage",
    "follow_up": "Inscrire le suivi",
}
# What the sender does not read of the receiver's side
RECEIVER_ONLY = {"follow_up"}


@dataclass(frozen=True)
class HouseholdRow:
    """One household in a list. `due`: its next follow-up that has come; `is_unfunded`: no agreement covers that day."""

    organism_id: int
    household: Household
    timeline: Timeline
    other: str
    state: str
    due: Due | None
    is_unfunded: bool
    turn: str

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def sign(self) -> str:
        return SIGNS[self.turn]


def shown_state(timeline: Timeline, side: str) -> str:
    """The sender learns how many left by the totals, not which one."""
    return "settled" if side == Side.SENDER and timeline.state == "left" else timeline.state


def with_steps(rows: QuerySet[Household]) -> QuerySet[Household]:
    standing = Prefetch("steps", HouseholdStep.objects.live().order_by("pk"), to_attr="standing")
    return rows.select_related("sender", "receiver", "category", "joint_target").prefetch_related(standing)


def household_rows(
    organism: Organism, households: Iterable[Household], today: date, terms: list | None = None
) -> list[HouseholdRow]:
    """Return the rows of households of one organism. `terms`: of its agreements, which pay follow-ups."""
    if terms is None:
        terms = list(Agreement.objects.filter(organism=organism).values_list("during", flat=True))
    return [_row(organism, household, terms, today) for household in households]


def _row(organism: Organism, household: Household, terms: list, today: date) -> HouseholdRow:
    timeline, side = timeline_of(household), household.side_of(organism.pk)
    other = household.receiver if side == Side.SENDER else household.sender
    due = next(iter(timeline.follow_ups()), None) if side == Side.RECEIVER else None
    due = due if due and due.day <= today else None
    unfunded = due is not None and not is_funded(terms, due.day)
    name = other.name if other else "Venu de lui-même"
    state, turn = shown_state(timeline, side), _turn(timeline, side, today)
    return HouseholdRow(organism.pk, household, timeline, name, state, due, unfunded, turn)


def _turn(timeline: Timeline, side: str, today: date) -> str:
    if timeline.state in OVER:
        return "settled" if side == Side.SENDER and timeline.state == "left" else "quiet"
    if next_act(timeline, side, today):
        return "yours"
    return "settled" if timeline.state == "settled" else "others"


def is_funded(terms: Iterable, day: date) -> bool:
    return any(term.lower <= day < term.upper for term in terms)


@dataclass(frozen=True)
class Event:
    title: str
    day: str
    at: HouseholdStep
    reason: str
    note: str
    is_cancelled: bool
    may_cancel: bool


def events_of(household: Household, side: str) -> list[Event]:
    """Return what this side reads of a household's timeline, the newest first."""
    rows = household.steps.select_related("by", "cancelled_by").order_by("-pk")
    return [_event(row, side) for row in rows if _is_read(row, side)]


def _is_read(row: HouseholdStep, side: str) -> bool:
    return row.kind != "cancelled" and (side == Side.RECEIVER or row.kind not in RECEIVER_ONLY)


def _event(row: HouseholdStep, side: str) -> Event:
    undone = getattr(row, "cancelled_by", None)
    by_month = side == Side.SENDER and row.kind in ("settled", "confirmed") and row.side != side
    title = row.get_kind_display()
    if row.kind == "follow_up":
        title = f"{title} à {row.months}\u00a0mois\u00a0: {row.get_result_display().lower()}"
    reason = undone.reason if undone else row.reason
    day = format_month(row.day) if by_month else format_day(row.day)
    return Event(
        title, day, row, reason, row.note if row.side == side else "", bool(undone), row.side == side and not undone
    )


def acts_for(timeline: Timeline, side: str, today: date) -> tuple[str, list[str]]:
    """Return the next act of this side (or an empty word), and the other acts that it may do."""
    first, state = next_act(timeline, side, today), timeline.state
    others = []
    if state in ("to_acknowledge", "under_way"):
        others = ["withdrawn"] if side == Side.SENDER or not timeline.has_sender else ["refused", "withdrawn"]
    if state == "under_way":
        others = ["visited", *others]
    return first, others


@dataclass(frozen=True)
class TargetRow:
    """One joint target as a side reads it; counts are of its households. `retention`: a sentence for each follow-up.

    Both sides read referred, settled and refused: the sender referred them, confirms settlements and reads refusals.
    """

    target: JointTarget
    other: Organism
    referred: int
    settled: int
    refused: int
    retention: list[str]

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Words, number, and width out of 150 on the scale of the target."""
        most = max(self.target.households or 0, self.referred, 1)
        pairs = (("Référés", self.referred), ("Installés", self.settled), ("Refusés", self.refused))
        return [(words, number, round(150 * number / most)) for words, number in pairs]

    @property
    def target_mark(self) -> int:
        most = max(self.target.households or 0, self.referred, 1)
        return min(148, round(150 * (self.target.households or 0) / most))


def target_rows(organism_id: int, targets: QuerySet[JointTarget], today: date) -> list[TargetRow]:
    """Return targets with their counts: three queries, whatever their number."""
    households = Prefetch("referred", with_steps(Household.objects.unpurged()), to_attr="current_referrals")
    rows = targets.select_related("sender__region", "receiver__region").prefetch_related(households)
    return [_target_row(organism_id, target, target.current_referrals, today) for target in rows]


def _target_row(organism_id: int, target: JointTarget, referred: Iterable[Household], today: date) -> TargetRow:
    timelines = [timeline_of(household) for household in referred]
    is_sender = target.side_of(organism_id) == Side.SENDER
    retention = []
    for months in FOLLOW_UPS:
        outcomes = [
            timeline.outcome(months) for timeline in timelines if any(s.months == months for s in timeline.steps)
        ]
        if outcomes:
            retention.append(
                format_retention(months, {result: outcomes.count(result) for result in Result}, to_sender=is_sender)
            )
    return TargetRow(
        target,
        target.other_side_of(organism_id),
        sum(timeline.referred_on is not None for timeline in timelines),
        sum(timeline.settled_on is not None for timeline in timelines),
        sum(timeline.state == "refused" for timeline in timelines),
        retention,
    )


def follow_ups_waiting(user: User, today: date) -> list[tuple[Organism, int]]:
    """Return the organisms that the user manages where follow-ups are due, and how many. Two queries, or none."""
    managed = {m.organism_id: m.organism for m in user.live_memberships if m.role in MANAGERS}
    if not managed:
        return []
    households = Household.objects.unpurged().filter(receiver__in=managed)
    steps = HouseholdStep.objects.live().filter(household__in=households.values("pk")).order_by("household", "pk")
    fields = ("household", "kind", "side", "day", "months", "result")
    timelines = _waiting(households.order_by().values_list("pk", "sender", "receiver"), steps.values_list(*fields))
    counts = Counter(
        receiver for receiver, timeline in timelines if any(due.day <= today for due in timeline.follow_ups())
    )
    return [(managed[pk], number) for pk, number in sorted(counts.items())]


def _waiting(households: Iterable[tuple], steps: Iterable[tuple]) -> list[tuple[int, Timeline]]:
    by_household: dict[int, list[Step]] = {}
    for household, *step in steps:
        by_household.setdefault(household, []).append(Step(*step))
    return [
        (receiver, Timeline(tuple(by_household.get(pk, ())), sender is not None)) for pk, sender, receiver in households
    ]
