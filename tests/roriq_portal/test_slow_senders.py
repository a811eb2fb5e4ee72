"""Senders that drip do not keep the others waiting."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import environments
import pytest
from django.urls import reverse

from roriq_portal.serving import full_queue, slow_senders
from roriq_portal.serving.full_queue import waited
from services.models import Activity
from tests.attack.test_two_clicks import form_at

ROOT = Path(__file__).resolve().parents[2]
APP = """
def application(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"


@pytest.fixture
def pair(monkeypatch):
    monkeypatch.setattr(slow_senders, "GRACE_SECONDS", 0.3)
    here, there = socket.socketpair()
    paced = slow_senders.PacedSocket(fileno=here.detach())
    paced.begin()
    with closing(paced), closing(there):
        yield paced, there


def test_sender_that_drips_is_left(pair):
    paced, there = pair
    began = monotonic()

    def drip():
        for _ in range(20):
            there.send(b"x")
            sleep(0.05)

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(ConnectionResetError):
        while True:
            paced.recv(10)
    assert monotonic() - began < 0.9
    thread.join()


def test_sender_that_keeps_the_pace_has_the_time_it_needs(pair, monkeypatch):
    monkeypatch.setattr(slow_senders, "BYTES_A_SECOND", 1000)
    paced, there = pair
    for _ in range(10):
        there.send(b"x" * 200)
        sleep(0.1)
        assert len(paced.recv(200)) == 200
    assert paced.gettimeout() is None


def test_request_that_waited_too_long_is_told_when_to_come_back(client_for, staff, organism):
    client, url = client_for(staff), reverse("services:activity-add", args=[organism.pk])
    form = form_at(client, url)
    before = waited.set(full_queue.MOST_SECONDS + 1)
    try:
        page = client.post(url, form.data)
        assert (page.status_code, page["Retry-After"], "très demandé" in page.text) == (503, "15", True)
        assert client.get("/sante/").status_code == 200
    finally:
        waited.reset(before)
    assert not Activity.objects.exists()
    assert client.post(url, form.data).status_code == 302


BUSY = """
import time
from roriq_portal.serving.full_queue import waited
def application(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"]))
    words = b"%.3f" % waited.get()
    start_response("200 OK", [("Content-Length", str(len(words)))])
    return [words]
"""


@pytest.mark.slow
def test_server_knows_how_long_a_request_waited_for_a_thread(tmp_path):
    with gunicorn(tmp_path, BUSY, threads=1) as port, ThreadPoolExecutor(2) as pool:
        assert answer(port, patience=20, url="/?0")
        first = pool.submit(seconds_waited, port, "/?1")
        sleep(0.3)
        second = pool.submit(seconds_waited, port, "/?0")
        assert first.result() < 0.3
        assert 0.3 < second.result() < 2


def seconds_waited(port: int, url: str) -> float:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", url)
        return float(line.getresponse().read())


@pytest.mark.slow
@pytest.mark.parametrize("start", [HEAD, HEAD + b"\r\n"], ids=["head", "body"])
def test_more_slow_senders_than_threads_do_not_stop_the_portal(tmp_path, start):
    with gunicorn(tmp_path, APP, threads=2) as port, ExitStack() as stack:
        assert answer(port, patience=20)
        for _ in range(4):
            stack.enter_context(sending(port, start))
        assert answer(port, patience=6)


@contextmanager
def gunicorn(folder: Path, app: str, threads: int) -> Iterator[int]:
    """Serve an application as the portal is served; yield its port."""
    (folder / "slow_app.py").write_text(app)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environments.environment(SLOW_SENDER_SECONDS="1", PYTHONPATH=f"{ROOT}:{folder}")
    words = ["slow_app", "--bind", f"127.0.0.1:{port}", "--threads", str(threads), "--no-control-socket"]
    words += ["--worker-class", "roriq_portal.serving.slow_senders.PacedWorker", "--log-level", "error"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *words], cwd=folder, env=env)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)


def answer(port: int, patience: float, url: str = "/") -> bool:
    """Return whether a request is answered in time, of however many tries."""
    limit = monotonic() + patience
    while monotonic() < limit:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=patience)) as client:
                client.sendall(f"GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                if client.recv(100).startswith(b"HTTP/1.1 200"):
                    return True
        except OSError:
            sleep(0.1)
    return False


class sending:
    """A client that has begun a request and sends a byte now and then."""

    def __init__(self, port: int, start: bytes) -> None:
        self.client = socket.create_connection(("127.0.0.1", port))
        self.client.sendall(start)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._drip)

    def _drip(self) -> None:
        while not self.stop.wait(0.2):
            try:
                self.client.send(b"x")
            except OSError:
                return

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *given) -> None:
        self.stop.set()
        self.thread.join()
        self.client.close()
