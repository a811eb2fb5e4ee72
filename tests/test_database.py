"""The database of tests: what a test commits is gone for the next one, and no other database is ever touched."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from organisms.models import Organism, Region
from reporting.models import Line
from tests import database, factories


@pytest.fixture
def copy(django_db_setup, transactional_db) -> database.TestDatabase:
    return django_db_setup


def held() -> tuple[int, int, str]:
    return Organism.objects.count(), Line.objects.count(), Region.objects.get(code="08").name


@pytest.mark.django_db(transaction=True)
def test_rows_that_a_test_commits_are_gone_and_the_reference_stays(copy):
    before = held()
    factories.make_organism("La Croisée boréale")
    assert held() != before

    copy.restore()

    assert held() == before
    assert before[:1] < (1,) < before[1:2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("may_delete", [True, False])
def test_reference_that_a_test_changes_is_put_back(copy, monkeypatch, may_delete):
    monkeypatch.setattr(copy.pristine, "may_delete", may_delete)
    before = held()
    Region.objects.filter(code="08").update(name="Ailleurs")
    assert held() != before

    copy.restore()

    assert held() == before


@pytest.mark.django_db(transaction=True)
def test_nobody_connects_to_a_template(copy, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", copy.templates[1])
    with pytest.raises(OperationalError, match="not currently accepting connections"):
        connection.ensure_connection()


@pytest.mark.django_db(transaction=True)
def test_a_database_of_somebody_is_neither_dropped_nor_restored(copy, monkeypatch):
    with connection.cursor() as cursor, pytest.raises(AssertionError, match="no database of tests"):
        database._drop(cursor, copy.real)
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", copy.real)
        with pytest.raises(AssertionError):
            copy.restore()


@pytest.mark.parametrize(
    ("changed", "tables_too"),
    [
        ("agreements/migrations/0001_initial.py", True),
        ("roriq_portal/settings/__init__.py", True),
        ("requirements/dev.txt", True),
        ("reporting/loading/forms.py", False),
        ("organisms/reference/qc_mrc.csv", False),
        ("reporting/reference/bands.json", False),
    ],
)
def test_template_is_named_after_all_that_makes_it(tmp_path, monkeypatch, changed, tables_too):
    monkeypatch.setattr(database, "ROOT", tmp_path)
    path = tmp_path / changed
    path.parent.mkdir(parents=True)
    path.write_text("one")
    tables, reference = database.names()
    path.write_text("two")
    tables_after, reference_after = database.names()
    assert reference != reference_after
    assert (tables != tables_after) == tables_too


@pytest.mark.django_db(transaction=True)
def test_copies_of_processes_that_were_killed_are_dropped_and_no_other(copy):
    killed = [database.TestDatabase(f"killed{number}") for number in (1, 2)]
    for one in killed:
        one._make()
    database._point_at(copy.name)
    connection.close()

    database.TestDatabase("killed").drop_copies()

    with database._server() as cursor:
        assert not any(database._exists(cursor, one.name) for one in killed)
        assert database._exists(cursor, copy.name)


def test_the_process_of_a_mutant_has_a_copy_of_its_own(monkeypatch):
    def with_plugin(name: str, **more) -> SimpleNamespace:
        return SimpleNamespace(pluginmanager=SimpleNamespace(has_plugin=lambda asked: asked == name), **more)

    monkeypatch.setattr("os.getpid", lambda: 41)
    assert database.word_of_process(with_plugin("tests.mutation")) == "mutant41"
    assert database.word_of_process(with_plugin("xdist", workerinput={"workerid": "gw1"})) == "gw1"
    assert database.word_of_process(with_plugin("xdist")) == ""
