"""One line for each row that a day wrote: its key, and a mark that another content would not have."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import connection

from roriq_portal.database.privileges import journals

# Where a table says when each row was written; of the journal it is always `pgh_created_at`
MOMENTS = {
    "pghistory_context": "created_at",
    "reporting_version": "as_of",
    "reporting_document": "made_at",
    "reporting_seal": "signed_at",
    "reporting_transition": "at",
    "reporting_receipt": "at",
    "reporting_message": "at",
    "network_consolidatedversion": "as_of",
    "network_consolidateddocument": "made_at",
    "network_consolidatedstep": "at",
}
OF_EVENTS = "pgh_created_at"
ZONE = "America/Toronto"
# What a value looks like as text depends on these
STEADY = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
COLUMNS = """
    SELECT relname, array_agg(attname ORDER BY attnum) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) AND attnum > 0 AND NOT attisdropped
    GROUP BY relname
"""
MARKS = """
    SELECT ({moment} AT TIME ZONE %(zone)s)::date AS day, {key}::text,
        left(encode(sha256(convert_to(ROW({columns})::text, 'UTF8')), 'hex'), 32)
    FROM {table} WHERE {moment} < ((%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s)
    AND (%(first)s::date IS NULL OR {moment} >= (%(first)s::date::timestamp AT TIME ZONE %(zone)s))
"""
FIRST = "SELECT min({moment} AT TIME ZONE %s)::date FROM {table}"

Marks = dict[date, dict[str, str]]


def read_tables() -> dict[str, str]:
    """Return the tables that are read, each with the column that says when a row was written."""
    return dict.fromkeys(sorted(journals()), OF_EVENTS) | MOMENTS


def columns_now() -> dict[str, list[str]]:
    """Return the columns that each of these tables has."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [list(read_tables())])
        return {table: list(columns) for table, columns in sorted(cursor.fetchall())}


def marks_of(table: str, columns: Sequence[str], first: date | None, last: date) -> Marks:
    """Return the mark of each row, by its key, for each day from the first (None: from the beginning) to the last."""
    moment = read_tables()[table]
    quote = connection.ops.quote_name
    key = "pgh_id" if moment == OF_EVENTS else "id"
    statement = MARKS.format(
        moment=quote(moment), key=quote(key), table=quote(table), columns=", ".join(map(quote, columns))
    )
    marks: Marks = defaultdict(dict)
    with connection.cursor() as cursor:
        for name, value in STEADY.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        cursor.execute(statement, {"zone": ZONE, "first": first, "last": last})
        for day, row, mark in cursor.fetchall():
            marks[day][row] = mark
    return marks


def first_day() -> date | None:
    """Return the day of the oldest row; nothing where none was ever written."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        days = []
        for table, moment in read_tables().items():
            cursor.execute(FIRST.format(moment=quote(moment), table=quote(table)), [ZONE])
            days.append(cursor.fetchone()[0])
    return min(filter(None, days), default=None)
