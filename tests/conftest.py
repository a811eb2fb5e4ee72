"""Named people and places. The reference data is loaded once per session, by the command that production runs."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from tests import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    # Without one test that asks for a database, pytest-django makes none: what follows would write in a real one.
    assert connection.settings_dict["NAME"].startswith("test_"), "no test of this run is marked django_db"
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
    yield
    # A browser that leaves in the middle of an answer leaves a server thread with its connection: the database must be dropped
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


EMPTIED = pytest.StashKey[bool]()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Remember that a test which commits has emptied every table."""
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ()):
        item.config.stash[EMPTIED] = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Put the reference back before the next test, whatever order several processes run them in."""
    if item.config.stash.get(EMPTIED, False):
        item.config.stash[EMPTIED] = False
        with item.config.stash[blocking_manager_key].unblock():
            call_command("load_reference", verbosity=0)


@pytest.fixture
def committed_reference(transactional_db):
    """Rows another connection can see. Whatever ran before emptied the tables: the reference comes back first.

    Django's flush leaves the tables of jobs, which it does not manage: they are emptied here.
    """
    call_command("load_reference", verbosity=0)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def _private_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


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
