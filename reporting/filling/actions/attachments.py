"""The attachments of a report: in private storage, removed without being destroyed while the report is open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import User
from reporting.engine.form.spec import LineSpec
from reporting.models import Attachment, Line, Report
from roriq_portal.edits.undo import TOO_LATE, UNDONE_WITHIN
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.uploads import FileRefused, Kept
from roriq_portal.logs import log_action

MOST_PER_REPORT = 40


CLOSED_LINE = "Cette pièce n’est pas à corriger\u00a0: seules les lignes commentées, ou en question, sont ouvertes."

MOVED_LINE = "Le gabarit du rapport vient de changer : il ne demande plus cette pièce."


@log_action
@transaction.atomic
def add_attachment(*, report: Report, line: Line | LineSpec, upload: Kept, by: User) -> Attachment:
    """Store the file and its row. Refuses (FileRefused) a closed report, one file too many, a file already there,
    and one that finds no room.

    A returned report takes files on its commented lines only; the database refuses the others too (T3).
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.is_open:
        raise FileRefused("Ce rapport est déposé\u00a0: on n’y ajoute plus de pièce.")
    live = locked.attachments.filter(removed_at__isnull=True)
    if live.count() >= MOST_PER_REPORT:
        raise FileRefused(f"Ce rapport a déjà {MOST_PER_REPORT} pièces. Retirez-en une avant d’en ajouter.")
    if live.filter(line_key=line.key, sha256=upload.sha256).exists():
        raise FileRefused("Cette pièce y est déjà.")
    refuse_beyond_room(locked.organism_id, upload.size)
    attachment = Attachment(
        report=locked,
        line_key=line.key,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        added_by=by,
    )
    # The name on disk says nothing of the content: what is typed stays in the row
    attachment.file.save(upload.sha256[:32], ContentFile(upload.data), save=False)
    with _line_open():
        attachment.save()
    return attachment


@log_action
@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take the file off the report and record who did; refuse (FileRefused) when the report or the line is closed.

    The bytes stay, since a filed version may name them.
    """
    report = Report.objects.select_for_update().get(pk=attachment.report_id)
    if not report.is_open:
        raise FileRefused("Ce rapport est déposé\u00a0: on n’en retire plus de pièce.")
    standing = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    with _line_open():
        standing.update(removed_at=timezone.now(), removed_by=by)


@log_action
@transaction.atomic
def restore_attachment(*, attachment: Attachment, by: User) -> None:
    """Give a report back a file that this person took off less than a day ago.

    Refuses (FileRefused) one of somebody else or of more than a day, one that was added again, and a closed line.
    """
    report = Report.objects.select_for_update().get(pk=attachment.report_id)
    mine = Attachment.objects.filter(pk=attachment.pk, removed_by=by, removed_at__gt=timezone.now() - UNDONE_WITHIN)
    if not report.is_open or not mine.exists():
        raise FileRefused(TOO_LATE)
    live = report.attachments.filter(removed_at__isnull=True, line_key=attachment.line_key, sha256=attachment.sha256)
    if live.exists():
        raise FileRefused("Cette pièce y est déjà.")
    with _line_open():
        mine.update(removed_at=None, removed_by=None)


@contextmanager
def _line_open() -> Iterator[None]:
    """Say in a sentence what T3 refuses: which lines are open is asked of the comments once, by the database."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if "is not of the form" in str(refused):
            raise FileRefused(MOVED_LINE) from refused
        if "is not open" not in str(refused):
            raise
        raise FileRefused(CLOSED_LINE) from refused
