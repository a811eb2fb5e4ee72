"""What a file is, by its content; its name and what the browser says of it count for nothing."""

import hashlib
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files import File

from roriq_portal.files.antivirus import trouble_in
from roriq_portal.formats.numbers import format_size

LIMIT = 10 * 1024 * 1024
KINDS_WORDS = "PDF, PNG, JPEG, DOCX ou XLSX"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", WORD: ".docx", SHEET: ".xlsx"}


# The brands that follow « ftyp » in the photos of telephones
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
HEIC = (
    "Cette photo est au format HEIC, celui des iPhone, que tous ne peuvent pas ouvrir. Faites-en un JPEG\u00a0: "
    "ouvrez-la dans Aperçu (Mac) ou Photos (Windows), choisissez Exporter ou Enregistrer sous, puis JPEG. Pour les "
    "prochaines, sur l’iPhone\u00a0: Réglages, Appareil photo, Formats, Le plus compatible."
)
CUT = "Ce fichier est incomplet ou abîmé. Ouvrez-le, enregistrez-le de nouveau, puis téléversez-le."
# Readers look for the end of a PDF within this many bytes of the file's end
TAIL = 2048


class FileRefused(ValueError):
    """The file cannot be kept; the message says why, in a sentence."""


@dataclass(frozen=True)
class Kept:
    """A file that may be kept: `name` is safe to print and to give back, its suffix given by the content."""

    name: str
    content_type: str
    size: int
    sha256: str
    data: bytes


def examine(file: BinaryIO | File, name: str) -> Kept:
    """Return what will be kept.

    Refuses (FileRefused) an empty file, one past 10 Mo, one of another kind, one that was cut, and one that the
    antivirus refuses or does not answer for.
    """
    upload = recognise(file, name)
    if not _is_whole(upload.content_type, upload.data):
        raise FileRefused(CUT)
    if trouble := trouble_in(upload.data):
        raise FileRefused(trouble)
    return upload


def recognise(file: BinaryIO | File, name: str) -> Kept:
    """Return a file with its kind, as `examine` does, but also one that does not end as its kind does.

    For what was stored before that was asked.
    """
    data = file.read(LIMIT + 1)
    size = getattr(file, "size", len(data))
    if size > LIMIT or len(data) > LIMIT:
        raise FileRefused(f"Ce fichier fait {format_size(size)}\u00a0; la limite est de 10\u00a0Mo.")
    if not data:
        raise FileRefused("Ce fichier est vide. Choisissez-en un autre.")
    content_type = _kind(data)
    if content_type is None and data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise FileRefused(HEIC)
    if content_type is None:
        raise FileRefused(f"Ce fichier n’est pas d’une sorte qu’on garde. Téléversez un {KINDS_WORDS}.")
    return Kept(
        _clean_name(name, SUFFIXES[content_type]), content_type, len(data), hashlib.sha256(data).hexdigest(), data
    )


def _kind(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def _is_whole(content_type: str, data: bytes) -> bool:
    """Whether the file also ends as one of its kind does: a few bytes under a good name are no resolution of a board.

    Nothing is unpacked or drawn: a hostile file costs no more than another.
    """
    tail = data[-TAIL:]
    if content_type == "application/pdf":
        return b"%%EOF" in tail and (b"startxref" in tail or b"trailer" in tail)
    if content_type == "image/png":
        return data[12:16] == b"IHDR" and b"IEND" in tail
    if content_type == "image/jpeg":
        return b"\xff\xd9" in tail
    return True


def _office_kind(data: bytes) -> str | None:
    """Names are read from the directory of the archive; nothing is unpacked."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return WORD if "word/document.xml" in names else SHEET if "xl/workbook.xml" in names else None


def _clean_name(name: str, suffix: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem = PurePosixPath(shown).stem[:120] if shown else "piece"
    return f"{stem}{suffix}"
