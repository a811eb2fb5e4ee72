"""Is a paper genuine and current? Answers with names, dates and hashes; never a figure."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from reporting.models import Document, Version

CODE_SIZE = 16
# Codes are written with A to Z and 2 to 7: these digits can only be letters misread
LOOKALIKES = tuple(str.maketrans("018", letters) for letters in ("OIB", "OLB"))


@dataclass(frozen=True)
class Verdict:
    """`replaced_by` and `replaced_at` are empty for the current version."""

    title: str
    organism: str
    number: int
    as_of: datetime
    code: str
    sha256: str
    files: tuple[tuple[str, str], ...]
    replaced_by: int | None
    replaced_at: datetime | None


def plain_code(typed: str) -> str:
    """Return a typed code without its dashes and spaces, upper case, one sign too many at most."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())[: CODE_SIZE + 1]


def verify(typed: str) -> Verdict | None:
    """Find the version that bears this code. The same three queries whether there is one or not."""
    plain = plain_code(typed)
    found = Version.objects.filter(code__in={plain.translate(table) for table in LOOKALIKES}).first()
    documents = list(Document.objects.filter(version=found.pk if found else 0).order_by("format"))
    newest = Version.objects.filter(report=found.report_id if found else 0).defer("content").order_by("-number").first()
    if found is None or newest is None:
        return None
    content = json.loads(found.content)
    is_current = newest.number == found.number
    return Verdict(
        title=content["title"],
        organism=content["organism"]["name"],
        number=found.number,
        as_of=found.as_of,
        code=found.code,
        sha256=found.sha256,
        files=tuple((document.get_format_display(), document.sha256) for document in documents),
        replaced_by=None if is_current else newest.number,
        replaced_at=None if is_current else newest.as_of,
    )
