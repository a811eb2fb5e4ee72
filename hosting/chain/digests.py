"""Writes the digest of each day that ended, once everything that was begun in it has ended too."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from hosting.chain.marks import columns_now, first_day, marks_of
from hosting.chain.models import DayDigest, DayRecords
from roriq_portal.logs import log_action

# A row bears the moment when its transaction began: after so long, none of the day before is still to come
SETTLED = timedelta(hours=3)
# Any number does: two workers would write the same day
LOCK = 20261129


def last_settled_day(now: datetime) -> date:
    """Return the last day of which every row is written."""
    return timezone.localdate(now - SETTLED) - timedelta(days=1)


@log_action
@transaction.atomic
def write_digests(now: datetime) -> list[DayDigest]:
    """Write the digest of each day that ended and has none, and return them, the oldest first; twice, once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last, end = DayDigest.objects.last(), last_settled_day(now)
    first = last.day + timedelta(days=1) if last else first_day()
    if first is None or first > end:
        return []
    columns, before = columns_now(), DayDigest.objects.exclude(columns={}).last()
    marks = {table: marks_of(table, names, first, end) for table, names in columns.items()}
    days = [first + timedelta(days=number) for number in range((end - first).days + 1)]
    written: list[DayDigest] = []
    for day in days:
        lines = {table: of_days[day] for table, of_days in marks.items() if day in of_days}
        digest = DayDigest(day=day, previous=last.sha256 if last else "")
        digest.sha256 = sha256_of(day, digest.previous, columns, lines)
        digest.columns = {} if written or (before and before.columns == columns) else columns
        last = _write(digest, lines)
        written.append(last)
    return written


def _write(digest: DayDigest, lines: dict[str, dict[str, str]]) -> DayDigest:
    digest.save(force_insert=True)
    DayRecords.objects.bulk_create(
        DayRecords(digest=digest, table=table, keys=list(marks), marks=list(marks.values()))
        for table, marks in lines.items()
    )
    return digest


def sha256_of(
    day: date, previous: str, columns: Mapping[str, list[str]], marks: Mapping[str, Mapping[str, str]]
) -> str:
    """Return the digest of a day: of its date, of the day before, and of every line of every table."""
    tables = {table: sorted(lines.items()) for table, lines in marks.items() if lines}
    text = json.dumps([day.isoformat(), previous, columns, tables], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
