"""Is a paper genuine and current? Answers with names, dates and hashes; never a figure."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_noop

from agreements.models import Agreement, Funder
from reporting.funder_reports.verification.seals import SealReading, read_seal
from reporting.models import Document, Report, Transition, Version
from reporting.papers.languages import Languages, content_in, language_among, languages_of
from roriq_portal.formats.days import format_day
from roriq_portal.formats.language import current_language, in_language
from roriq_portal.formats.phrases import capital

CODE_SIZE = 16
# Codes are written with A to Z and 2 to 7: these digits can only be letters misread
LOOKALIKES = tuple(str.maketrans("018", letters) for letters in ("OIB", "OLB"))


@dataclass(frozen=True)
class Verdict:
    """`replaced_by` and `replaced_at` are empty for the current version. `standing` says in a sentence what it is worth

    today, `is_in_force` whether nothing more is awaited of it; `acts` who agreed to it since, and when.
    `state`: that of the report, of its newest version only. `funder_kind`: the sort of who pays, never its name.
    """

    title: str
    organism: str
    form: str
    period: str
    report_number: str
    funder_kind: str
    state: str
    number: int
    as_of: datetime
    code: str
    sha256: str
    files: tuple[tuple[str, str], ...]
    seals: tuple[SealReading, ...]
    replaced_by: int | None
    replaced_at: datetime | None
    standing: str
    is_in_force: bool
    acts: str
    languages: Languages
    language: str


IN_FORCE = gettext_noop("C’est la version en vigueur.")
AWAITED = gettext_noop("Déposée, pas encore approuvée.")
NOT_ISSUED = gettext_noop("Déposée, pas encore transmise au bailleur.")
SENT_BACK = {
    "return": gettext_noop(
        "Dernière version déposée. {} l’a retournée pour correction\u00a0: une nouvelle version viendra."
    ),
    "reopen": gettext_noop(
        "Dernière version approuvée. {} l’a rouverte pour correction\u00a0: une nouvelle version viendra."
    ),
}
PIVOT, NETWORK = gettext_noop("L’organisme-pivot"), gettext_noop("Le réseau")
ACTS = {"endorse": gettext_noop("endossé le {}"), "approve": gettext_noop("approuvé le {}")}


def plain_code(typed: str) -> str:
    """Return a typed code without its dashes and spaces, upper case, one sign too many at most."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())[: CODE_SIZE + 1]


def verify(typed: str, language: str = "") -> Verdict | None:
    """Find the version that bears this code. The same five queries whether there is one or not.

    A report sent back asks one more: who sent it. `language`: the one in which it is asked, when its paper has it.
    """
    plain = plain_code(typed)
    version = (
        Version.objects.filter(code__in={plain.translate(table) for table in LOOKALIKES})
        .select_related("report")
        .first()
    )
    documents = list(
        Document.objects.filter(version=version.pk if version else 0)
        .select_related("seal")
        .order_by("-language", "format")
    )
    newest = (
        Version.objects.filter(report=version.report_id if version else 0).defer("content").order_by("-number").first()
    )
    steps = list(Transition.objects.filter(report=version.report_id if version else 0).select_related("by"))
    funder = _lead_funder(version)
    if version is None or newest is None:
        return None
    content = json.loads(version.content)
    chosen = language_among(languages_of(content), language)
    with in_language(chosen):
        return _verdict(version, newest, content_in(content, chosen), documents, steps, funder)


def _verdict(
    version: Version,
    newest: Version,
    content: dict,
    documents: list[Document],
    steps: list[Transition],
    funder: Funder | None,
) -> Verdict:
    is_current = newest.number == version.number
    return Verdict(
        title=content["title"],
        organism=content["organism"]["name"],
        form=f"{content['template']['name']}, version {content['template']['number']}",
        period=content["period"]["words"],
        report_number=content["report"]["number"],
        funder_kind=gettext(funder.get_kind_display() if funder else NETWORK),
        state=gettext(version.report.get_state_display()) if is_current else "",
        number=version.number,
        as_of=version.as_of,
        code=version.code,
        sha256=version.sha256,
        files=tuple((document.words, document.sha256) for document in documents),
        seals=tuple(map(read_seal, (document for document in documents if document.format == Document.Format.PDF))),
        replaced_by=None if is_current else newest.number,
        replaced_at=None if is_current else newest.as_of,
        standing=_standing(version.report, steps),
        is_in_force=_is_in_force(version.report),
        acts=acts_since(version, steps) if is_current else "",
        languages=languages_of(content),
        language=current_language(),
    )


def verify_file(sha256: str) -> Verdict | None:
    """Find the version of which a file, known by its SHA-256, is a paper as the portal stored it."""
    document = Document.objects.filter(sha256=sha256).select_related("version").order_by("pk").first()
    return verify(document.version.code, document.language) if document else None


def print_of(file: UploadedFile) -> str:
    """Return the SHA-256 of a file that was sent, read piece by piece and not kept."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def whole(file: UploadedFile) -> bytes:
    """Return the bytes of a file that was sent, from its first one."""
    file.seek(0)
    return file.read()


def _lead_funder(version: Version | None) -> Funder | None:
    report_id = version.report_id if version else 0
    agreements = Agreement.objects.filter(requirements__deliverables__report=report_id).order_by().values("pk")
    return Funder.objects.filter(signatures__agreement__in=agreements, signatures__is_lead=True).first()


def _is_in_force(report: Report) -> bool:
    return report.issued_at is not None or (report.kind == Report.Kind.ANNUAL and report.state == Report.State.APPROVED)


def _standing(report: Report, steps: list[Transition]) -> str:
    """What the newest version of a report is worth; a funder's paper is in force as soon as it is issued."""
    if _is_in_force(report):
        return gettext(IN_FORCE)
    back = next((step for step in steps if step.name in SENT_BACK), None)
    if report.state != Report.State.RETURNED or back is None:
        return gettext(AWAITED if report.kind == Report.Kind.ANNUAL else NOT_ISSUED)
    who = PIVOT if back.name == "return" and not (back.by and back.by.is_network) else NETWORK
    return gettext(SENT_BACK[back.name]).format(gettext(who))


def acts_since(version: Version, steps: Sequence[Transition]) -> str:
    """Return « Endossé le 8 juin 2026, approuvé le 12 juin 2026 »: what followed a version, oldest first.

    `steps`: those of its report, newest first.
    """
    made: list[Transition] = []
    for step in reversed(steps):
        if step.name == "take_back":
            made = made[:-1]
        elif step.name in ACTS and step.at >= version.as_of:
            made.append(step)
    words = ", ".join(gettext(ACTS[step.name]).format(format_day(step.at)) for step in made)
    return capital(words)
