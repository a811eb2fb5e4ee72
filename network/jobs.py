"""Jobs of the network: papers of a frozen consolidated version, what its portrait hides. Each may run twice."""

import hashlib
import json
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from network.consolidation.papers import render_pdf, render_workbook
from network.models import ConsolidatedDocument, ConsolidatedVersion
from network.portrait.reader import choose_masks
from reporting.papers.making.documents import sealed_paper
from reporting.papers.making.sealing.certificate import is_sealing
from roriq_portal.database.locks import hold
from roriq_portal.jobs import hourly, job

Format = ConsolidatedDocument.Format
# Under this name the papers of a version are stored one at a time
PAPERS = "papers of a consolidated version"


@job("make_consolidated_papers")
def make_consolidated_papers(version_id: int) -> None:
    """Make the PDF and the XLSX of a consolidated version, once each; the PDF sealed where the network seals.

    Raises SealRefused where it cannot be: the job is tried again, and nothing is stored without its seal.
    """
    version = ConsolidatedVersion.objects.get(pk=version_id)
    content = json.loads(version.content)

    def render() -> bytes:
        return render_pdf(content, sha256=version.sha256)

    address = content["version"]["verify_url"]
    _store(version, Format.PDF, lambda: sealed_paper(render, address).data if is_sealing() else render())
    _store(version, Format.XLSX, lambda: render_workbook(content))


@hourly("mask_portrait", minute=18)
def mask_portrait(timestamp: int) -> None:
    """Choose what is hidden of the portrait of the network, so that its page finds it chosen."""
    choose_masks(timezone.localdate())


def _store(version: ConsolidatedVersion, kind: str, render: Callable[[], bytes]) -> None:
    if version.documents.filter(format=kind).exists():
        return
    data = render()
    with transaction.atomic():
        # Two workers at once keep one file: the second waits, and finds the document there
        hold(PAPERS, version.pk)
        if version.documents.filter(format=kind).exists():
            return
        document = ConsolidatedDocument(version=version, format=kind, size=len(data))
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.file.save(f"{version.code}.{kind}", ContentFile(data), save=False)
        document.save(force_insert=True)
