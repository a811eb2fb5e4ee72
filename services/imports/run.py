"""The import itself: valid rows become activities, all of them or none, and a second run adds nothing."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from organisms.models import Organism, User
from roriq_portal.database.copying import copy_rows
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action
from services.activities.actions import REPLACED, withdraw_activities
from services.activities.recording import changes_plans, record_many, refresh_statistics
from services.imports.examination.preview import Examination, Seen, examine
from services.imports.examination.summary import summary_of
from services.imports.progress import note_progress
from services.imports.registers import Fact
from services.imports.row_input import activity_input
from services.imports.vocabulary import RowIds, row_ids
from services.models import Activity, ImportBatch, ImportRow
from services.partners.names import find_or_create_by_name

CHUNK = 1000
# Any number does: the first half of the key under which the imports of an organism take turns
IMPORTS = 20260402


class NoLongerRunning(Exception):
    """The batch was finished, undone or stopped meanwhile."""


def replaced_reason(batch: ImportBatch) -> str:
    """Return the reason written on a record whose row changed and that this import replaced."""
    return f"{REPLACED} nº {batch.pk}"


@log_action
def run_batch(batch: ImportBatch, *, by: User) -> None:
    """Import what the file holds and the database does not, whole or not at all: a kill leaves no row of it behind.

    Bears being run twice, at once or after a kill: rows already imported are found by their identity. How far it is
    shows while it runs. The user who started it gets a mail, by a job deferred with the rows.
    """
    examination = examine(batch, today=timezone.localdate())
    wanted, replaced = _wanted(batch, examination)
    facts = [examination.facts[row.identity, row.occurrence] for row in wanted]
    _name_partners(batch, facts)
    with transaction.atomic():
        _take_turn(batch)
        already = ImportRow.objects.filter(batch=batch).count()
        ids = row_ids()
        for done, chunk in enumerate(_batched(facts)):
            if done:
                note_progress(batch.pk, done=already + done * CHUNK, total=already + len(facts))
            _import_chunk(batch, chunk, ids, {fact.file_row: replaced.get(fact.file_row) for fact in chunk}, by)
        _finish(batch, examination, already, by)
    if changes_plans(len(wanted)):
        refresh_statistics()


def _name_partners(batch: ImportBatch, facts: list[Fact]) -> None:
    """Write the partners' names before the rows, apart: a new name would make those who type it wait for the import."""
    partner_kinds = row_ids().partner_kinds
    with transaction.atomic():
        Organism.objects.select_for_update(no_key=True).get(pk=batch.organism_id)
        find_or_create_by_name(batch.organism, _names(facts, partner_kinds))


def _names(facts: list[Fact], partner_kinds: dict[int, str]) -> set[tuple[str, str]]:
    return {(partner_kinds[int(fact.activity_type)], name) for fact in facts for name in fact.partners}


def _take_turn(batch: ImportBatch) -> None:
    """Let one import of an organism write at a time, until its end; what people record meanwhile does not wait for it.

    The batch itself stays free: others read its state, and write how far it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORTS, batch.organism_id])
    if not ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.RUNNING).exists():
        raise NoLongerRunning


def _batched(rows: list[Fact]) -> Iterable[list[Fact]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _wanted(batch: ImportBatch, examination: Examination) -> tuple[list[Seen], dict[int, int]]:
    """Return the rows to import in the order of the file, and file row → id of the record that it replaces.

    A changed row replaces only a record that nobody corrected since.
    """
    rows: list[Seen] = list(examination.difference.new)
    if not batch.summary.get("replace"):
        return rows, {}
    old = {before.activity_id: now for before, now in examination.difference.changed}
    untouched = Activity.objects.live().filter(pk__in=old, revision=1).values_list("pk", flat=True)
    replaced = {old[pk].file_row: pk for pk in untouched}
    rows += [old[pk] for pk in replaced.values()]
    return sorted(rows, key=lambda row: row.file_row), replaced


def _import_chunk(
    batch: ImportBatch, chunk: list[Fact], ids: RowIds, replaced: dict[int, int | None], by: User
) -> None:
    fresh = _not_yet(batch, chunk)
    _withdraw_replaced(batch, [pk for fact in fresh if (pk := replaced[fact.file_row])], by)
    record_rows(batch, fresh, ids, by)


def _not_yet(batch: ImportBatch, chunk: list[Fact]) -> list[Fact]:
    rows = ImportRow.objects.filter(organism=batch.organism_id, is_undone=False)
    known = set(rows.filter(sha256__in=[fact.identity for fact in chunk]).values_list("sha256", "nth"))
    return [fact for fact in chunk if (fact.identity, fact.occurrence) not in known]


def _withdraw_replaced(batch: ImportBatch, activity_ids: list[int], by: User) -> None:
    if activity_ids:
        old = Activity.objects.filter(pk__in=activity_ids, organism=batch.organism_id)
        withdrawn = withdraw_activities(activities=old, reason=replaced_reason(batch), by=by)
        ImportRow.objects.filter(activity__in=withdrawn).update(is_undone=True)


def record_rows(batch: ImportBatch, facts: list[Fact], ids: RowIds, by: User) -> None:
    """Write the activities of these rows, and remember each row beside its activity."""
    partners = _partners_that_stay(batch.organism, _names(facts, ids.partner_kinds))
    typed = [activity_input(fact, ids, partners) for fact in facts]
    activities = record_many(batch.organism, typed, by=by, batch=batch)
    copy_rows(
        ImportRow,
        ["organism_id", "batch_id", "activity_id", "file_row", "sha256", "nth", "cells", "is_undone"],
        (
            (
                batch.organism_id,
                batch.pk,
                done.pk,
                fact.file_row,
                fact.identity,
                fact.occurrence,
                Jsonb(fact.cells),
                False,
            )
            for fact, done in zip(facts, activities, strict=True)
        ),
    )


def _partners_that_stay(organism: Organism, names: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the partners of these names, which are not merged into others before the rows that name them are in."""
    ids = set(find_or_create_by_name(organism, names).values())
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM services_partner WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(ids)])
    return find_or_create_by_name(organism, names)


def _finish(batch: ImportBatch, examination: Examination, already: int, by: User) -> None:
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state != ImportBatch.State.RUNNING:
        raise NoLongerRunning
    imported = ImportRow.objects.filter(batch=batch).count()
    judged = summary_of(batch, examination)
    totals = {"replace": bool(batch.summary.get("replace")), "imported": imported, "known": judged["known"] - already}
    if totals["replace"]:
        left = {before.activity_id for before, _ in examination.difference.changed if before.activity_id}
        withdrawn = Activity.objects.filter(pk__in=left, withdrawn_at__isnull=False).values_list("pk", flat=True)
        judged["changed_rows"] = [row for row in judged["changed_rows"] if row["activity"] not in set(withdrawn)]
        totals["changed"] = judged["changed"] - len(withdrawn)
    totals["replaced"] = Activity.objects.filter(
        organism=batch.organism_id, withdrawn_reason=replaced_reason(batch)
    ).count()
    current.summary = judged | totals
    current.rows_total = current.rows_done = imported
    current.state, current.finished_at, current.failure = ImportBatch.State.DONE, timezone.now(), ""
    current.save(update_fields=["rows_total", "rows_done", "summary", "state", "finished_at", "failure"])
    defer("portal:mail-import-done", batch_id=batch.pk, user_id=by.pk)
