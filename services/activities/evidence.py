"""Files joined to a record: kept in private storage, withdrawn with a reason, never destroyed."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from organisms.models import User
from roriq_portal.files.quota import refuse_beyond_room
from roriq_portal.files.uploads import FileRefused, Kept
from roriq_portal.logs import log_action
from services.models import Activity, Evidence

MOST_PER_ACTIVITY = 12


@log_action
@transaction.atomic
def add_evidence(*, activity: Activity, file: Kept, by: User) -> Evidence:
    """Store a file and its row. Refuses (FileRefused) the thirteenth, a file that the record already holds, and one
    that finds no room.
    """
    locked = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    live = locked.evidence.filter(withdrawn_at__isnull=True)
    if live.count() >= MOST_PER_ACTIVITY:
        raise FileRefused(f"Cette fiche a déjà {MOST_PER_ACTIVITY} pièces. Retirez-en une avant d’en ajouter.")
    if live.filter(sha256=file.sha256).exists():
        raise FileRefused("Cette pièce y est déjà.")
    refuse_beyond_room(locked.organism_id, file.size)
    evidence = Evidence(
        activity=locked,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_by=by,
    )
    # The name on disk says nothing of the content: what is typed stays in the row
    evidence.file.save(file.sha256[:32], ContentFile(file.data), save=False)
    evidence.save()
    return evidence


@log_action
def withdraw_evidence(*, evidence: Evidence, reason: str, by: User) -> None:
    """Take a file off its record, with the reason; who withdrew it first stays. The bytes are kept."""
    standing = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=reason)
