"""What the portal has not finished, counted: the page of works and the doctor read the same figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from organisms.models import Letter
from roriq_portal.formats.phrases import agree, counted

# A letter is counted by its own row
LETTER_JOB = "portal:send-letter"
RUNNING = ("todo", "doing")
FAILED = Q(state=Letter.State.FAILED)


@dataclass(frozen=True)
class Standing:
    """How much failed, how much waits or runs, and since when the oldest of these does."""

    letters_failed: int
    jobs_failed: int
    letters_waiting: int
    jobs_waiting: int
    oldest: datetime | None

    @property
    def failed(self) -> int:
        return self.letters_failed + self.jobs_failed

    @property
    def failed_words(self) -> str:
        """Return « 2 courriels ne sont pas partis, 1 travail n’a pas abouti »; blank when nothing failed."""
        letters, jobs = self.letters_failed, self.jobs_failed
        words = (
            f"{counted(letters, 'courriel')} {agree(letters, 'n’est pas parti', 'ne sont pas partis')}",
            f"{counted(jobs, 'travail', 'travaux')} {agree(jobs, 'n’a pas abouti', 'n’ont pas abouti')}",
        )
        return ", ".join(part for number, part in zip((letters, jobs), words, strict=True) if number)

    @property
    def waiting(self) -> int:
        return self.letters_waiting + self.jobs_waiting

    def is_old(self, now: datetime) -> bool:
        """Return whether the oldest waits for more than an hour: by then something is wrong."""
        return self.oldest is not None and now - self.oldest > timedelta(hours=1)


def jobs_not_done() -> QuerySet[Any]:
    """Return the jobs that wait, run or failed, but those that send a letter; `since`: when each was deferred."""
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by("at").values("at")[:1]
    rows = ProcrastinateJob.objects.filter(status__in=[*RUNNING, "failed"]).exclude(task_name=LETTER_JOB)
    return rows.annotate(since=Subquery(events))


def read_standing() -> Standing:
    """Return what is not finished now, all of it. Two statements."""
    letters = Letter.objects.open().aggregate(
        failed=Count("pk", filter=FAILED), waiting=Count("pk", filter=~FAILED), oldest=Min("written_at", filter=~FAILED)
    )
    runs = Q(status__in=RUNNING)
    jobs = jobs_not_done().aggregate(
        failed=Count("pk", filter=~runs), waiting=Count("pk", filter=runs), oldest=Min("since", filter=runs)
    )
    return Standing(
        letters["failed"],
        jobs["failed"],
        letters["waiting"],
        jobs["waiting"],
        min((part["oldest"] for part in (letters, jobs) if part["oldest"]), default=None),
    )
