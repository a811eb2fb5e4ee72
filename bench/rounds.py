"""Timing two sides fairly: A B / B A order, one warm-up uncounted, the median of paired ratios."""

import contextlib
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import get_runner, override_settings


@dataclass(frozen=True)
class Ratio:
    """Medians over the rounds: ours ÷ theirs, and the CPU seconds of each side's call."""

    cpu: float
    wall: float
    ours: float
    theirs: float


def server_cpu() -> float:
    """Return the CPU seconds that this connection's PostgreSQL backend has spent; 0 where it runs elsewhere.

    Workers that a backend starts for one query are not in its figure.
    """
    connection.ensure_connection()
    spent = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0.0


def once(act: Callable[[], object], *, with_server: bool = False) -> tuple[float, float]:
    """Return CPU and wall seconds of one call; CPU of this process, and of its PostgreSQL backend when asked."""
    gc.collect()
    server = server_cpu() if with_server else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return cpu + (server_cpu() - server if with_server else 0.0), wall


def ratio(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5, *, with_server: bool = False
) -> Ratio:
    """Return the median of ours ÷ theirs over the rounds."""
    timed = partial(once, with_server=with_server)
    timed(ours), timed(theirs)
    pairs = []
    for number in range(rounds):
        first, second = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        earlier, later = timed(first), timed(second)
        pairs.append((earlier, later) if number % 2 == 0 else (later, earlier))
    return Ratio(
        statistics.median(a[0] / b[0] for a, b in pairs),
        statistics.median(a[1] / b[1] for a, b in pairs),
        statistics.median(a[0] for a, _ in pairs),
        statistics.median(b[0] for _, b in pairs),
    )


def report(goal: str, words: str, measure: float, bound: float, *, at_least: bool = False, beside: str = "") -> bool:
    """Print one goal, with what was measured beside it, and return whether it is met."""
    met = measure >= bound if at_least else measure <= bound
    sign = "≥" if at_least else "≤"
    sys.stdout.write(
        f"{goal:4} {words:58} {measure:8.3f}   {sign} {bound:<6} {'oui' if met else 'NON'}  {beside}".rstrip() + "\n"
    )
    sys.stdout.flush()
    return met


@contextlib.contextmanager
def scratch_database() -> Iterator[None]:
    """A database of its own with the reference data, dropped at the end."""
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        call_command("load_reference", verbosity=0)
        # Not the environment of tests: it hands each template's context to listeners, which no server does
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            yield
    finally:
        runner.teardown_databases(old)
