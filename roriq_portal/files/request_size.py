"""What a request weighs, as its sender says before its body is read."""

from django.conf import settings
from django.http import HttpRequest


def bytes_sent(request: HttpRequest) -> int:
    """Return the bytes that a body is said to hold; 0 where it says nothing that can be read."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0


def is_heavy(request: HttpRequest) -> bool:
    """Whether the body weighs more than any form of the house: it is not even read."""
    return bytes_sent(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
