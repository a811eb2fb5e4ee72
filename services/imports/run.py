"""The import itself: valid rows become activities, so many at a time, and a second run adds nothing."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from organisms.models import Organism, User
from roriq_portal.database.copying import copy_rows
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action
from services.activities.actions import REPLACED, withdraw_activities
from services.activities.recording import ActivityInput, changes_plans, record_many, refresh_statistics
from services.imports.preview import Examination, Seen, examine
from services.imports.registers import BREAKDOWNS, Fact
from services.imports.summary import summary_of
from services.imports.vocabulary import RowIds, row_ids
from services.models import Activity, ImportBatch, ImportRow
from services.partners.names import find_or_create_by_name

CHUNK = 1000


class NoLongerRunning(Exception):
    """The batch was finished, undone or stopped meanwhile."""


def replaced_reason(batch: ImportBatch) -> str:
    """Return the reason written on a record whose row changed and that this import replaced."""
    return f"{REPLACED} nº {batch.pk}"


@log_action
def run_batch(batch: ImportBatch, *, by: User) -> None:
    """Import what the file holds and the database does not; each chunk is one transaction that also moves the progress.

    Bears being run twice, at once or after a kill: rows already imported are found by their identity.
    The user who started it gets a mail, by a job deferred with the last change.
    """
    examination = examine(batch, today=timezone.localdate())
    wanted, replaced = _wanted(batch, examination)
    already = ImportRow.objects.filter(batch=batch).count()
    ImportBatch.objects.filter(pk=batch.pk, state="running").update(rows_total=already + len(wanted), rows_done=already)
    facts, ids = examination.facts, row_ids()
    for rows in _batched(wanted):
        chunk = [facts[row.identity, row.occurrence] for row in rows]
        _import_chunk(batch, chunk, ids, {fact.file_row: replaced.get(fact.file_row) for fact in chunk}, by)
    if changes_plans(len(wanted)):
        refresh_statistics()
    _finish(batch, examination, already, by)


def _batched(rows: list[Seen]) -> Iterable[list[Seen]]:
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


@transaction.atomic
def _import_chunk(
    batch: ImportBatch, chunk: list[Fact], ids: RowIds, replaced: dict[int, int | None], by: User
) -> None:
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state != ImportBatch.State.RUNNING:
        raise NoLongerRunning
    # Another register of the organism may run now: one chunk at a time keeps identities unique without a refusal.
    Organism.objects.select_for_update(no_key=True).get(pk=batch.organism_id)
    fresh = _not_yet(batch, chunk)
    _withdraw_replaced(batch, [replaced[fact.file_row] for fact in fresh if replaced[fact.file_row]], by)
    record_rows(batch, fresh, ids, by)
    current.rows_done += len(fresh)
    current.save(update_fields=["rows_done"])


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
    names = {(ids.partner_kinds[int(fact.activity_type)], name) for fact in facts for name in fact.partners}
    partners = find_or_create_by_name(batch.organism, names)
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


def activity_input(fact: Fact, ids: RowIds, partners: dict[tuple[str, str], int]) -> ActivityInput:
    """Return the row as the bulk path wants it: what was typed, never what it counts."""
    cells = dict(fact.cells)
    kind = ids.partner_kinds[int(fact.activity_type)]
    parts = {ids.categories[pair]: int(cells[name]) for name, pair in BREAKDOWNS.items() if name in cells}
    return ActivityInput(
        activity_type_id=int(fact.activity_type),
        day=fact.day,
        municipality_id=ids.municipalities[fact.municipality] if fact.municipality else None,
        immigrants=_whole(cells.get("immigrants")),
        host=_whole(cells.get("host_society")),
        quantity=Decimal(cells["quantity"]) if "quantity" in cells else None,
        categories=parts,
        partner_ids=tuple(dict.fromkeys(partners[kind, name] for name in fact.partners)),
        agreement_ids=tuple(fact.agreements),
        note=fact.notes,
    )


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


@transaction.atomic
def _finish(batch: ImportBatch, examination: Examination, already: int, by: User) -> None:
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state != ImportBatch.State.RUNNING:
        raise NoLongerRunning
    imported = ImportRow.objects.filter(batch=batch).count()
    judged = summary_of(examination)
    totals = {"replace": bool(batch.summary.get("replace")), "imported": imported, "known": judged["known"] - already}
    if totals["replace"]:
        left = {pair[0].activity_id for pair in examination.difference.changed}
        withdrawn = Activity.objects.filter(pk__in=left, withdrawn_at__isnull=False).values_list("pk", flat=True)
        judged["changed_rows"] = [row for row in judged["changed_rows"] if row["activity"] not in set(withdrawn)]
        totals["changed"] = judged["changed"] - len(withdrawn)
    totals["replaced"] = Activity.objects.filter(
        organism=batch.organism_id, withdrawn_reason=replaced_reason(batch)
    ).count()
    current.summary = judged | totals
    current.state, current.finished_at, current.failure = ImportBatch.State.DONE, timezone.now(), ""
    current.save(update_fields=["summary", "state", "finished_at", "failure"])
    defer("portal:mail-import-done", batch_id=batch.pk, user_id=by.pk)
