"""The files of a version: rendered from its content alone, sealed where the network seals, stored once each."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import product

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from reporting.models import Document, Seal, Version
from reporting.papers.languages import languages_of, mark_of
from reporting.papers.making.sealing.certificate import is_sealing, opened_key
from reporting.papers.making.sealing.signing import Sealed, seal
from reporting.papers.rendering.pdf import render_paper
from reporting.papers.rendering.workbook import render_sheet
from roriq_portal.database.locks import hold

# Under this name the papers of a version are stored one at a time
PAPERS = "papers of a version"
KEPT_OF_SEAL = ("signed_at", "signature_sha256", "stamped_at", "stamped_by")


def make_documents(version: Version) -> None:
    """Make the PDF and the XLSX of a version that are not made yet, in each of its languages.

    Raises SealRefused where papers are sealed and this one cannot be: it is never stored without its seal.
    """
    content = json.loads(version.content)
    renderings = {
        Document.Format.XLSX: partial(render_sheet, content),
        Document.Format.PDF: partial(render_paper, content, sha256=version.sha256),
    }
    for language, (kind, render) in product(languages_of(content), renderings.items()):
        if version.documents.filter(format=kind, language=language).exists():
            continue
        rendering = partial(render, language=language)
        if kind == Document.Format.PDF and is_sealing():
            sealed = sealed_paper(rendering, content["version"]["verify_url"])
            _store(version, kind, language, sealed.data, sealed)
        else:
            _store(version, kind, language, rendering())


def sealed_paper(render: Callable[[], bytes], address: str) -> Sealed:
    """Render a paper and seal it; `address`: where it is verified. SealRefused when it cannot be."""
    # A key that cannot be opened is known before the paper is laid out, for nothing
    with opened_key(timezone.now()) as key:
        return seal(render(), key, at=timezone.now(), address=address)


def _store(version: Version, kind: str, language: str, data: bytes, sealed: Sealed | None = None) -> None:
    """Two workers at once keep one file: the second waits, and finds the document there.

    The row itself stays unlocked: nobody may change a version (decision 27), and a lock asks for the right to.
    """
    with transaction.atomic():
        hold(PAPERS, version.pk)
        if version.documents.filter(format=kind, language=language).exists():
            return
        document = Document(version=version, format=kind, language=language, size=len(data))
        document.sha256 = hashlib.sha256(data).hexdigest()
        document.file.save(f"{version.code}{mark_of(language)}.{kind}", ContentFile(data), save=False)
        document.save(force_insert=True)
        if sealed:
            said = {name: getattr(sealed, name) for name in KEPT_OF_SEAL}
            Seal.objects.create(document=document, **said, **asdict(sealed.facts))
