"""A report in any state: by steps that the workflow knows, without what each step asks for."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from reporting.models import Report, Transition
from reporting.models.steps import known_steps


def way_to(kind: str, state: str, begin: str = "draft") -> list[tuple[str, str, str]]:
    """Return the shortest way from a state: names, from which state, to which."""
    ways: list[list[tuple[str, str, str]]] = [[]]
    for way in ways:
        present = way[-1][2] if way else begin
        if present == state:
            return way
        ways += [[*way, (name, source, target)] for of, name, source, target in known_steps()
                 if of == kind and source == present and target not in {step[1] for step in way}]  # fmt: skip
    raise AssertionError(f"no {kind} report is ever {state}")


@transaction.atomic
def put_in_state(report: Report, state: str, *, at=None, by=None, **changes) -> None:
    """Bring a report from the state it is in to another, with these changes of its row; `at` and `by`, of its steps."""
    report.refresh_from_db()
    way = way_to(report.kind, state, report.state)
    Report.objects.filter(pk=report.pk).update(state=state, **changes)
    for name, source, target in way:
        Transition.objects.create(
            report=report,
            name=name,
            from_state=source,
            to_state=target,
            at=at or timezone.now(),
            by=by,
            idempotency_key=uuid4(),
        )
    report.refresh_from_db()
