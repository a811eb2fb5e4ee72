"""What `./bin/mutate` loads into pytest: the tests that answer at once come first, and each run is like the last.

A mutant is killed by the first test that fails: one that needs no database fails in milliseconds. The process of each
mutant has a copy of the database of its own, as soon as a test asks for it: in a copy that they share, what one of them
commits, or locks, would make tests fail and kill mutants that no test notices. Tests that commit are slow and left out.
Examples are drawn in the same order each time, so that a mutant killed once is killed again.
"""

import atexit
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.database import MUTANT, TestDatabase

DATABASE = {"db", "django_db_setup", "built_once"}


def pytest_configure() -> None:
    # Which example fails does not matter: none is made smaller. A busy machine kills no mutant
    phases, calm = [Phase.explicit, Phase.generate], [HealthCheck.too_slow]
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=phases, suppress_health_check=calm
    )
    settings.load_profile("mutants")
    atexit.register(drop_what_was_left)


def drop_what_was_left() -> None:
    """Drop the copies of mutants that were stopped as endless, when the whole run ends: a mutant's process skips it."""
    TestDatabase(MUTANT).drop_copies()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Leave out tests that commit; put those without a database first, in the order asked for, then the others."""
    items[:] = [item for item in items if not commits(item)]
    asked = {item.nodeid: rank for rank, item in enumerate(items)}
    yield
    items.sort(key=lambda item: len(asked) if needs_database(item) else asked[item.nodeid])


def needs_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())))


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(mark and mark.kwargs.get("transaction"))
