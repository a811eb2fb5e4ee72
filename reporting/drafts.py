"""The paper of a report that nobody certified yet: marked ÉBAUCHE, kept until the next one is asked."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "drafts"


def draft_path(report_id: int, key: str) -> str:
    """Return where the bytes of a draft stand in private storage."""
    return f"{FOLDER}/{report_id}/{key}.pdf"


def keep_draft(report_id: int, key: str, data: bytes) -> None:
    """Store a draft and take away the older ones of the same report. Run twice, it stores the same file."""
    path = draft_path(report_id, key)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(data))
    folder = f"{FOLDER}/{report_id}"
    for name in default_storage.listdir(folder)[1]:
        if name != f"{key}.pdf":
            default_storage.delete(f"{folder}/{name}")
