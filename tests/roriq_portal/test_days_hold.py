"""No column of days without a check, whoever writes in it: one row of the year 9999 makes a table unreadable."""

import pytest
from django.db import IntegrityError, connection, transaction

pytestmark = pytest.mark.django_db
DAYS = """SELECT c.relname, a.attname, a.atttypid::regtype::text FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped
    AND a.atttypid IN ('date'::regtype, 'daterange'::regtype)
    AND c.relname ~ '^(organisms|agreements|services|reporting)_' AND c.relname !~ 'event$'"""
UNCHECKED = f"""{DAYS} AND NOT EXISTS (
    SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY(k.conkey)
    AND pg_get_constraintdef(k.oid) LIKE '%%1990-01-01%%') ORDER BY 1, 2"""


def asked(sql) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
        return cursor.fetchall()


def test_every_column_of_days_has_its_years():
    assert [(table, column) for table, column, _ in asked(UNCHECKED) if column != "on"] == []


def test_the_search_sees_columns():
    assert ("services_activity", "day", "date") in asked(DAYS)
    assert ("organisms_membership", "during", "daterange") in asked(DAYS)


@pytest.mark.parametrize("days", ["[1989-12-31,2025-01-01)", "[2025-01-01,9999-01-01)", "[1989-12-31,)"])
@pytest.mark.parametrize("table", ["organisms_membership", "organisms_networkmembership", "organisms_organismname"])
def test_sql_moves_nobody_out_of_the_years(organism, staff, table, days):
    organism.names.create(name="Ancien nom", during="[2000-01-01,2001-01-01)")
    organism.network_memberships.get_or_create(state="active", defaults={"during": "[2020-01-01,)"})
    with pytest.raises(IntegrityError, match="days_in_range"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET during = %s", [days])
        assert cursor.rowcount, "nothing was moved"


def test_an_open_end_stays_open_and_a_seat_may_close_on_its_first_day(organism, staff):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisms_membership SET during = '[,2030-01-01)'")
        cursor.execute("UPDATE organisms_membership SET during = 'empty'")
        cursor.execute("UPDATE organisms_membership SET during = '[1990-01-01,)'")
        assert cursor.rowcount == 1
