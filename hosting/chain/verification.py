"""Reads every day again: the chain of digests, the rows that they are of, and the files on the disk."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hosting.chain.digests import last_settled_day, sha256_of
from hosting.chain.faults import Fault
from hosting.chain.files import files_altered
from hosting.chain.marks import Marks, columns_now, marks_of
from hosting.chain.models import DayDigest

DIGEST = "empreinte du jour"
# The worker writes them each hour: a day later, nobody does any more
LATE = timedelta(days=1)


def verify(*, now: datetime | None = None, read_files: bool = True) -> list[Fault]:
    """Return what is not as its day wrote it, the oldest first: empty while nobody altered anything.

    Rows of the journal, versions, documents, steps, receipts and messages, then every file that a row names; rows of
    days that have no digest yet are not looked at. `read_files=False` leaves the files: they take the most time.
    """
    with transaction.atomic():
        digests = _with_their_columns()
        faults = [*_breaks(digests), *_late(digests, now or timezone.now())]
        if digests:
            faults += _rows_altered(digests)
    if read_files:
        faults += files_altered()
    return sorted(set(faults))


def last_digest() -> DayDigest | None:
    """Return the newest digest: written elsewhere, it proves all the days before it."""
    return DayDigest.objects.defer("columns").last()


def _with_their_columns() -> list[DayDigest]:
    """Return every digest with its records, the oldest first; one that says no columns has those of the day before."""
    digests = list(DayDigest.objects.prefetch_related("records").order_by("day"))
    columns: dict[str, list[str]] = {}
    for digest in digests:
        columns = digest.columns = digest.columns or columns
    return digests


def _breaks(digests: list[DayDigest]) -> Iterator[Fault]:
    """Yield a fault for each day that is missing, does not follow, or is not the digest of its own lines."""
    before = None
    for digest in digests:
        if before and digest.day != before.day + timedelta(days=1):
            yield Fault(before.day + timedelta(days=1), DIGEST, "elle manque")
        if digest.previous != (before.sha256 if before else ""):
            yield Fault(digest.day, DIGEST, "elle ne suit pas celle de la veille")
        lines = {record.table: record.lines for record in digest.records.all()}
        if digest.sha256 != sha256_of(digest.day, digest.previous, digest.columns, lines):
            yield Fault(digest.day, DIGEST, "elle n’est pas celle des lignes gardées pour ce jour")
        before = digest


def _late(digests: list[DayDigest], now: datetime) -> Iterator[Fault]:
    """Yield a fault where the newest days have none: the worker stopped, or somebody removed them."""
    if digests and digests[-1].day < last_settled_day(now - LATE):
        yield Fault(digests[-1].day + timedelta(days=1), DIGEST, "elle manque, et celles des jours suivants")


def _rows_altered(digests: list[DayDigest]) -> Iterator[Fault]:
    """Compare the rows that stand with the lines of their days, one statement for each table as it was made."""
    present, groups = columns_now(), defaultdict(list)
    for digest in digests:
        for table, columns in digest.columns.items():
            groups[table, tuple(columns)].append(digest)
    digested = {(digest.day, record.table): record.lines for digest in digests for record in digest.records.all()}
    for (table, columns), days in groups.items():
        if gone := sorted(set(columns) - set(present.get(table, []))):
            yield Fault(
                days[0].day, table, f"sa colonne {gone[0]} n’existe plus\u00a0: ses lignes ne se comparent plus"
            )
            continue
        # Before the first day there was nothing: a row that says so came since
        standing = marks_of(table, columns, None if days[0] is digests[0] else days[0].day, days[-1].day)
        covered = {digest.day for digest in days}
        yield from _before_all(table, standing, digests[0])
        for day in sorted(covered):
            yield from _compared(day, table, digested.get((day, table), {}), standing.get(day, {}))


def _before_all(table: str, standing: Marks, first: DayDigest) -> Iterator[Fault]:
    for day in sorted(day for day in standing if day < first.day):
        yield from _compared(day, table, {}, standing[day])


def _compared(day, table: str, digested: dict[str, str], standing: dict[str, str]) -> Iterator[Fault]:
    for key in digested.keys() | standing.keys():
        if digested.get(key) != standing.get(key):
            words = "sa ligne manque" if key not in standing else "sa ligne a été changée"
            yield Fault(day, f"{table} nº {key}", words if key in digested else "sa ligne a été ajoutée après coup")
