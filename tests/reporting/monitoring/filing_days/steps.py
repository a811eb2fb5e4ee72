"""Reports whose steps were taken on chosen days."""

from datetime import date, datetime, time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from reporting.models import Report, Transition

HANDED = {"submit": "filed", "issue": "issued"}


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@transaction.atomic
def walk(report: Report, by, *steps: tuple[str, str, date]) -> Report:
    """Take these steps: name, the state that it leads to, its day."""
    changes = {}
    for name, target, day in steps:
        before = report.state
        report.state = target
        if (handed := HANDED.get(name)) and getattr(report, f"{handed}_at") is None:
            changes = {f"{handed}_at": noon(day), f"{handed}_by": by}
            for field, value in changes.items():
                setattr(report, field, value)
        report.save(update_fields=["state", *changes])
        Transition.objects.create(
            report=report,
            name=name,
            from_state=before,
            to_state=target,
            at=noon(day),
            by=by,
            idempotency_key=uuid4(),
        )
    return report
