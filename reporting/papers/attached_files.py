"""The files that a version names: addressed by their hash, found among those the report ever held."""

import json
from collections.abc import Callable

from reporting.models import Attachment, Version
from reporting.papers.reading.version import Reading


def address_files(reading: Reading, url_of: Callable[[str], str]) -> Reading:
    """Return the reading with, beside each of its files, the `url` that `url_of` makes of its hash."""
    for section in reading.sections:
        for file in section.files:
            file["url"] = url_of(file["sha256"])
    return reading


def find_attachment(version: Version, sha256: str) -> Attachment | None:
    """Return the file of this hash when the version names it, removed since or not; None for any other."""
    sections = json.loads(version.content)["sections"]
    if sha256 not in {file["sha256"] for section in sections for file in section["files"]}:
        return None
    return Attachment.objects.filter(report=version.report_id, sha256=sha256).order_by("-added_at").first()
