"""One step of a report: lock the row, check the table, set the state, write the Transition. A key is a step once."""

from uuid import UUID, uuid5

from organisms.models import User
from reporting.models import LinkSigner, Report, Transition
from reporting.workflow import transitions
from reporting.workflow.transitions import TransitionNotAllowed


def lock(report: Report) -> Report:
    """Return the report's row as it is now, locked to the end of the caller's transaction (T3 waits for it)."""
    rows = Report.objects.select_for_update(of=("self",)).select_related(
        "organism", "region", "template_version__template", "deliverable__requirement__agreement__programme"
    )
    return rows.get(pk=report.pk)


def done_before(report: Report, name: str, key: UUID) -> Transition | None:
    """Return the step this key already made: a double click is one step. Refuses a key that served another step."""
    known = Transition.objects.filter(idempotency_key=key).first()
    if known and (known.report_id, known.name) != (report.pk, name):
        raise TransitionNotAllowed("Cette page a déjà servi à autre chose. Rechargez-la.")
    return known


def take_step(
    report: Report,
    name: str,
    *,
    by: User | None,
    key: UUID,
    comment: str = "",
    signer: LinkSigner | None = None,
    **changes,
) -> Transition:
    """Set the state the table says, and `changes` beside it, on a locked report; write and return the Transition.

    `signer`: who takes it by a private link, without account. A step without a target leads back to the state that the
    last one left. Raises TransitionNotAllowed before anything is written.
    """
    step = transitions.check(report, name)
    before = report.state
    report.state = step.target_from(before) or last_step(report).from_state
    for field, value in changes.items():
        setattr(report, field, value)
    report.revision += 1
    report.save(update_fields=["state", "revision", *changes])
    return Transition.objects.create(
        report=report,
        name=name,
        from_state=before,
        to_state=report.state,
        by=by,
        signer=signer,
        comment=comment,
        idempotency_key=key,
    )


def last_step(report: Report) -> Transition:
    """Return the newest step of a report that took one; Transition.DoesNotExist of a draft that took none."""
    return report.transitions.latest("pk")


def derived_key(key: UUID, name: str) -> UUID:
    """Return the key of a step that follows from another by itself."""
    return uuid5(key, name)
