"""What changes an import: a file received, its columns and words taught, started, undone."""

import hashlib
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism, User
from roriq_portal.database.remembered_words import remember
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.storage import store_by_hash
from roriq_portal.files.uploads import FileRefused
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action
from services.activities.actions import restore_activities, withdraw_activities
from services.imports.examination.preview import Examination, examine
from services.imports.examination.summary import summary_of
from services.imports.reading.opening import open_register
from services.imports.registers import UnreadableRegister, fold, receive
from services.imports.run import replaced_reason
from services.imports.vocabulary import columns_taught
from services.models import Activity, ActivityType, AgreementMapping, ColumnMapping, ImportBatch, ImportRow, TypeMapping

UNDO_REASON = "Importation annulée"
# A file of 50 000 rows takes a few minutes; past this the worker was stopped.
PATIENCE = timedelta(minutes=15)
State = ImportBatch.State
# Never started: taken out of the list, nothing of it was written
WAITING = (State.READ, State.JUDGING)
# Enough of a heavy register to know its columns, and to show what stands in them
ROWS_SEEN = 300


class ImportRefused(Exception):
    """A sentence that says why the import cannot be started or undone now."""


@dataclass(frozen=True)
class Undone:
    """How many records an undo took out, and how many of those that people had corrected it left."""

    withdrawn: int
    corrected: int


@log_action
def receive_register(*, organism: Organism, file: File, name: str, by: User) -> ImportBatch:
    """Keep a readable register in private storage, under its hash, and return its batch, still to be checked.

    The same file again, while the first copy waits to be checked, returns that one.
    Raises UnreadableRegister, a sentence, for whatever is not a register, and for one beyond the organism's room;
    nothing is kept then. Of one that the worker examines, only what is seen at once is refused here.
    """
    is_heavy = receive(file)
    open_register(file, organism, most_rows=ROWS_SEEN if is_heavy else None)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.size
    with transaction.atomic():
        Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
        waiting = ImportBatch.objects.filter(organism=organism, sha256=sha256, state__in=WAITING).first()
        if waiting:
            return waiting
        _refuse_beyond_room(organism, size)
        batch = ImportBatch(organism=organism, size=size, name=_readable_name(name), sha256=sha256, created_by=by)
        batch.is_heavy = is_heavy
        path = batch.file.field.generate_filename(batch, batch.name)
        batch.file.name = store_by_hash(path, file, sha256)
        batch.save()
    return batch


def _refuse_beyond_room(organism: Organism, size: int) -> None:
    try:
        refuse_beyond_room(organism.pk, size)
    except FileRefused as refusal:
        raise UnreadableRegister(str(refusal)) from refusal


def check_register(*, batch: ImportBatch, noting: Callable[[int, int], None] | None = None) -> Examination:
    """Judge the file again; keep with the batch what the preview shows, and the columns as they are named today.

    A started import is left as it is. `noting`: as `validate` calls it.
    """
    examination = examine(batch, today=timezone.localdate(), noting=noting)
    titles = set(map(fold, examination.opened.sheet.header))
    taught = columns_taught(batch.organism).items()
    here = {header: field or "" for header, field in taught if fold(header) in titles}
    waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=WAITING)
    waiting.update(summary=summary_of(batch, examination), mapping={**here, **batch.mapping})
    return examination


def _readable_name(name: str) -> str:
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")[:200].strip() or "registre"


@log_action
@transaction.atomic
def choose_reading(*, batch: ImportBatch, answers: Mapping[str, object]) -> None:
    """Keep with a register how people say to read it: its sheets, merged cells, order of days, hidden rows.

    What was judged before is judged again. Raises ImportRefused once the import was started.
    """
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state not in WAITING:
        raise ImportRefused("Cette importation a été lancée\xa0: son fichier ne se lit plus autrement.")
    batch.reading, batch.summary = {**current.reading, **answers}, {}
    batch.save(update_fields=["reading", "summary"])


@log_action
@transaction.atomic
def teach_columns(*, batch: ImportBatch, chosen: Mapping[str, str], here_only: Container[str] = ()) -> None:
    """Name the columns of this file (header → field, empty: left out), and remember them for the organism.

    `here_only`: headers whose answer is true of this file alone.
    """
    batch.mapping, batch.summary = {**batch.mapping, **chosen}, {}
    batch.save(update_fields=["mapping", "summary"])
    lasting = ((header, field) for header, field in chosen.items() if len(header) <= 200 and header not in here_only)
    remember(ColumnMapping, batch.organism, lasting, words="header", meaning="field")


@log_action
@transaction.atomic
def teach_types(*, organism: Organism, chosen: Mapping[str, ActivityType]) -> None:
    """Remember for the organism which activity type its words name."""
    answers = {words: kind.pk for words, kind in chosen.items()}
    remember(TypeMapping, organism, answers, words="words", meaning="activity_type")


@log_action
@transaction.atomic
def teach_references(*, organism: Organism, chosen: Mapping[str, Agreement | None]) -> None:
    """Remember for the organism which agreement its references name; None: their rows are imported without charge."""
    answers = {words: agreement.pk if agreement else None for words, agreement in chosen.items()}
    remember(AgreementMapping, organism, answers, words="words", meaning="agreement")


