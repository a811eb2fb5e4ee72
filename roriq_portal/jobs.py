"""Background jobs: each app registers its own with `@job` in its `jobs.py`; actions call `defer`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, Blueprint, RetryDecision
from procrastinate.contrib.django import app as project_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from roriq_portal.middleware import in_one_piece

blueprint = Blueprint()
# What fails is tried again after these pauses: soon at first, then for more than a day in all.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 14 * 3600))
# What follows from many rows at once waits until nothing else does
BEHIND = -1
_priority: ContextVar[int] = ContextVar("priority", default=0)
_current: ContextVar[int | None] = ContextVar("current_job", default=None)


class GrowingPauses(BaseRetryStrategy):
    """Try a job that raised again after each of the pauses, whatever it raised; then it has failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when the job is tried again; nothing when its last pause has passed."""
        pause = pause_after(job.attempts)
        return RetryDecision(retry_at=timezone.now() + pause) if pause else None


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after that many earlier attempts; nothing when there was one for each pause."""
    return PAUSES[attempts] if attempts < len(PAUSES) else None


def current_job() -> int | None:
    """Return the number of the job that runs here, the same when it is run again; nothing outside a worker."""
    return _current.get()


@in_one_piece
def _numbered(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    token = _current.set(context.job.id)
    try:
        return call_next()
    finally:
        _current.reset(token)


def job(name: str, *, queue: str = "default") -> Callable:
    """Register a function of keyword arguments that JSON can hold. It must bear being run twice.

    A worker that is killed leaves its job to the next one; a job that raises is tried again for a day.
    """
    return blueprint.task(
        name=name, queue=queue, retry=GrowingPauses(), pass_context=False, task_middleware=[_numbered]
    )


def hourly(name: str, *, minute: int) -> Callable:
    """Register a function of the time, in seconds, that runs every hour. An hour that the worker missed is skipped."""
    return lambda function: blueprint.periodic(cron=f"{minute} * * * *", periodic_id=name)(job(name)(function))


@contextmanager
def behind_others() -> Iterator[None]:
    """Have what is deferred inside run once no other job waits: a hundred papers keep nobody from their own."""
    token = _priority.set(BEHIND)
    try:
        yield
    finally:
        _priority.reset(token)


def defer(name: str, *, at: datetime | None = None, **arguments) -> None:
    """Enqueue in the caller's transaction: rolled back with it, run only after it commits, and not before `at`.

    By Django's connection in a worker too, whose own would write at once what the job may still undo.
    """
    task = project_app.configure_task(name, schedule_at=at, task_kwargs=arguments, priority=_priority.get())
    wanted = task.job
    JobManager(DjangoConnector()).defer_job(wanted)


def on_app_ready(app: App) -> None:
    app.add_tasks_from(blueprint, namespace="portal")
