"""Children of the doors: started by us, waited for, and ended by their ids."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STOP_SECONDS = 20
Child = subprocess.Popen[bytes]


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
