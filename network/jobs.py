"""Jobs of the network: papers of a frozen consolidated version, what its portrait hides. Each may run twice."""

import hashlib
import json
from collections.abc import Callable
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from network.consolidation.papers import render_pdf, render_workbook
from network.models import ConsolidatedDocument, ConsolidatedVersion
from network.portrait.reader import choose_masks
from reporting.papers.languages import languages_of, mark_of
from reporting.papers.making.documents import sealed_paper
from reporting.papers.making.sealing.certificate import is_sealing
from roriq_portal.database.locks import hold
from roriq_portal.jobs import hourly, job

Format = ConsolidatedDocument.Format
# Under this name the papers of a version are stored one at a time
PAPERS = "papers of a consolidated version"


@job("make_consolidated_papers")
def make_consolidated_papers(version_id: int) -> None:
    """Make the PDF and the XLSX of a consolidated version in each of its languages, a PDF sealed where it is asked.

    Raises SealRefused where it cannot be: the job is tried again, and nothing is stored without its seal.
    """
    version = ConsolidatedVersion.objects.get(pk=version_id)
    content = json.loads(version.content)

    for language in languages_of(content):
        pdf = partial(render_pdf, content, sha256=version.sha256, language=language)
        _store(version, Format.PDF, language, partial(_sealed, pdf, content["version"]["verify_url"]))
        _store(version, Format.XLSX, language, partial(render_workbook, content, language=language))


def _sealed(render: Callable[[], bytes], address: str) -> bytes:
    return sealed_paper(render, address).data if is_sealing() else render()


@hourly("mask_portrait", minute=18)
def mask_portrait(timestamp: int) -> None:
    """Choose what is hidden of the portrait of the network, so that its page finds it chosen."""
    choose_masks(timezone.localdate())


def _store(version: ConsolidatedVersion, kind: str, language: str, render: Callable[[], bytes]) -> None:
    if version.documents.filter(format=kind, language=language).exists():
        return
    data = render()
    with transaction.atomic():
        # Two workers at once keep one file: the second waits, and finds the document there
        hold(PAPERS, version.pk)
        if version.documents.filter(format=kind, language=language).exists():
            return
        document = ConsolidatedDocument(version=version, format=kind, language=language, size=len(data))
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.file.save(f"{version.code}{mark_of(language)}.{kind}", ContentFile(data), save=False)
        document.save(force_insert=True)
