"""Real workers on a test's database: started, stopped in the middle of a job, killed by their number."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 40


@contextmanager
def worker() -> Iterator[subprocess.Popen]:
    """A real worker on this test's database, whose heart beats each half second; killed at the end if it lives."""
    given = connection.settings_dict
    user, host = quote(given["USER"] or "", safe=""), quote(given["HOST"] or "", safe="")
    port = f":{given['PORT']}" if given["PORT"] else ""
    password = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    env = os.environ | {
        "DATABASE_URL": f"postgresql://{user}{password}@{host}{port}/{given['NAME']}",
        "TESTING": "1",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "VAR_DIR": str(settings.MEDIA_ROOT),
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "WORKER_HEARTBEAT_SECONDS": "0.5",
        "WORKER_NICE": "0",
    }
    process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=env, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(is_true: Callable[[], bool], words: str, patience: float = PATIENCE) -> None:
    limit = monotonic() + patience
    while not is_true():
        assert monotonic() < limit, f"{words}: {list(ProcrastinateJob.objects.values_list('task_name', 'status'))}"
        sleep(0.05)


def is_at_work(task: str) -> bool:
    return ProcrastinateJob.objects.filter(task_name=task, status="doing").exists()


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]


@contextmanager
def locked(statement: str, arguments: list) -> Iterator[None]:
    """Hold a lock from another connection, so that the job that wants it stands in the middle of its work."""
    ready, go_on = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            ready.set()
            go_on.wait(PATIENCE)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        go_on.set()
        thread.join(10)


def kill_in_the_middle(task: str, statement: str, arguments: list) -> None:
    with locked(statement, arguments), worker() as first:
        wait_until(lambda: is_at_work(task) and is_waiting_for_a_lock(), "never began")
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert is_at_work(task)


def posted() -> list[str]:
    """The letters that workers gave to the post."""
    return [path.read_text() for path in Path(settings.MEDIA_ROOT).glob("mail/*")]


def is_done(task: str) -> bool:
    return not ProcrastinateJob.objects.filter(task_name=task).exclude(status="succeeded").exists()
