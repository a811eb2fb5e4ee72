"""What the seal of a paper is worth today, and what is wrong with a file that is no paper of the portal."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext

from reporting.models import Document, Seal
from reporting.papers.making.sealing.inspection import FoundSeal, marks_in, seals_in
from roriq_portal.files.storage import FileDamaged, open_stored
from roriq_portal.formats.days import format_day, format_moment
from roriq_portal.formats.numbers import group_digits


@dataclass(frozen=True)
class SealReading:
    """The seal of one PDF in words. Without a seal, `standing` says so and the rest is blank."""

    file: str
    standing: str
    is_intact: bool = False
    is_broken: bool = False
    certificate: str = ""
    hour: str = ""
    fingerprint: str = ""


def read_seal(document: Document) -> SealReading:
    """Read the stored file again and say what its seal is worth. `document`: a PDF, its seal selected; no query."""
    seal: Seal | None = getattr(document, "seal", None)
    if seal is None:
        words = gettext("Ce PDF ne porte pas de sceau\u00a0: il a été fait quand le réseau n’en posait pas.")
        return SealReading(document.words, words)
    is_intact = _is_intact(document, seal)
    words = (
        gettext("Scellé par {} le {}. Le sceau est intact\u00a0: rien n’a changé depuis.")
        if is_intact
        else gettext(
            "Scellé par {} le {}, mais le fichier que le portail garde n’est plus celui-là. Ne vous y fiez pas\u00a0: "
            "écrivez au réseau."
        )
    )
    return SealReading(
        document.words,
        words.format(seal.subject, format_moment(seal.signed_at)),
        is_intact=is_intact,
        is_broken=not is_intact,
        certificate=_certificate(seal),
        hour=_hour(seal),
        fingerprint=group_digits(seal.fingerprint, 4),
    )


def _is_intact(document: Document, seal: Seal) -> bool:
    try:
        with open_stored(document.file, document.sha256) as file:
            data = file.read()
    except FileDamaged:
        return False
    return any(
        read.is_intact and read.signed_end == len(data) and read.signature_sha256 == seal.signature_sha256
        for read in seals_in(data, {seal.fingerprint})
    )


def _certificate(seal: Seal) -> str:
    words = gettext("Émis par {}, bon du {} au {}.").format(
        seal.issuer, format_day(seal.begins_at), format_day(seal.ends_at)
    )
    if seal.ends_at > timezone.now():
        return words
    return " ".join([words, gettext("Il a pris fin depuis\u00a0: le sceau, posé avant, reste bon.")])


def _hour(seal: Seal) -> str:
    if seal.stamped_at is None:
        return gettext("Celle de l’horloge du portail.")
    return gettext("{}, donnée par {}.").format(format_moment(seal.stamped_at), seal.stamped_by)


class Trouble(StrEnum):
    """Why a file is no paper of the portal, as its seals say it."""

    UNSEALED = "unsealed"
    FOREIGN = "foreign"
    CHANGED = "changed"
    ADDED = "added"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FileTrouble:
    """`code`: of the paper whose seal the file bears, blank when there is none."""

    trouble: Trouble
    code: str = ""

    @property
    def code_words(self) -> str:
        return group_digits(self.code, 4, "-")


def trouble_of(data: bytes) -> FileTrouble:
    """Say what is wrong with a file that is, byte for byte, no paper of the portal. Two queries at most.

    What was signed says nothing of what was added after it, and a certificate is the network's when a paper of the
    portal bears it: that somebody signed is not enough.
    """
    marks = marks_in(data)
    if not marks:
        return FileTrouble(Trouble.UNSEALED)
    prints = {mark.fingerprint for mark in marks}
    known = set(Seal.objects.filter(fingerprint__in=prints).values_list("fingerprint", flat=True).distinct())
    ours = [seal for seal in seals_in(data, known) if seal.is_known]
    if not ours:
        return FileTrouble(Trouble.FOREIGN)
    intact = next((seal for seal in ours if seal.is_intact), None)
    code = _code_of(ours, hashlib.sha256(data[: intact.signed_end]).hexdigest() if intact else "")
    if intact and intact.signed_end < len(data):
        return FileTrouble(Trouble.ADDED, code)
    return FileTrouble(Trouble.UNKNOWN if intact and not code else Trouble.CHANGED, code)


def _code_of(seals: list[FoundSeal], first_bytes: str) -> str:
    """Return the code of the paper that these seals were put on. `first_bytes`: the hash of what one still covers."""
    rows = Seal.objects.filter(signature_sha256__in=[seal.signature_sha256 for seal in seals])
    rows = rows | Seal.objects.filter(document__sha256=first_bytes)
    return rows.values_list("document__version__code", flat=True).order_by("pk").first() or ""
