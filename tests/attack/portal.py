"""The portal as `./bin/run` starts it, on this process's database: a real web server and worker, ended by their ids."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote, urlencode

import dev
import environments
from django.conf import settings
from django.core.management.commands import createcachetable
from django.db import connection
from django.test import Client

from roriq_portal.database import roles

# A machine that others use starts a server slowly
PATIENCE = 150
CACHE = "django_cache"
BOUNDARY = "portal-attack-boundary"


def database_url() -> str:
    """The address of this process's database, for a process that we start."""
    given = connection.settings_dict
    user, host = quote(given["USER"] or "", safe=""), quote(given["HOST"] or "", safe="")
    password = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    return f"postgresql://{user}{password}@{host}{f':{port}' if (port := given['PORT']) else ''}/{given['NAME']}"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((environments.HOST, 0))
        return probe.getsockname()[1]


@dataclass
class Portal:
    """`children`: name → the process that runs now. Each stands in a session of its own, with what it starts."""

    port: int
    starts: dict[str, dev.Start]
    children: dict[str, dev.Child] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.children[name] = self.starts[name]()

    def kill(self, name: str) -> None:
        """Kill a process that we started, and all that it started, in one blow."""
        child = self.children[name]
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)

    def kill_one_of(self, name: str, number: int) -> None:
        """Kill one of the processes that ours started; it is ours to start it again."""
        pid = self.children[name].pid
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if started:
            os.kill(int(started[number % len(started)]), signal.SIGKILL)

    def wait_for_web(self) -> None:
        limit = monotonic() + PATIENCE
        while not self.answers():
            assert monotonic() < limit, "the web server did not begin"
            sleep(0.05)

    def answers(self) -> bool:
        try:
            return Browser(self.port).get("/page/accessibilite/").status == 200
        except (OSError, HTTPException):
            return False


WEB, WORKER = "Le serveur web", "Le travailleur"


@contextmanager
def served(folder: Path, *names: str, **changes: str) -> Iterator[Portal]:
    """Start the named processes, the web server ready; they are killed at the end."""
    python, port = Path(sys.executable), free_port()
    env = environments.run_environment(database_url(), port, folder)
    env |= {"SECRET_KEY": settings.SECRET_KEY, "MEDIA_ROOT": str(settings.MEDIA_ROOT), "LOG_LEVEL": "CRITICAL"}
    env |= {"ACTIONS_LOG_LEVEL": "CRITICAL", "WORKER_HEARTBEAT_SECONDS": "0.5"} | changes
    portal = Portal(port, dev.starts_of(python, env, port))
    (folder / "static").mkdir(parents=True, exist_ok=True)
    with roles.as_owner():
        make_cache_table()
        roles.share_out()
    try:
        for name in names:
            portal.start(name)
        if WEB in names:
            portal.wait_for_web()
        yield portal
    finally:
        for name, child in portal.children.items():
            if child.poll() is None:
                portal.kill(name)
        with roles.as_owner(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {CACHE}")


def make_cache_table() -> None:
    """Make the table of the cache, as `manage.py migrate` does; tests have theirs in memory."""
    command = createcachetable.Command()
    command.verbosity = 0
    command.create_table("default", CACHE, dry_run=False)


@dataclass
class Page:
    """An answer: its status, where it leads, its words."""

    status: int
    leads_to: str
    text: str


class Browser:
    """One person's cookies. Each request has a connection of its own; an answer that was cut raises."""

    def __init__(self, port: int, user=None, timeout: float = 30) -> None:
        self.port, self.timeout, self.cookies = port, timeout, {}
        if user is not None:
            client = Client()
            client.force_login(user)
            self.cookies["sessionid"] = client.cookies["sessionid"].value

    def get(self, url: str) -> Page:
        return self._ask("GET", url)

    def post(self, url: str, data: dict, files: dict | None = None, *, beside: bool = False) -> Page:
        """Send a form; `files`: name → (file name, bytes). `beside`: as htmx does, which stays on its page."""
        if not files:
            words = urlencode(data, doseq=True).encode()
            return self._ask("POST", url, words, "application/x-www-form-urlencoded", beside=beside)
        return self._ask("POST", url, _parts(data, files), f"multipart/form-data; boundary={BOUNDARY}")

    def _ask(self, method: str, url: str, body: bytes | None = None, kind: str = "", *, beside: bool = False) -> Page:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"HX-Request": "true"} if beside else {}
        headers |= {"Content-Type": kind} if kind else {}
        with closing(HTTPConnection(environments.HOST, self.port, timeout=self.timeout)) as line:
            line.request(method, url, body, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, answer.headers.get("Location", ""), text)


def _parts(data: dict, files: dict) -> bytes:
    found = b""
    for name, values in data.items():
        for value in values if isinstance(values, list) else [values]:
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            found += head.encode()
    for name, (file_name, content) in files.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
        found += head.encode() + content + b"\r\n"
    return found + f"--{BOUNDARY}--\r\n".encode()
