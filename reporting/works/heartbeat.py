"""Whether reminders still run: the last day on which they were looked for, said when it is too far."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reporting.models import ReminderRun

# A run each day from six; an hour of grace for the worker that was busy
PATIENCE = timedelta(hours=25)


@dataclass(frozen=True)
class Heartbeat:
    """When reminders were last looked for (None: not yet), and whether that is more than a day ago."""

    at: datetime | None
    is_late: bool


def heartbeat(now: datetime) -> Heartbeat:
    """Return the last run of reminders. One query."""
    at = ReminderRun.objects.order_by("-at").values_list("at", flat=True).first()
    return Heartbeat(at, at is not None and now - at > PATIENCE)
