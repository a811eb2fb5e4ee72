"""What changes a received workbook: kept, taken into its report, taken out of the list, erased after a month."""

import hashlib
import unicodedata
from collections.abc import Container
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.filling.offline.comparison import (
    Change,
    Comparison,
    compare,
    judge,
    refuse_foreign,
    with_current_revision,
)
from reporting.filling.offline.reading import read_offline_book
from reporting.filling.posted import Reading
from reporting.filling.saving import save_reading
from reporting.lines.assembly import read_report_data
from reporting.models import Report, WorkbookUpload
from reporting.workflow.transitions import ActionRefused
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.storage import open_stored, store_by_hash
from roriq_portal.files.table_reader import UnreadableFile, refuse_infected
from roriq_portal.files.uploads import FileRefused
from roriq_portal.logs import log_action

KEPT = timedelta(days=30)
TAKEN = "Ce classeur a déjà été pris. Rien n’est inscrit deux fois."


class WorkbookRefused(ActionRefused):
    """A sentence that says why a workbook is not taken now."""


class WorkbookChanged(Exception):
    """Somebody answered between the page and its sending: `comparison` is what stands now."""

    def __init__(self, comparison: Comparison):
        super().__init__("Quelqu’un a répondu entre-temps\u00a0: relisez ce qui change, puis prenez-le.")
        self.comparison = comparison


@log_action
def receive_workbook(*, report: Report, data: bytes, name: str, by: User) -> WorkbookUpload:
    """Keep a filled workbook, under its hash, to be compared. The same file again, while it waits, returns that one.

    Raises UnreadableFile, a sentence, for what is no workbook of this report, and beyond the organism's room: nothing
    is kept then.
    """
    refuse_foreign(read_offline_book(data), report)
    refuse_infected(data)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        locked = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
        waiting = locked.workbooks.filter(sha256=sha256, taken_at__isnull=True).first()
        if waiting:
            return waiting
        try:
            refuse_beyond_room(report.organism_id, len(data))
        except FileRefused as refusal:
            raise UnreadableFile(str(refusal)) from refusal
        upload = WorkbookUpload(report=report, name=_readable_name(name), size=len(data), sha256=sha256, received_by=by)
        path = upload.file.field.generate_filename(upload, upload.name)
        upload.file.name = store_by_hash(path, ContentFile(data), sha256)
        upload.save()
    return upload


def _readable_name(name: str) -> str:
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")[:200].strip() or "classeur"


def compare_upload(report: Report, upload: WorkbookUpload) -> Comparison:
    """Return what a kept workbook changes in its report as it stands. Raises UnreadableFile."""
    with open_stored(upload.file, upload.sha256) as file:
        book = read_offline_book(file.read())
    return compare(read_report_data(report, proposes=False), book)


@log_action
@transaction.atomic
def take_workbook(
    *, report: Report, upload: WorkbookUpload, seen: str, chosen: Container[str], by: User
) -> WorkbookUpload:
    """Write what a workbook changes, by the rules of the page, all at once; of what was typed meanwhile, the `chosen`.

    `seen`: the mark of what the page showed; `chosen`: names of boxes. Raises WorkbookChanged when more was typed
    since, WorkbookRefused for one already taken or a report that was filed, StaleAnswer as save_answers.
    """
    current = WorkbookUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if current is None or current.taken_at:
        raise WorkbookRefused(TAKEN)
    comparison = compare_upload(report, current)
    if comparison.mark != seen:
        raise WorkbookChanged(comparison)
    wanted = [change for change in comparison.changes if not change.is_contested or change.name in chosen]
    data = read_report_data(report, proposes=False)
    accepted, faults = judge(data, wanted)
    reading = Reading(entries=[with_current_revision(change) for change in accepted])
    if not save_reading(report, reading, by=by, data=data):
        raise WorkbookRefused(" ".join(dict.fromkeys(reading.errors.values())))
    left = [change for change in comparison.changes if change not in wanted]
    comparison.faults += faults
    current.outcome = _outcome(accepted, left, comparison)
    current.taken_at, current.taken_by = timezone.now(), by
    current.save(update_fields=["outcome", "taken_at", "taken_by"])
    return current


def _outcome(taken: list[Change], left: list[Change], comparison: Comparison) -> dict:
    """What the page says once it is done; no answer is kept twice."""
    return {
        "taken": [[change.place, change.label] for change in taken],
        "left": [[change.place, change.label] for change in left],
        "faults": [[fault.place, fault.words] for fault in comparison.faults],
    }


@log_action
@transaction.atomic
def discard_workbook(*, upload: WorkbookUpload, by: User) -> None:
    """Take a workbook out of the list, and its file with it. Refuses (WorkbookRefused) one that was taken."""
    current = WorkbookUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if current is None:
        return
    if current.taken_at:
        raise WorkbookRefused("Ce classeur a été pris\u00a0: il reste dans la liste, un mois.")
    _forget(current)


@transaction.atomic
def forget_workbooks(now: datetime) -> int:
    """Erase the workbooks that came a month ago, taken or not, and return how many. Run twice, it erases no more."""
    old = list(WorkbookUpload.objects.select_for_update(skip_locked=True).filter(received_at__lt=now - KEPT))
    for upload in old:
        _forget(upload)
    return len(old)


def _forget(upload: WorkbookUpload) -> None:
    """What is undone keeps its file: a row that names a lost one could not be read again."""
    name, report_id = str(upload.file), upload.report_id
    upload.delete()
    transaction.on_commit(partial(_forget_file, report_id, name), robust=True)


@transaction.atomic
def _forget_file(report_id: int, name: str) -> None:
    """Take away a file that no upload holds, under the lock of whoever sends the same one at this moment."""
    Report.objects.select_for_update(no_key=True).get(pk=report_id)
    if not WorkbookUpload.objects.filter(file=name).exists():
        default_storage.delete(name)
