"""How far the job is that makes a file: at it, to be tried again, failed, or no more to be seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import product

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import User
from reporting.models import Document, Version
from reporting.papers.languages import languages_of_version
from roriq_portal.database.locks import hold
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

MAKE_PAPERS = "portal:make_papers"


class Step(Enum):
    """AT_IT: waits or runs; AGAIN: did not succeed, and is tried again; FAILED: no more; GONE: no such job is left."""

    AT_IT = "at it"
    AGAIN = "again"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True)
class Making:
    """The step of a job, and when it is tried again; `job_id` names it."""

    step: Step
    next_at: datetime | None = None
    job_id: int = 0

    @property
    def is_under_way(self) -> bool:
        return self.step in (Step.AT_IT, Step.AGAIN)

    @property
    def has_failed(self) -> bool:
        return self.step == Step.FAILED

    @property
    def status_code(self) -> int:
        """What a request for the file is answered: accepted (202), not there now (503), gone (404)."""
        return {Step.FAILED: 503, Step.GONE: 404}.get(self.step, 202)


def making_of(task: str, **arguments: str | int) -> Making:
    """Return how far the newest job of this task is, given these arguments. One query."""
    job = ProcrastinateJob.objects.filter(task_name=task, args__contains=arguments).order_by("-pk").first()
    if job is None or job.status not in ("todo", "doing", "failed"):
        return Making(Step.GONE)
    if job.status == "failed":
        return Making(Step.FAILED, job_id=job.pk)
    is_tried_again = job.status == "todo" and job.attempts > 0
    return Making(Step.AGAIN, job.scheduled_at, job.pk) if is_tried_again else Making(Step.AT_IT, job_id=job.pk)


def papers_of(version: Version) -> Making:
    """Return how far the papers of a version are, that are not all made. A job that left none has failed."""
    return papers_under_way(MAKE_PAPERS, version.pk)


def papers_under_way(task: str, version_id: int) -> Making:
    """Return how far a job is that makes the papers of a version and left none yet; one that is gone has failed."""
    making = making_of(task, version_id=version_id)
    return Making(Step.FAILED) if making.step == Step.GONE else making


def is_all_made(version: Version) -> bool:
    """Whether a version has its PDF and its XLSX, in each of its languages."""
    made = set(version.documents.values_list("format", "language"))
    return made >= set(product(Document.Format.values, languages_of_version(version)))


@log_action
@transaction.atomic
def make_papers_again(*, version: Version, by: User) -> bool:
    """Have the papers of a version made at once; False when they are made, or being made."""
    _one_at_a_time(MAKE_PAPERS, version.pk)
    if is_all_made(version):
        return False
    return make_again(MAKE_PAPERS, version_id=version.pk)


@log_action
@transaction.atomic
def make_again(task: str, *, version_id: int) -> bool:
    """Have the job that makes the papers of a version run at once; False when it is at it already."""
    _one_at_a_time(task, version_id)
    making = making_of(task, version_id=version_id)
    if making.step == Step.AT_IT:
        return False
    if making.step == Step.AGAIN:
        with connection.cursor() as cursor:
            waiting = "UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s AND status = 'todo'"
            cursor.execute(waiting, [timezone.now(), making.job_id])
    elif making.job_id:
        app.job_manager.retry_job_by_id(making.job_id, retry_at=timezone.now())
    else:
        defer(task, version_id=version_id)
    return True


def _one_at_a_time(task: str, version_id: int) -> None:
    """Two people at once: the second waits, and sees the job of the first."""
    hold(task, version_id)
