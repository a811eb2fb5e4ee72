"""Files joined to a report: kept in private storage, removed without being destroyed while the report is open."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.models import Attachment, Line, Report
from reporting.uploads import FileRefused, Kept

MOST_PER_REPORT = 40


@transaction.atomic
def add_attachment(*, report: Report, line: Line, kept: Kept, by: User) -> Attachment:
    """Store the file and its row. Refuses (FileRefused) when the report is closed, has too many, or holds this very file."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.is_open:
        raise FileRefused("Ce rapport est déposé\u00a0: on n’y ajoute plus de pièce.")
    live = locked.attachments.filter(removed_at__isnull=True)
    if live.count() >= MOST_PER_REPORT:
        raise FileRefused(f"Ce rapport a déjà {MOST_PER_REPORT} pièces. Retirez-en une avant d’en ajouter.")
    if live.filter(line_key=line.key, sha256=kept.sha256).exists():
        raise FileRefused("Cette pièce y est déjà.")
    attachment = Attachment(
        report=locked,
        line_key=line.key,
        name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
        added_by=by,
    )
    # The name on disk says nothing of the content: what is typed stays in the row
    attachment.file.save(kept.sha256[:32], ContentFile(kept.data), save=False)
    attachment.save()
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take the file off the report; the bytes stay, since a filed version may name them. Refuses (FileRefused) once closed."""
    report = Report.objects.select_for_update().get(pk=attachment.report_id)
    if not report.is_open:
        raise FileRefused("Ce rapport est déposé\u00a0: on n’en retire plus de pièce.")
    Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True).update(removed_at=timezone.now())
