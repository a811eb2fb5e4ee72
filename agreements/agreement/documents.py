"""Papers of an agreement: kept in private storage for all its parties, removed without being destroyed."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from agreements.models import Agreement, AgreementDocument
from organisms.models import User
from roriq_portal.edits.undo import TOO_LATE, UNDONE_WITHIN
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.uploads import FileRefused, Kept
from roriq_portal.logs import log_action

MOST = 20
MOST_BYTES = 60 * 1024 * 1024


@log_action
@transaction.atomic
def add_document(*, agreement: Agreement, title: str, file: Kept, by: User) -> AgreementDocument:
    """Store a paper and its row. Refuses (FileRefused) when the agreement has too many, too much, or this
    very file, and when its organism has no room left."""
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    standing = locked.documents.filter(removed_at__isnull=True)
    if standing.count() >= MOST:
        raise FileRefused(f"Cette entente a déjà {MOST} documents. Retirez-en un avant d’en ajouter.")
    if (standing.aggregate(sum=Sum("size"))["sum"] or 0) + file.size > MOST_BYTES:
        raise FileRefused("Les documents de cette entente dépasseraient 60\u00a0Mo. Retirez-en un avant d’en ajouter.")
    if standing.filter(sha256=file.sha256).exists():
        raise FileRefused("Ce document y est déjà.")
    refuse_beyond_room(locked.organism_id, file.size)
    document = AgreementDocument(
        agreement=locked,
        title=title,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_by=by,
    )
    # The name on disk says nothing of the content
    document.file.save(file.sha256[:32], ContentFile(file.data), save=False)
    document.save()
    return document


@log_action
@transaction.atomic
def remove_document(*, document: AgreementDocument, by: User) -> None:
    """Take a paper off the agreement and keep who did; the bytes stay. One that was removed already stays so."""
    standing = AgreementDocument.objects.filter(pk=document.pk, removed_at__isnull=True)
    standing.update(removed_at=timezone.now(), removed_by=by)


@log_action
@transaction.atomic
def restore_document(*, document: AgreementDocument, by: User) -> None:
    """Give an agreement back a paper that this person took off less than a day ago.

    Refuses (FileRefused) one of somebody else or of more than a day, and where the same file was added since.
    """
    mine = AgreementDocument.objects.filter(
        pk=document.pk, removed_by=by, removed_at__gt=timezone.now() - UNDONE_WITHIN
    )
    try:
        with transaction.atomic():
            restored = mine.update(removed_at=None, removed_by=None)
    except IntegrityError as again:
        raise FileRefused("Ce document y est déjà.") from again
    if not restored:
        raise FileRefused(TOO_LATE)
