"""Runs deferred jobs inside the test's own transaction, as a worker would after it commits."""

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

# Slow to lay out, and followed by the letter to the funder: for tests that read other letters
PAPERS = ("portal:make_papers",)


def pending_jobs(*, but: tuple[str, ...] = ()) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo").exclude(task_name__in=but).order_by("id"))


def run_pending_jobs(most: int = 200, *, but: tuple[str, ...] = ()) -> list[str]:
    """Run what waits, and what that defers in turn; return the names in order. A job that raises stops the test.

    Those that `but` names go on waiting.
    """
    done = []
    while jobs := pending_jobs(but=but):
        for job in jobs:
            assert len(done) < most, f"jobs keep coming: {done[-5:]}"
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
            app.tasks[job.task_name].func(**job.args)
            done.append(job.task_name)
    return done


def pass_over_jobs() -> None:
    """Have what waits done without doing it: for tests of what comes after its letters and papers."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")


def fail_jobs(name: str) -> None:
    """Leave the jobs of this name as their last try does."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 9 WHERE task_name = %s", [name])


def postpone_jobs(name: str, moment: datetime) -> None:
    """Leave the jobs of this name as a first try that raised does: they wait for that moment."""
    statement = "UPDATE procrastinate_jobs SET attempts = 1, scheduled_at = %s WHERE task_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment, name])
