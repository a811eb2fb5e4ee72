"""Tables that people send, CSV or XLSX: what they are is read from their bytes, and a workbook is weighed before it is opened."""

import codecs
import io
import zipfile
import zlib
from datetime import date, datetime, time
from decimal import Decimal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

Cell = str | Decimal | date | None

MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL_ENOUGH = 10 * 1024 * 1024
LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_TOO_BIG = "Ce classeur prend trop de place une fois décompressé. Copiez le registre dans un classeur neuf."
DAMAGED = "Ce classeur est abîmé ou n’est pas un XLSX. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
PROTECTED = (
    "Ce classeur est protégé par un mot de passe ou d’un ancien format (.xls). "
    "Enregistrez-le en XLSX sans mot de passe."
)
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"RIFF": "une image ou un son",
    b"\x1f\x8b": "une archive",
    b"7z\xbc\xaf": "une archive",
    b"Rar!": "une archive",
    b"\x7fELF": "un programme",
    b"MZ": "un programme",
    b"{\\rtf": "un document de traitement de texte",
    b"<!DOCTYPE": "une page Web",
    b"<html": "une page Web",
    b"<?xml": "un document XML",
}


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message is a sentence for the person who sent it."""


def is_workbook(data: bytes, *, max_bytes: int, noun: str = "registre") -> bool:
    """Say whether the bytes are a workbook, else text. Refuses (UnreadableFile) what is neither, what is empty, what is too big."""
    if len(data) > max_bytes:
        raise UnreadableFile(
            f"Ce fichier dépasse {max_bytes // (1024 * 1024)} Mo. Partagez le {noun} en plusieurs fichiers."
        )
    if not data.strip():
        raise UnreadableFile("Ce fichier est vide.")
    if data.startswith(_OLE):
        raise UnreadableFile(PROTECTED)
    if data.startswith(_ZIP):
        return True
    kind = next((kind for magic, kind in _OTHERS.items() if data.startswith(magic)), None)
    if kind is not None and not (data.startswith(b"MZ") and b"\0" not in data):
        raise UnreadableFile(f"Ce fichier est {kind}, pas un {noun}. Envoyez un fichier CSV ou XLSX.")
    return False


def decode(data: bytes) -> str:
    """The text of the bytes: by its byte order mark, else strict UTF-8, else Windows-1252."""
    mark = next((mark for mark in _UTF16_MARKS if data.startswith(mark)), None)
    encodings = [_UTF16_MARKS[mark]] if mark else ["utf-8-sig", "cp1252"]
    if mark is None and b"\0" in data:
        raise UnreadableFile(
            "Ce fichier n’est pas un registre : il contient des octets qui ne sont pas du texte. "
            "Envoyez un fichier CSV ou XLSX."
        )
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("L’encodage de ce fichier n’est pas reconnu. Enregistrez-le en « CSV UTF-8 » ou en XLSX.")


def weigh(data: bytes) -> None:
    """Refuse an archive that unpacks to too much, by what it declares and by what it really holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if "[Content_Types].xml" not in {member.filename for member in members}:
                raise UnreadableFile("Ce fichier est une archive, pas un classeur. Envoyez le CSV ou le XLSX.")
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableFile(PROTECTED)
            _refuse_weight(sum(member.file_size for member in members), len(data))
            _refuse_weight(_measure(archive, members), len(data))
            _refuse_entities(archive, members)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as bad:
        raise UnreadableFile(DAMAGED) from bad


def _measure(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> int:
    """How many bytes the parts really hold, counted no further than one chunk past the limit."""
    total = 0
    for member in members:
        with archive.open(member) as part:
            while total <= MAX_UNPACKED and (chunk := part.read(_CHUNK)):
                total += len(chunk)
    return total


def _refuse_entities(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuse a part that declares a document type: no workbook needs one, and entity bombs live there."""
    for member in members:
        with archive.open(member) as part:
            try:
                next(iterparse(part, events=("start",), forbid_dtd=True), None)
            except DefusedXmlException as bad:
                raise UnreadableFile(DAMAGED) from bad
            except ParseError:
                continue  # an image, or a part that openpyxl will refuse if it needs it


def _refuse_weight(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > SMALL_ENOUGH and unpacked > MAX_RATIO * packed):
        raise UnreadableFile(_TOO_BIG)


def plain_cell(value: object) -> Cell:
    """Return what a workbook's cell holds as text, number or day."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        # A sum of hours ends in 0000000004: the ninth decimal is the spreadsheet's, not a person's.
        return Decimal(repr(round(value, 9)))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ", "minutes")
    return value if isinstance(value, date) else str(value)
