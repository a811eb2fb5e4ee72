"""The database goes and comes back: a page says so, and nothing needs to be started again."""

import http.client
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import environments
import postgres
import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from roriq_portal.database import outage

ROOT = Path(__file__).resolve().parents[2]
# A cookie such as ours: the session is then looked for
VISITOR = {"Cookie": f"sessionid={'a' * 32}"}


@pytest.fixture
def rested():
    outage._rests_until = 0.0
    yield
    outage._rests_until = 0.0


def test_absence_of_the_database_is_a_page_that_says_when_to_come_back(client_for, coordinator, monkeypatch, rested):
    client = client_for(coordinator)
    client.raise_request_exception = False

    def no_database(*given, **named):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", no_database)
        response = client.get("/")
    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert 'lang="fr' in page
    assert "interrompu" in page
    assert "Content-Security-Policy" in response.headers
    assert Client().get("/compte/login/").status_code == 503
    outage._rests_until = 0.0
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("state", "is_away"), [("57P01", True), ("08006", True), ("40P01", False), (None, True)])
def test_only_an_absence_is_one(state, is_away):
    failure = OperationalError()
    failure.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    assert outage.says_absence(failure) is is_away
    assert not outage.says_absence(IntegrityError())


@contextmanager
def cluster(tmp_path: Path) -> Iterator[postgres.Cluster]:
    binaries = postgres.find_binaries(Path(sys.prefix))
    made = postgres.Cluster(tmp_path, "test", binaries)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)
        shutil.rmtree(made.socket_dir, ignore_errors=True)


@contextmanager
def process(*words: str, env: dict[str, str]) -> Iterator[subprocess.Popen]:
    started = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int) -> tuple[int, str | None, float]:
    began = monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=15)) as connection:
        connection.request("GET", "/", headers=VISITOR)
        response = connection.getresponse()
        response.read()
    return response.status, response.getheader("Retry-After"), monotonic() - began


def until(is_true, words: str, seconds: float = 30) -> None:
    limit = monotonic() + seconds
    while not is_true():
        assert monotonic() < limit, words
        sleep(0.1)


def answers(port: int) -> bool:
    try:
        return ask(port)[0] != 503
    except OSError:
        return False


@pytest.mark.slow
def test_web_and_worker_live_through_a_restart_of_the_database(tmp_path):
    with cluster(tmp_path) as server:
        port = free_port()
        env = environments.run_environment(server.url("postgres"), port, tmp_path / "var")
        env |= {"WORKER_HEARTBEAT_SECONDS": "0.5", "LOG_LEVEL": "CRITICAL"}
        subprocess.run([sys.executable, "manage.py", "migrate", "procrastinate", "-v0"], cwd=ROOT, env=env, check=True)
        gunicorn = ("-m", "gunicorn", "roriq_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4")
        with process(*gunicorn, "--log-level", "critical", env=env), process("manage.py", "work", env=env) as worker:
            until(lambda: answers(port), "the web server did not begin")
            until(lambda: run_a_job(server), "the worker did not begin")
            server.stop()
            away = [ask(port) for _ in range(3)]
            sleep(4)
            server.start()
            until(lambda: answers(port), "the web server did not come back", 10)
            until(lambda: run_a_job(server), "the worker did not come back")
            assert worker.poll() is None
    assert {status for status, _, _ in away} == {503}
    assert {retry for _, retry, _ in away} == {"10"}
    assert max(seconds for _, _, seconds in away) < 2


def run_a_job(server: postgres.Cluster) -> bool:
    """Ask for a job and return whether the worker did it within a few seconds."""
    task = "builtin:procrastinate.builtin_tasks.remove_old_jobs"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        (number,) = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', %s, '{\"max_hours\": 1}') RETURNING id",
            [task],
        ).fetchone()
        for _ in range(100):
            (status,) = connection.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [number]).fetchone()
            if status == "succeeded":
                return True
            sleep(0.1)
    return False
