"""One step of a consolidated report: the row locked, the table asked, the state set, the step written. A key once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.models import ConsolidatedReport, ConsolidatedStep, ConsolidatedVersion
from organisms.models import User
from reporting.workflow.transitions import ActionRefused
from roriq_portal.edits.undo import is_undoable
from roriq_portal.formats.phrases import quoted

PREPARING, FROZEN = ConsolidatedReport.State.PREPARING, ConsolidatedReport.State.FROZEN


class ConsolidationRefused(ActionRefused):
    """A sentence that says why a consolidated report cannot take this step."""


@dataclass(frozen=True)
class Step:
    """`act`: the verb of the sentence that refuses, « figer »."""

    source: str
    target: str
    act: str


# The database knows the same ones (`network/models/triggers.py`)
TRANSITIONS = {
    "begin": Step("", PREPARING, "commencer"),
    "freeze": Step(PREPARING, FROZEN, "figer"),
    "prepare": Step(FROZEN, PREPARING, "préparer la version suivante d’"),
    "take_back": Step(FROZEN, PREPARING, "annuler"),
    "publish": Step(FROZEN, FROZEN, "publier"),
    "withdraw": Step(FROZEN, FROZEN, "retirer"),
}
STEP_WORDS = {
    "begin": "Commencé",
    "freeze": "Figé",
    "prepare": "Version suivante préparée",
    "take_back": "Version annulée",
    "publish": "Publié aux bailleurs",
    "withdraw": "Retiré aux bailleurs",
}


def lock(report: ConsolidatedReport) -> ConsolidatedReport:
    """Return the row as it is now, locked to the end of the caller's transaction."""
    rows = ConsolidatedReport.objects.select_for_update(of=("self",))
    return rows.select_related("region", "template__programme__funder", "current", "published").get(pk=report.pk)


def done_before(report: ConsolidatedReport, name: str, key: UUID) -> ConsolidatedStep | None:
    """Return the step that this key already made. Refuses a key that served another one."""
    known = ConsolidatedStep.objects.filter(idempotency_key=key).first()
    if known and (known.report_id, known.name) != (report.pk, name):
        raise ConsolidationRefused("Cette page a déjà servi à autre chose. Rechargez-la.")
    return known


def check(report: ConsolidatedReport, name: str) -> Step:
    """Return the step when the report may take it now. Raises ConsolidationRefused."""
    step = TRANSITIONS[name]
    if report.state != step.source:
        words = quoted(report.get_state_display().lower())
        raise ConsolidationRefused(f"L’état du rapport est {words}\u00a0: relisez-le, quelqu’un vient de le changer.")
    return step


def take_step(
    report: ConsolidatedReport,
    name: str,
    *,
    by: User,
    key: UUID,
    version: ConsolidatedVersion | None = None,
    comment: str = "",
    **changes,
) -> ConsolidatedStep:
    """Set the state that the table says, and `changes` beside it, on a locked report; return the step."""
    step = check(report, name)
    report.state = step.target
    for field, value in changes.items():
        setattr(report, field, value)
    report.revision += 1
    report.save(update_fields=["state", "revision", *changes])
    return ConsolidatedStep.objects.create(
        report=report,
        name=name,
        from_state=step.source,
        to_state=step.target,
        version=version,
        by=by,
        comment=comment,
        idempotency_key=key,
    )


@dataclass(frozen=True)
class Freezing:
    """The last freezing, while whoever made it may take it back: a day, and nothing followed."""

    version: ConsolidatedVersion
    at: datetime


def revocable_freezing(report: ConsolidatedReport, user: User) -> Freezing | None:
    """Return the freezing that this person may still take back. One query."""
    if not report.is_frozen or report.published_id:
        return None
    last = report.steps.select_related("version").order_by("-pk").first()
    if last is None or last.name != "freeze" or last.by_id != user.pk or last.version is None:
        return None
    return Freezing(last.version, last.at) if is_undoable(last.at) else None


def cancelled_numbers(report: ConsolidatedReport) -> set[int]:
    """Return the numbers of the versions that were taken back: they stay readable, and count nowhere."""
    return set(report.steps.filter(name="take_back").values_list("version__number", flat=True))
