"""What happened to one household, in order: what may follow, where it stands, what is due. Pure, no query."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from roriq_portal.formats.days import format_day
from services.models.household import FOLLOW_UPS, HouseholdStep
from services.models.joint_target import Side

Kind, Result = HouseholdStep.Kind, HouseholdStep.Result
NO_STORY = "Ce ménage n’a plus d’étape\u00a0: inscrivez-en un autre."


class StepRefused(Exception):
    """A sentence that says why a step cannot be, and what would make it possible."""


@dataclass(frozen=True)
class Step:
    kind: str
    side: str
    day: date
    months: int | None = None
    result: str = ""


@dataclass(frozen=True)
class Due:
    months: int
    day: date


def anniversary(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month: 31 August gives 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Timeline:
    """The steps that were not cancelled, in the order they were written."""

    steps: tuple[Step, ...]
    has_sender: bool

    def first(self, kind: str) -> Step | None:
        return next((step for step in self.steps if step.kind == kind), None)

    @property
    def referred_on(self) -> date | None:
        step = self.first(Kind.REFERRED)
        return step.day if step else None

    @property
    def settled_on(self) -> date | None:
        """The day it moved in, once both sides say so; one side is enough when it came by itself."""
        step = self.first(Kind.SETTLED)
        return step.day if step and (not self.has_sender or self.first(Kind.CONFIRMED)) else None

    @property
    def left_after(self) -> int | None:
        """After how many months it was known to have left."""
        months = (step.months for step in self.steps if step.result == Result.LEFT)
        return min((number for number in months if number is not None), default=None)

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if not self.steps:
            return "void"
        for kind in (Kind.REFUSED, Kind.WITHDRAWN):
            if self.first(kind):
                return kind.value
        if self.settled_on:
            return "left" if self.left_after else "settled"
        if self.first(Kind.SETTLED):
            return "to_confirm"
        return "under_way" if self.first(Kind.ACKNOWLEDGED) or not self.has_sender else "to_acknowledge"

    def outcome(self, months: int) -> str:
        """Return stayed, left or unknown at so many months; who left before is not there any more."""
        result = next((step.result for step in self.steps if step.months == months), "")
        if result:
            return result
        return Result.LEFT if self.left_after and self.left_after < months else Result.UNKNOWN

    def follow_ups(self) -> list[Due]:
        """Return the follow-ups nobody has written yet, the first one first."""
        if self.settled_on is None:
            return []
        done = {step.months for step in self.steps if step.kind == Kind.FOLLOW_UP}
        left = self.left_after or 99
        return [Due(n, anniversary(self.settled_on, n)) for n in FOLLOW_UPS if n not in done and n < left]


STATES = {
    "to_acknowledge": "À recevoir",
    "under_way": "En préparation",
    "to_confirm": "Installation à confirmer",
    "settled": "Installé",
    "left": "Reparti",
    "refused": "Refusé",
    "withdrawn": "Retiré",
    "void": "Annulé",
}


def check_step(timeline: Timeline, step: Step, today: date) -> None:
    """Refuse, with a sentence, a step that cannot follow: StepRefused."""
    if step.day > today:
        raise StepRefused("Ce jour n’est pas encore venu\u00a0: inscrivez aujourd’hui ou un jour passé.")
    if step.kind == Kind.REFERRED:
        return _check_first(timeline)
    if not timeline.steps and (timeline.has_sender or step.kind != Kind.SETTLED):
        raise StepRefused(NO_STORY)
    if timeline.state in ("refused", "withdrawn"):
        raise StepRefused("Ce ménage n’est plus suivi\u00a0: annulez d’abord le refus ou le retrait.")
    if timeline.first(step.kind) and step.kind not in (Kind.VISITED, Kind.FOLLOW_UP):
        raise StepRefused("Cette étape est déjà inscrite\u00a0: annulez-la pour en changer le jour.")
    if timeline.state == "to_acknowledge" and step.kind not in (Kind.ACKNOWLEDGED, Kind.REFUSED, Kind.WITHDRAWN):
        raise StepRefused("La région n’a pas encore reçu la référence\u00a0: elle l’inscrit d’abord.")
    _CHECKS.get(step.kind, _check_preparation)(timeline, step)


def _check_first(timeline: Timeline) -> None:
    if not timeline.has_sender:
        raise StepRefused("Ce ménage est venu de lui-même\u00a0: personne ne l’a référé.")
    if timeline.steps:
        raise StepRefused("Cette étape est déjà inscrite\u00a0: annulez-la pour en changer le jour.")


def _check_preparation(timeline: Timeline, step: Step) -> None:
    """Received, visited, settled, refused, withdrawn: before it lives there, and not before it was referred."""
    if timeline.first(Kind.SETTLED):
        raise StepRefused("Ce ménage est inscrit comme installé\u00a0: annulez d’abord l’installation.")
    if step.kind in (Kind.REFUSED, Kind.ACKNOWLEDGED) and not timeline.has_sender:
        raise StepRefused("Ce ménage est venu de lui-même\u00a0: personne ne l’a référé.")
    if timeline.referred_on and step.day < timeline.referred_on:
        raise StepRefused(f"Ce jour précède la référence, du {format_day(timeline.referred_on)}.")


def _check_confirmation(timeline: Timeline, step: Step) -> None:
    settled = timeline.first(Kind.SETTLED)
    if settled is None:
        raise StepRefused("Aucune installation n’attend d’être confirmée.")
    if not timeline.has_sender or settled.side == step.side:
        raise StepRefused("C’est à l’autre organisme de confirmer cette installation.")
    if step.day < settled.day:
        raise StepRefused(f"Ce jour précède l’installation, du {format_day(settled.day)}.")


def _check_follow_up(timeline: Timeline, step: Step) -> None:
    if timeline.settled_on is None:
        raise StepRefused("Le suivi commence à l’installation, confirmée par les deux organismes.")
    due = next((follow_up for follow_up in timeline.follow_ups() if follow_up.months == step.months), None)
    if due is None:
        raise StepRefused(f"Le suivi de {step.months} mois est déjà inscrit, ou le ménage est reparti avant.")
    if step.day < due.day:
        raise StepRefused(f"Le suivi de {step.months} mois se fait à partir du {format_day(due.day)}.")
    stays = [other.months or 0 for other in timeline.steps if other.result == Result.STAYED]
    if step.result == Result.LEFT and any(months > due.months for months in stays):
        raise StepRefused("Un suivi plus récent dit que le ménage est resté\u00a0: annulez-le d’abord.")


_CHECKS: dict[str, Callable[[Timeline, Step], None]] = {
    Kind.CONFIRMED: _check_confirmation,
    Kind.FOLLOW_UP: _check_follow_up,
}


def replay(steps: Iterable[Step], has_sender: bool, today: date) -> Timeline:
    """Return the timeline of these steps, each allowed after the others; StepRefused at the first that is not."""
    timeline = Timeline((), has_sender)
    for step in steps:
        check_step(timeline, step, today)
        timeline = Timeline((*timeline.steps, step), has_sender)
    return timeline


def next_act(timeline: Timeline, side: str, today: date) -> str:
    """Return the kind of the next step that this side owes; empty when the other side is next, or nothing is due."""
    if timeline.state == "to_acknowledge":
        return Kind.ACKNOWLEDGED.value if side == Side.RECEIVER else ""
    if timeline.state == "under_way":
        return Kind.SETTLED.value
    if timeline.state == "to_confirm":
        settled = timeline.first(Kind.SETTLED)
        return Kind.CONFIRMED.value if settled and settled.side != side else ""
    due = next(iter(timeline.follow_ups()), None)
    return Kind.FOLLOW_UP.value if due and due.day <= today and side == Side.RECEIVER else ""
