"""Named people and places, in a database that holds the reference data."""

import gc
import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.built_once import ask_for_built, built_once, files_of, pytest_fixture_setup
from tests.database import TestDatabase, word_of_process
from tests.pages import request_flat

# What pytest looks for in this module
__all__ = ["built_once", "pytest_fixture_setup"]


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage among what is collected: it stays to the end, and is set aside from what tests make."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the files that last: processes that share the files then end at about the same time."""
    marks = ("journey", "slow", "timeout")
    long = {item.path for item in items if "proof" in item.path.parts or any(map(item.get_closest_marker, marks))}
    items.sort(key=lambda item: item.path not in long)
    ask_for_built(items)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker) -> Iterator[TestDatabase]:
    """The database of this process, in the place of the one that pytest-django would make by migrating."""
    with django_db_blocker.unblock():
        database = TestDatabase(word_of_process(request.config))
        with database.serving():
            yield database


@pytest.fixture
def committed_reference(transactional_db):
    """Rows that another connection can see; the reference data is among them, as in every test."""
    assert connection.settings_dict["NAME"].startswith("test_")


@pytest.fixture(scope="session")
def storages(tmp_path_factory) -> Iterator[Path]:
    """Folders that no test has had yet; they are not made. `tmp_path` makes one, and counts those there are."""
    parent = tmp_path_factory.mktemp("media")
    return (parent / str(number) for number in itertools.count(1))


@pytest.fixture(autouse=True)
def _private_storage(request, settings, storages):
    settings.MEDIA_ROOT = files_of(request.node, next(storages))


@pytest.fixture(autouse=True, scope="session")
def _pages_are_read_flat():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request_flat(Client.request))
        yield


@pytest.fixture
def client_for():
    def login(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return login


@pytest.fixture
def organism(db):
    return factories.make_organism("La Croisée boréale", region="08")


@pytest.fixture
def neighbour_organism(db):
    return factories.make_organism("Maison des Deux-Rives", region="08")


@pytest.fixture
def far_organism(db):
    return factories.make_organism("Carrefour du Fleuve", region="01")


@pytest.fixture
def pivot_organism(db):
    return factories.make_organism("Maison des Deux-Lacs", region="08", pivot_since=date(2020, 4, 1))


@pytest.fixture
def staff(organism):
    return factories.make_seated_user("Karim Ouellet-Haddad", organism, "staff")


@pytest.fixture
def coordinator(organism):
    return factories.make_seated_user("Nadia Cherkaoui-Roy", organism, "coordinator")


@pytest.fixture
def director(organism):
    return factories.make_seated_user("Louise Bergeron-Diallo", organism, "director")


@pytest.fixture
def neighbour(neighbour_organism):
    return factories.make_seated_user("Paul Nguyen-Fortin", neighbour_organism, "coordinator")


@pytest.fixture
def pivot(pivot_organism):
    return factories.make_seated_user("Rachid Lavoie-Amrani", pivot_organism, "coordinator")


@pytest.fixture
def network(db):
    return factories.make_network_user("Samuel Ouellet-Pinto", "coordinator")


@pytest.fixture
def analyst(db):
    return factories.make_network_user("Inès Tremblay-Costa", "analyst")


@pytest.fixture
def funder(db):
    return factories.make_funder("Ministère des Essais")


@pytest.fixture
def other_funder(db):
    return factories.make_funder("Fondation des Épreuves")


@pytest.fixture
def funder_agent(funder):
    return factories.make_funder_user("Claire Gagné-Silva", funder)


@pytest.fixture
def other_funder_agent(other_funder):
    return factories.make_funder_user("Hugo Bélanger-Sy", other_funder)


@pytest.fixture
def auditor(organism):
    return factories.make_auditor("Odile Roy-Mbaye", organism)


@pytest.fixture
def agreement(organism, funder):
    return factories.make_agreement(organism, funder, "MIN-2024-031")


@pytest.fixture
def on_day(monkeypatch) -> Callable[[date], None]:
    """Say which day it is, for what changes with the day that it is asked; a moment keeps its own day."""
    read = timezone.localdate

    def say(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda value=None, *zone: read(value, *zone) if value else day)

    return say


@pytest.fixture
def within_term(on_day):
    """A day within the term of `agreement`, and the State year after that of the reports that tests make."""
    on_day(date(2026, 11, 28))
