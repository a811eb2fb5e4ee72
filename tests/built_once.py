"""`pytestmark = pytest.mark.built_once("issued", …)`: rows built once for a module, untouched for each of its tests.

The named fixtures, and those they need, are made in a transaction; each test that asks for one works inside it and is
rolled back. It receives copies: what it changes on an object, the next test does not see. The tests of the module that
ask for none come first, in a database without these rows. Only for fixtures that return rows: one that yields, or that
needs a fixture of pytest, is refused.
"""

import copy
import inspect
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

# Fixtures that only open the database: the transaction of the module has done it
OPENERS = {"db"}


@dataclass
class Built:
    """The rows of a module by the name of their fixture, and the folder of the files they own."""

    media: Path
    rows: dict[str, Any] = field(default_factory=dict)

    def build(self, name: str, request: pytest.FixtureRequest) -> Any:
        if name in OPENERS:
            return None
        if name not in self.rows:
            *_, definition = request._fixturemanager.getfixturedefs(name, request.node) or [None]
            if definition is None or definition.scope != "function" or inspect.isgeneratorfunction(definition.func):
                raise pytest.UsageError(f"built_once: {name} does not simply return rows")
            self.rows[name] = definition.func(*[self.build(needed, request) for needed in definition.argnames])
            if self.rows[name] is None:
                raise pytest.UsageError(f"built_once: {name} returns nothing")
        return self.rows[name]


BUILT = pytest.StashKey[Built]()
COPIES = pytest.StashKey[dict[int, Any]]()


def names_of(item: pytest.Item) -> set[str]:
    """Return what the module of a test builds once and the test asks for."""
    names = {name for mark in item.iter_markers("built_once") for name in mark.args}
    return names & set(item.fixturenames)


def ask_for_built(items: list[pytest.Item]) -> None:
    """Have the tests that ask for rows built once work among them, after the other tests of their module."""
    asking = {item for item in items if names_of(item)}
    for item in asking:
        item.fixturenames.insert(0, "built_once")
    first = {path: rank for rank, path in reversed(list(enumerate(item.path for item in items)))}
    items.sort(key=lambda item: (first[item.path], item in asking))


@pytest.fixture(scope="module")
def built_once(request, tmp_path_factory) -> Iterator[None]:
    request.getfixturevalue("django_db_setup")
    built = Built(tmp_path_factory.mktemp("built"))
    with request.getfixturevalue("django_db_blocker").unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=built.media):
            for mark in request.node.iter_markers("built_once"):
                for name in mark.args:
                    built.build(name, request)
        # What waits for the end of a transaction is judged now: each test would judge it again
        connection.check_constraints()
        request.node.stash[BUILT] = built
        yield
        transaction.set_rollback(True)


def built_of(node: pytest.Item) -> Built | None:
    """Return what was built once for this test; nothing where it asks for nothing."""
    is_asking = "built_once" in getattr(node, "fixturenames", ())
    return node.getparent(pytest.Module).stash.get(BUILT, None) if is_asking else None


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Give a test its copy of rows built once; the copies of one test are of one piece."""
    if fixturedef.scope != "function":
        return None
    built = built_of(request.node)
    if built is None or fixturedef.argname not in built.rows:
        return None
    copies = request.node.stash.setdefault(COPIES, {})
    row = copy.deepcopy(built.rows[fixturedef.argname], copies)
    fixturedef.cached_result = (row, fixturedef.cache_key(request), None)
    return row


def files_of(node: pytest.Item, folder: Path) -> Path:
    """Copy to `folder` the files of the rows built once, where there are some, and return it."""
    built = built_of(node)
    if built:
        shutil.copytree(built.media, folder)
    return folder
