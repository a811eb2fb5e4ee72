"""The paper of an uncertified report: marked ÉBAUCHE, stored an hour at least, until the next one is asked."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "drafts"
# Two clicks make two drafts, and each of their pages waits for its own
KEPT = timedelta(hours=1)


def draft_path(report_id: int, key: str) -> str:
    """Return where the bytes of a draft stand in private storage."""
    return f"{FOLDER}/{report_id}/{key}.pdf"


def keep_draft(report_id: int, key: str, data: bytes) -> None:
    """Store a draft and take away those of the same report that are an hour old. Run twice, it stores the same file."""
    path = draft_path(report_id, key)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(data))
    folder = f"{FOLDER}/{report_id}"
    before = timezone.now() - KEPT
    for name in default_storage.listdir(folder)[1]:
        if default_storage.get_modified_time(f"{folder}/{name}") < before:
            default_storage.delete(f"{folder}/{name}")
