"""What was written stays as it was: a thousand alterations by raw SQL are all seen, each with its day."""

import hashlib
import io
import random
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hosting.chain.digests import last_settled_day, write_digests
from hosting.chain.models import DayDigest, DayRecords
from hosting.chain.verification import DIGEST, verify
from hosting.doctor.checks import every_check
from hosting.doctor.findings import CHECKS, Asked
from hosting.jobs import digest_days
from hosting.management.commands import verify_chain
from reporting.models import Document
from tests import factories
from tests.refusals import as_owner, refused_to_both
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.django_db
ALTERATIONS = 1000
DAYS = 20
# What an alteration of each table changes; of the journal, any of its columns
CHANGED = {
    "reporting_version": ["content", "sha256", "code", "reason"],
    "reporting_document": ["sha256", "size"],
}
TYPES = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
    AND data_type IN ('character varying', 'text', 'bigint', 'integer', 'smallint', 'boolean')
    AND column_name NOT IN ('id', 'pgh_id')
"""
ANOTHER = {
    "boolean": "NOT COALESCE({0}, false)",
    "text": "CASE WHEN {0} LIKE '~%%' THEN '!' ELSE '~' END || substr(COALESCE({0}, ''), 2)",
}


@pytest.fixture
def world(organism, agreement, staff, director) -> dict[str, list[tuple[str, date, str]]]:
    """Rows of the journal, of versions and of documents with their files, over twenty days; each day has its digest.

    For each table: the key of each row, its day, and the path of its file.
    """
    for _ in range(30):
        factories.make_activity(organism, by=staff)
    version = make_issued(agreement, director).versions.get()
    for number in range(30):
        as_owner(f"UPDATE services_activity SET note = 'note {number}'")
    as_owner(
        "INSERT INTO reporting_version (report_id, number, content, sha256, code, as_of, frozen_by_id, reason) "
        "SELECT report_id, n + 1, content || n, sha256, 'code-' || n, as_of, frozen_by_id, '' "
        f"FROM reporting_version, generate_series(1, 149) n WHERE id = {version.pk}"
    )
    for number, pk in enumerate(version.report.versions.values_list("pk", flat=True)):
        paper = f"document {number}".encode()
        made = Document(version_id=pk, format="pdf", language="fr", size=len(paper))
        made.sha256 = hashlib.sha256(paper).hexdigest()
        made.file.save(f"{number}.pdf", ContentFile(paper))
    # What waits for the end of the transaction would look at rows that the tests erase
    connection.check_constraints()
    as_owner("SET LOCAL session_replication_role = replica")
    moments = {
        "services_activityevent": "pgh_created_at",
        "reporting_version": "as_of",
        "reporting_document": "made_at",
    }
    for table, moment in moments.items():
        key = "pgh_id" if moment == "pgh_created_at" else "id"
        as_owner(f"UPDATE {table} SET {moment} = {moment} - interval '1 day' * ({key} %% {DAYS} + 1)")
    as_owner("SET LOCAL session_replication_role = origin")
    write_digests(timezone.now() + timedelta(days=2))
    return {table: rows_of(table, moment) for table, moment in moments.items()}


def rows_of(table: str, moment: str) -> list[tuple[str, date, str]]:
    key = "pgh_id" if moment == "pgh_created_at" else "id"
    file = "file" if table == "reporting_document" else "''"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, ({moment} AT TIME ZONE 'America/Toronto')::date, {file} FROM {table} ORDER BY 1")
        return cursor.fetchall()


def columns_of(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(TYPES, [table])
        rows = cursor.fetchall()
    return [(name, kind) for name, kind in rows if name in CHANGED.get(table, [name])]


def alter(table: str, key: int, columns, choose: random.Random) -> str:
    """One statement that changes a column of a row, or erases the row."""
    pk = "pgh_id" if table.endswith("event") else "id"
    if choose.random() < 0.3:
        return f"DELETE FROM {table} WHERE {pk} = {key}"
    name, kind = choose.choice(columns)
    is_number = kind in ("bigint", "integer", "smallint")
    value = f'COALESCE("{name}", 0) + 1' if is_number else ANOTHER.get(kind, ANOTHER["text"]).format(f'"{name}"')
    return f'UPDATE {table} SET "{name}" = {value} WHERE {pk} = {key}'


@pytest.mark.slow
def test_a_thousand_alterations_are_all_seen_with_their_day(world):
    assert verify(now=timezone.now() + timedelta(days=2)) == []
    choose = random.Random(2026)
    rows = [(table, *row) for table, found in world.items() for row in found]
    altered = choose.sample(rows, ALTERATIONS - 20)
    expected, statements = set(), []
    for table, key, day, file in altered:
        if file and choose.random() < 0.6:
            default_storage.delete(file)
            if choose.random() < 0.5:
                default_storage.save(file, ContentFile(b"un autre document"))
            expected.add((day, f"{table} nº {key} ({file})"))
        else:
            statements.append(alter(table, key, columns_of(table), choose))
            expected.add((day, f"{table} nº {key}"))
    # And rows that say they were written on a day that is over
    of_events = [row for row in rows if row[0].endswith("event")]
    for number, (table, key, day, _) in enumerate(choose.sample(of_events, 20)):
        names = ", ".join(f'"{name}"' for name in all_columns(table) if name != "pgh_id")
        statements.insert(0, f"INSERT INTO {table} (pgh_id, {names}) SELECT {10**6 + number}, {names} FROM {table} "
                          f"WHERE pgh_id = {key}")  # fmt: skip
        expected.add((day, f"{table} nº {10**6 + number}"))
    as_owner("SET LOCAL session_replication_role = replica")
    for statement in statements:
        as_owner(statement)

    found = {(fault.day, fault.object) for fault in verify(now=timezone.now() + timedelta(days=2))}

    assert len(expected) == ALTERATIONS
    assert expected - found == set()
    # No other row is accused: what else is said is of a file whose row was altered
    assert {(day, name.split(" (")[0]) for day, name in found - expected} <= {
        (day, f"reporting_document nº {key}") for _, key, day, file in altered if file
    }


def all_columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def test_the_chain_itself_is_written_once_and_its_breaks_are_seen(world, settings):
    later = timezone.now() + timedelta(days=2)
    assert write_digests(later) == []
    digests = list(DayDigest.objects.all())
    assert digests[-1].day == last_settled_day(later)
    assert [bool(one.columns) for one in digests] == [True] + [False] * (len(digests) - 1)
    assert [one.day for one in digests] == [digests[0].day + timedelta(days=n) for n in range(len(digests))]

    middle = digests[5]
    for table in ("hosting_daydigest", "hosting_dayrecords"):
        refused_to_both(f"UPDATE {table} SET id = id WHERE id > %s", 0)
        refused_to_both(f"DELETE FROM {table} WHERE id > %s", 0)
    words = "does not follow"
    refused_to_insert(digests[-1].day + timedelta(days=2), digests[-1].sha256, words)
    refused_to_insert(digests[-1].day + timedelta(days=1), middle.sha256, words)

    as_owner("SET LOCAL session_replication_role = replica")
    # Lines of a day made to agree with rows that were altered: the day's own digest says no
    records = DayRecords.objects.filter(digest=middle).first()
    as_owner(f"UPDATE hosting_dayrecords SET marks[1] = repeat('0', 32) WHERE id = {records.pk}")
    assert (middle.day, DIGEST) in {(one.day, one.object) for one in verify(now=later, read_files=False)}
    # A digest made to agree with its lines: the day after says no
    as_owner(f"UPDATE hosting_daydigest SET sha256 = repeat('a', 64) WHERE id = {middle.pk}")
    assert digests[6].day in {one.day for one in verify(now=later, read_files=False) if one.object == DIGEST}
    # One that is gone is missing, in the middle and at the end
    as_owner(f"DELETE FROM hosting_dayrecords WHERE digest_id IN ({digests[8].pk}, {digests[-1].pk})")
    as_owner(f"DELETE FROM hosting_daydigest WHERE id IN ({digests[8].pk}, {digests[-1].pk})")
    missing = {one.day for one in verify(now=later + timedelta(days=1), read_files=False) if "manque" in one.trouble}
    assert {digests[8].day, digests[-1].day} <= missing


def refused_to_insert(day: date, previous: str, words: str) -> None:
    refused = "INSERT INTO hosting_daydigest (day, previous, sha256, columns, made_at) VALUES (%s, %s, %s, '{}', now())"
    with pytest.raises(Exception, match=words):
        as_owner(refused, day, previous, uuid4().hex * 2)


def test_each_night_writes_a_day_and_mails_it_and_the_command_reads_it_again(staff, settings):
    settings.DIGESTS_MAILED_TO = ["une@example.org", "deux@example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    said = io.StringIO()
    with pytest.raises(CommandError, match="Aucun jour"):
        call_command(verify_chain.Command(), stdout=said)
    assert every_check
    look = CHECKS["days"].look
    assert look(Asked(timezone.now())).verdict == "attention"
    as_owner("SET LOCAL session_replication_role = replica")
    as_owner("UPDATE organisms_userevent SET pgh_created_at = pgh_created_at - interval '3 days'")
    digest_days(0)
    digest_days(0)
    digest = DayDigest.objects.last()
    assert [letter.to for letter in mail.outbox] == [["une@example.org"], ["deux@example.org"]]
    assert all(digest.sha256 in letter.body for letter in mail.outbox)
    call_command(verify_chain.Command(), "--expect", digest.sha256, stdout=said)
    assert look(Asked(timezone.now())).verdict == "bon"
    assert f"rien n’a changé. {digest.day:%Y-%m-%d} {digest.sha256}" in said.getvalue()
    with pytest.raises(CommandError, match="n’est celle d’aucun jour"):
        call_command(verify_chain.Command(), "--expect", "0" * 64, stdout=said)
    as_owner("UPDATE organisms_userevent SET name = 'Quelqu’un'")
    with pytest.raises(CommandError, match="pas ce qu’"):
        call_command(verify_chain.Command(), stdout=said)
    assert "organisms_userevent nº" in said.getvalue()
    assert look(Asked(timezone.now())).verdict == "mauvais"
