"""Two roles: what is warned of where there is one, and what `migrate` leaves after it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from roriq_portal.database import roles
from tests.refusals import as_owner

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not roles.has_two_roles(), reason="DATABASE_URL alone: one role does everything"),
]


def asked(question: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


@pytest.fixture
def new_role(settings):
    """A role of this server that is gone after the test."""
    name = "roriq_test_role"
    drop = f"DROP ROLE IF EXISTS {name}"
    as_owner(drop)
    yield name
    as_owner(drop)


def test_application_apart_from_the_owner_is_not_warned_of(settings):
    assert roles.check_roles(None) == []
    # What serves is not given the owner's address: the database is asked
    settings.OWNER_DATABASE = {}
    assert not roles.has_two_roles()
    assert roles.check_roles(None) == []


def test_application_that_owns_its_tables_is_warned_of_in_french(settings):
    with roles.as_owner():
        settings.OWNER_DATABASE = {}
        (message,) = roles.check_roles(None)
    assert message.id == "roriq.W001"
    assert "pourrait donc effacer ce qui doit rester" in message.msg
    assert "OWNER_DATABASE_URL" in message.hint


def test_database_that_is_away_is_not_warned_of(settings, monkeypatch):
    settings.OWNER_DATABASE = {}
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        assert roles.check_roles(None) == []


def test_the_owner_hands_the_connection_back(settings):
    before = asked("SELECT user")
    with roles.as_owner():
        assert asked("SELECT user") == [(settings.OWNER_DATABASE["USER"],)] != before
    assert asked("SELECT user") == before


def test_role_of_the_application_is_made_once_with_its_password(settings, new_role):
    settings.APPLICATION_DATABASE = {"USER": new_role, "PASSWORD": "l’été ' \" %s"}
    for _ in range(2):
        with roles.as_owner():
            (rights,) = asked(
                "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolpassword IS NOT NULL"
                " FROM pg_authid WHERE rolname = %s",
                new_role,
            )
    assert rights == (True, False, False, False, True)


def test_migrating_takes_back_what_was_given_beside_it(settings):
    application = sql.Identifier(settings.APPLICATION_DATABASE["USER"]).as_string(None)
    as_owner(f"GRANT TRUNCATE, UPDATE, DELETE ON reporting_version TO {application}")
    as_owner("GRANT DELETE ON reporting_transition TO PUBLIC")
    as_owner(
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
        " LANGUAGE sql AS 'SELECT TRUE'"
    )
    held = "SELECT has_table_privilege('reporting_version', 'TRUNCATE'), _pgtrigger_should_ignore('any')"
    assert asked(held) == [(True, True)]

    call_command("migrate", verbosity=0)

    assert asked(held) == [(False, False)]
    rights = (
        "SELECT has_table_privilege(name, 'UPDATE') OR has_table_privilege(name, 'DELETE') FROM unnest(%s::text[]) name"
    )
    assert asked(rights, ["reporting_version", "reporting_transition"]) == [(False,), (False,)]


def test_owner_without_the_right_is_refused_in_a_sentence(settings, new_role):
    as_owner(f"CREATE ROLE {new_role} LOGIN")
    settings.OWNER_DATABASE = {**settings.OWNER_DATABASE, "USER": new_role}
    with pytest.raises(CommandError, match="Le rôle propriétaire n’a pas ce droit"):
        call_command("migrate", verbosity=0)
