"""Children of the doors: started by us, waited for, and ended by their ids."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STOP_SECONDS = 20
# A child that ends so often within so many seconds does not come back
MOST_ENDS, WITHIN_SECONDS, PAUSE_SECONDS = 5, 60.0, 1.0
Child = subprocess.Popen[bytes]
Start = Callable[[], Child]


def call(command: Iterable[object], folder: Path, env: dict[str, str], **options: Any) -> int:
    """Run one command and return its exit code; told to stop, give it time to put its things away."""
    process: Child = subprocess.Popen([str(word) for word in command], cwd=folder, env=env, **options)
    try:
        return process.wait()
    except KeyboardInterrupt:
        stop([process])
        raise


def read(command: Iterable[object], folder: Path, env: dict[str, str]) -> tuple[int, str]:
    """Run one command as `call` does, and return its exit code and what it printed."""
    process: Child = subprocess.Popen([str(word) for word in command], cwd=folder, env=env, stdout=subprocess.PIPE)
    try:
        printed, _ = process.communicate()
        return process.returncode, printed.decode()
    except KeyboardInterrupt:
        stop([process])
        raise


def stop(processes: Iterable[Child]) -> None:
    """End the children we started: asked first, killed when they take too long."""
    alive = [process for process in processes if process.poll() is None]
    for process in alive:
        process.terminate()
    limit = time.monotonic() + STOP_SECONDS
    for process in alive:
        try:
            process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def watch(children: dict[str, Child], is_done: Callable[[], bool]) -> str | None:
    """Wait until the condition holds (None) or a child has ended (its name)."""
    while not is_done():
        for name, process in children.items():
            if process.poll() is not None:
                return name
        time.sleep(0.1)
    return None


def keep(starts: dict[str, Start], children: dict[str, Child], look: Callable[[str], None]) -> str:
    """Start again each child that ends by itself; return the name of the one that ended five times within a minute.

    `children` holds those that run now. `look` is called once a second, with the name of who just started again or "".
    """
    ends: dict[str, list[float]] = {name: [] for name in starts}
    while True:
        started = ""
        for name in [name for name, process in children.items() if process.poll() is not None]:
            now = time.monotonic()
            ends[name] = [*(at for at in ends[name] if now - at < WITHIN_SECONDS), now]
            if len(ends[name]) >= MOST_ENDS:
                return name
            children[name], started = starts[name](), name
        look(started)
        time.sleep(PAUSE_SECONDS)


def is_free(host: str, port: int) -> bool:
    """True when nobody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) != 0


def hear_signals() -> None:
    """Make a polite end (SIGTERM, a closed terminal) the same as Ctrl-C."""

    def stopped(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopped)


def ignore_signals() -> None:
    """From here on we put things away: a second Ctrl-C does not leave a server behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
