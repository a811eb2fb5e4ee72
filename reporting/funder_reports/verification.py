"""Is a paper genuine and current? Answers with names, dates and hashes; never a figure."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from agreements.models import Agreement, Funder
from reporting.models import Document, Report, Transition, Version
from roriq_portal.formats.days import format_day

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
    replaced_by: int | None
    replaced_at: datetime | None
    standing: str
    is_in_force: bool
    acts: str


IN_FORCE = "C’est la version en vigueur."
AWAITED = "Déposée, pas encore approuvée."
NOT_ISSUED = "Déposée, pas encore transmise au bailleur."
COMING = "pour correction\u00a0: une nouvelle version viendra."
SENT_BACK = {
    "return": f"Dernière version déposée. {{who}} l’a retournée {COMING}",
    "reopen": f"Dernière version approuvée. {{who}} l’a rouverte {COMING}",
}
ACTS = {"endorse": "endossé", "approve": "approuvé"}


def plain_code(typed: str) -> str:
    """Return a typed code without its dashes and spaces, upper case, one sign too many at most."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())[: CODE_SIZE + 1]


def verify(typed: str) -> Verdict | None:
    """Find the version that bears this code. The same five queries whether there is one or not.

    A report sent back asks one more: who sent it.
    """
    plain = plain_code(typed)
    version = (
        Version.objects.filter(code__in={plain.translate(table) for table in LOOKALIKES})
        .select_related("report")
        .first()
    )
    documents = list(Document.objects.filter(version=version.pk if version else 0).order_by("format"))
    newest = (
        Version.objects.filter(report=version.report_id if version else 0).defer("content").order_by("-number").first()
    )
    steps = list(Transition.objects.filter(report=version.report_id if version else 0).select_related("by"))
    funder = _lead_funder(version)
    if version is None or newest is None:
        return None
    content = json.loads(version.content)
    is_current = newest.number == version.number
    return Verdict(
        title=content["title"],
        organism=content["organism"]["name"],
        form=f"{content['template']['name']}, version {content['template']['number']}",
        period=content["period"]["words"],
        report_number=content["report"]["number"],
        funder_kind=funder.get_kind_display() if funder else "Le réseau",
        state=str(version.report.get_state_display()) if is_current else "",
        number=version.number,
        as_of=version.as_of,
        code=version.code,
        sha256=version.sha256,
        files=tuple((document.get_format_display(), document.sha256) for document in documents),
        replaced_by=None if is_current else newest.number,
        replaced_at=None if is_current else newest.as_of,
        standing=_standing(version.report, steps),
        is_in_force=_is_in_force(version.report),
        acts=acts_since(version, steps) if is_current else "",
    )


def verify_file(sha256: str) -> Verdict | None:
    """Find the version of which a file, known by its SHA-256, is a paper as the portal stored it."""
    document = Document.objects.filter(sha256=sha256).select_related("version").order_by("pk").first()
    return verify(document.version.code) if document else None


def print_of(file: UploadedFile) -> str:
    """Return the SHA-256 of a file that was sent, read piece by piece and not kept."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _lead_funder(version: Version | None) -> Funder | None:
    report_id = version.report_id if version else 0
    agreements = Agreement.objects.filter(requirements__deliverables__report=report_id).order_by().values("pk")
    return Funder.objects.filter(signatures__agreement__in=agreements, signatures__is_lead=True).first()


def _is_in_force(report: Report) -> bool:
    return report.issued_at is not None or (report.kind == Report.Kind.ANNUAL and report.state == Report.State.APPROVED)


def _standing(report: Report, steps: list[Transition]) -> str:
    """What the newest version of a report is worth; a funder's paper is in force as soon as it is issued."""
    if _is_in_force(report):
        return IN_FORCE
    back = next((step for step in steps if step.name in SENT_BACK), None)
    if report.state != Report.State.RETURNED or back is None:
        return AWAITED if report.kind == Report.Kind.ANNUAL else NOT_ISSUED
    who = "L’organisme-pivot" if back.name == "return" and not (back.by and back.by.is_network) else "Le réseau"
    return SENT_BACK[back.name].format(who=who)


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
    words = ", ".join(f"{ACTS[step.name]} le {format_day(step.at)}" for step in made)
    return f"{words[:1].upper()}{words[1:]}"
