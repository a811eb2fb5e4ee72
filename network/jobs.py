"""Jobs of the network: the papers of a frozen consolidated version. Each may run twice without harm."""

import hashlib
import json
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import connection, transaction

from network.consolidation.papers import render_pdf, render_workbook
from network.models import ConsolidatedDocument, ConsolidatedVersion
from roriq_portal.jobs import job

Format = ConsolidatedDocument.Format
# Any number does: the first half of the key under which the papers of a version are stored one at a time
PAPERS = 20261130


@job("make_consolidated_papers")
def make_consolidated_papers(version_id: int) -> None:
    """Make the PDF and the XLSX of a consolidated version, once each."""
    version = ConsolidatedVersion.objects.get(pk=version_id)
    content = json.loads(version.content)
    _store(version, Format.PDF, lambda: render_pdf(content, sha256=version.sha256))
    _store(version, Format.XLSX, lambda: render_workbook(content))


def _store(version: ConsolidatedVersion, kind: str, render: Callable[[], bytes]) -> None:
    if version.documents.filter(format=kind).exists():
        return
    data = render()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two workers at once keep one file: the second waits, and finds the document there
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PAPERS, version.pk])
        if version.documents.filter(format=kind).exists():
            return
        document = ConsolidatedDocument(version=version, format=kind, size=len(data))
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.file.save(f"{version.code}.{kind}", ContentFile(data), save=False)
        document.save(force_insert=True)