@log_action
@transaction.atomic
def discard_import(*, batch: ImportBatch) -> None:
    """Take out of the list a register that was never started, and its file unless another import holds the same.

    Raises ImportRefused for one that was started: an undo is for those.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=batch.organism_id)
    current = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if current is None:
        return
    if current.state not in WAITING:
        raise ImportRefused("Cette importation a été lancée\xa0: elle reste dans la liste.")
    current.delete()
    # What is undone keeps its file: a row that names a lost one could not be read again
    files = str(current.file), str(current.faulty_rows or "")
    transaction.on_commit(partial(_forget_files, batch.organism_id, *files), robust=True)


@transaction.atomic
def _forget_files(organism_id: int, name: str, faulty_rows: str) -> None:
    """Take away the rows handed back, and the register that no import holds.

    Under the lock of whoever sends the same register at this moment.
    """
    if faulty_rows:
        default_storage.delete(faulty_rows)
    Organism.objects.select_for_update(no_key=True).get(pk=organism_id)
    if not ImportBatch.objects.filter(file=name).exists():
        default_storage.delete(name)


def can_start(batch: ImportBatch, *, now: datetime) -> bool:
    """Whether it was never started, was stopped, or has run so long that its worker must be gone."""
    is_stalled = batch.state == State.RUNNING and batch.started_at and now - batch.started_at > PATIENCE
    return batch.state in (State.READ, State.FAILED) or bool(is_stalled)


@log_action
@transaction.atomic
def start_import(*, batch: ImportBatch, by: User, replace: bool = False) -> None:
    """Send the import to its job. `replace`: rows that changed take the place of their records nobody corrected.

    Raises ImportRefused when it already runs, is done or undone, was never judged, or leaves a question about how its
    file is read.
    """
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not current.summary or current.summary.get("questions"):
        raise ImportRefused("Dites d’abord comment lire ce fichier\xa0: rien n’est inscrit.")
    if not can_start(current, now=timezone.now()):
        words = "est déjà en cours" if current.state == State.RUNNING else "a déjà été faite"
        raise ImportRefused(f"Cette importation {words}. Rien n’a été inscrit deux fois.")
    current.summary = {**current.summary, "replace": replace}
    current.state, current.started_at, current.failure = State.RUNNING, timezone.now(), ""
    current.rows_done, current.rows_total = 0, current.summary.get("ready", 0)
    current.save(update_fields=["summary", "state", "started_at", "failure", "rows_done", "rows_total"])
    defer("portal:import-register", batch_id=batch.pk, user_id=by.pk)


def stop_import(*, batch_id: int, words: str) -> None:
    """Mark a running import as stopped: no row of this run is in, and it may be started again."""
    stopped = ImportBatch.objects.filter(pk=batch_id, state=State.RUNNING)
    stopped.update(
        state=State.FAILED,
        failure=words[:300],
        finished_at=timezone.now(),
        rows_done=ImportRow.objects.filter(batch=batch_id).count(),
    )


def edited_since(batch: ImportBatch):
    """Return the live records of a batch that somebody changed after the import: an undo asks about them."""
    return Activity.objects.live().filter(batch=batch, revision__gt=1, import_row__is_undone=False)


@log_action
@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User, with_edited: bool = False) -> Undone:
    """Withdraw the records of an import, those that people corrected only `with_edited`; the file may come back later.

    What the import had replaced counts again. Raises ImportRefused when it runs or is undone already.
    """
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.state not in (State.DONE, State.FAILED):
        raise ImportRefused("Seule une importation terminée s’annule, et une seule fois.")
    corrected = [] if with_edited else list(edited_since(batch).values_list("pk", flat=True))
    leaving = Activity.objects.live().filter(batch=batch).exclude(pk__in=corrected)
    withdrawn = withdraw_activities(activities=leaving, reason=UNDO_REASON, by=by)
    ImportRow.objects.filter(batch=batch).exclude(activity__in=corrected).update(is_undone=True)
    _bring_back_replaced(batch, by)
    current.state, current.undone_at, current.undone_by = State.UNDONE, timezone.now(), by
    current.save(update_fields=["state", "undone_at", "undone_by"])
    return Undone(len(withdrawn), len(corrected))


def _bring_back_replaced(batch: ImportBatch, by: User) -> None:
    """Records that changed rows had replaced; one whose very row was imported again since stays as it is."""
    replaced = Q(activity__withdrawn_reason=replaced_reason(batch), activity__withdrawn_at__isnull=False)
    rows = ImportRow.objects.filter(replaced, organism=batch.organism_id, is_undone=True).select_related("activity")
    live = ImportRow.objects.filter(
        organism=batch.organism_id, is_undone=False, sha256__in=[row.sha256 for row in rows]
    )
    taken = set(live.values_list("sha256", "nth"))
    back = [row for row in rows if (row.sha256, row.nth) not in taken]
    ImportRow.objects.filter(pk__in=[row.pk for row in back]).update(is_undone=False)
    restore_activities(activities=[row.activity for row in back], by=by)
