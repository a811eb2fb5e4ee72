"""Workbooks that are archives: weighed before they are opened, named by what they hold."""

import io
import re
import zipfile
import zlib
from enum import Enum

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from roriq_portal.files.tables.cell_values import TooHeavy, UnreadableFile
from roriq_portal.files.tables.file_kinds import PROTECTED, another_kind

# 50 000 rows of a register unpack to some 25 Mo
MAX_UNPACKED = 40 * 1024 * 1024
MAX_RATIO = 200
SMALL_ENOUGH = 10 * 1024 * 1024
_CHUNK = 1024 * 1024
_TOO_BIG = (
    "Ce classeur prend trop de place une fois décompressé ({}\u00a0Mo au plus). Enregistrez-le en CSV, copiez-le "
    "dans un classeur neuf, ou partagez-le en plusieurs fichiers."
)
DAMAGED = "Ce classeur est abîmé ou n’est pas un XLSX. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
NUMBERS = "Ce fichier est un document de Numbers. Dans Numbers, exportez-le vers Excel ou CSV, puis envoyez cet export."
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# The ISO form of the format has its own names for the same things
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_STRICT_NAME = b"http://purl.oclc.org/ooxml/"


class BookKind(Enum):
    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"


def weigh(data: bytes, most: int = MAX_UNPACKED) -> int:
    """Return the bytes that an archive unpacks to.

    Refuses one of more than `most`, by what it declares and by what it really holds, one with a password, one whose
    parts declare a document type.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableFile(PROTECTED)
            _refuse_weight(sum(member.file_size for member in members), len(data), most)
            weight = _measure(archive, members, most)
            _refuse_weight(weight, len(data), most)
            _refuse_entities(archive, members)
            return weight
    except BROKEN as bad:
        raise UnreadableFile(DAMAGED) from bad


def book_kind(data: bytes, noun: str) -> BookKind:
    """Return which workbook an archive is, once weighed. Refuses (UnreadableFile) any other by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except BROKEN as bad:
        raise UnreadableFile(DAMAGED) from bad
    if kind.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
        return BookKind.ODS
    if kind.startswith(_OPEN_DOCUMENT) or "word/document.xml" in names:
        raise another_kind("un document de traitement de texte", noun)
    if any(name.startswith("ppt/") for name in names):
        raise another_kind("une présentation", noun)
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise UnreadableFile(NUMBERS)
    if "[Content_Types].xml" not in names:
        raise UnreadableFile("Ce fichier est une archive, pas un classeur. Envoyez le CSV ou le XLSX.")
    return BookKind.XLSB if "xl/workbook.bin" in names else BookKind.XLSX


def in_usual_form(data: bytes) -> bytes:
    """Return the workbook with the names that readers know, when it was saved as « Strict Open XML »."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        named = [name for name in archive.namelist() if name == "xl/workbook.xml"]
        if not named or _STRICT_NAME not in archive.read(named[0]):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as usual:
            for name in archive.namelist():
                usual.writestr(name, _renamed(archive.read(name)))
    return out.getvalue()


def _renamed(part: bytes) -> bytes:
    for strict, usual in _STRICT.items():
        part = part.replace(strict, usual)
    return re.sub(rb'conformance="strict"', b"", part)


def _measure(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], most: int) -> int:
    """How many bytes the parts really hold, counted no further than one chunk past the limit."""
    total = 0
    for member in members:
        with archive.open(member) as part:
            while total <= most and (chunk := part.read(_CHUNK)):
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
                continue  # an image, or a part that the reader will refuse if it needs it


def _refuse_weight(unpacked: int, packed: int, most: int) -> None:
    if unpacked > most or (unpacked > SMALL_ENOUGH and unpacked > MAX_RATIO * packed):
        raise TooHeavy(_TOO_BIG.format(most // (1024 * 1024)))
