"""Timing two sides fairly: A B / B A order, one warm-up uncounted, the median of paired ratios."""

import contextlib
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.test.utils import get_runner, setup_test_environment, teardown_test_environment


@dataclass(frozen=True)
class Ratio:
    cpu: float
    wall: float


def once(act: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of one call."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def ratio(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 5) -> Ratio:
    """Return the median of ours ÷ theirs over the rounds."""
    once(ours), once(theirs)
    pairs = []
    for number in range(rounds):
        first, second = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        one, two = once(first), once(second)
        pairs.append((one, two) if number % 2 == 0 else (two, one))
    return Ratio(
        statistics.median(a[0] / b[0] for a, b in pairs),
        statistics.median(a[1] / b[1] for a, b in pairs),
    )


def report(goal: str, words: str, found: float, bound: float, *, at_least: bool = False) -> bool:
    """Print one goal and return whether it is met."""
    met = found >= bound if at_least else found <= bound
    sign = "≥" if at_least else "≤"
    sys.stdout.write(f"{goal:4} {words:58} {found:8.3f}   {sign} {bound:<6} {'oui' if met else 'NON'}\n")
    sys.stdout.flush()
    return met


@contextlib.contextmanager
def scratch_database() -> Iterator[None]:
    """A database of its own with the reference data, dropped at the end."""
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        call_command("load_reference", verbosity=0)
        yield
    finally:
        runner.teardown_databases(old)
        teardown_test_environment()
