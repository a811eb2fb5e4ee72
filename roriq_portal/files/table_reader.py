"""Received tables, CSV or XLSX: their kind is read from their bytes, a workbook is weighed before it is opened."""

import codecs
import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl.utils.escape import unescape

from roriq_portal.files.antivirus import trouble_in

Cell = str | Decimal | date | None
Row = tuple[int, tuple[Cell, ...]]

SEPARATORS = ";,\t"
HEADER_SEARCH = 20

# 50 000 rows of a register unpack to some 25 Mo
MAX_UNPACKED = 40 * 1024 * 1024
# A processor reads some 2 Mo of a sheet in a second, and judges a thousand rows: beyond some 4000 rows, in either form,
# an examination belongs to the worker
HEAVY_BOOK = 3 * 1024 * 1024 // 2
HEAVY_TEXT = 512 * 1024
MAX_RATIO = 200
SMALL_ENOUGH = 10 * 1024 * 1024
LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_TOO_BIG = (
    "Ce classeur prend trop de place une fois décompressé ({}\u00a0Mo au plus). Enregistrez-le en CSV, copiez-le "
    "dans un classeur neuf, ou partagez-le en plusieurs fichiers."
)
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
    """Return whether the bytes are a workbook, else text. UnreadableFile for what is neither, empty or too big."""
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


def refuse_infected(data: bytes) -> None:
    """Refuse (UnreadableFile) a file that the antivirus refuses or does not answer for: once, when it is received."""
    if trouble := trouble_in(data):
        raise UnreadableFile(trouble)


def is_heavy(data: bytes, *, max_bytes: int, noun: str = "registre") -> bool:
    """Return whether a table takes longer to read than a page may last. UnreadableFile as `is_workbook` and `weigh`."""
    if not is_workbook(data, max_bytes=max_bytes, noun=noun):
        return len(data) > HEAVY_TEXT
    return weigh(data) > HEAVY_BOOK


def weigh(data: bytes, most: int = MAX_UNPACKED) -> int:
    """Return the bytes that a workbook unpacks to.

    Refuses an archive of more than `most`, by what it declares and by what it really holds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if "[Content_Types].xml" not in {member.filename for member in members}:
                raise UnreadableFile("Ce fichier est une archive, pas un classeur. Envoyez le CSV ou le XLSX.")
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableFile(PROTECTED)
            _refuse_weight(sum(member.file_size for member in members), len(data), most)
            weight = _measure(archive, members, most)
            _refuse_weight(weight, len(data), most)
            _refuse_entities(archive, members)
            return weight
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
                continue  # an image, or a part that openpyxl will refuse if it needs it


def _refuse_weight(unpacked: int, packed: int, most: int) -> None:
    if unpacked > most or (unpacked > SMALL_ENOUGH and unpacked > MAX_RATIO * packed):
        raise UnreadableFile(_TOO_BIG.format(most // (1024 * 1024)))


def plain_cell(value: object) -> Cell:
    """Return what a workbook's cell holds as text, number or day."""
    if value is None or isinstance(value, str):
        # A workbook writes « _x0041_ » as « _x005F_x0041_ »
        return unescape(value) if value and "_x" in value else value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        # A sum of hours ends in 0000000004: the ninth decimal is the spreadsheet's, not a person's.
        return Decimal(repr(round(value, 9)))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ", "minutes")
    return value if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class OpenTable:
    """The rows of a file, numbered from 1 as in a spreadsheet; `is_text`: a CSV, whose short rows are faults."""

    rows: Iterator[Row]
    is_text: bool


@contextmanager
def open_table(
    data: bytes,
    *,
    max_bytes: int,
    most_columns: int,
    names_in: Callable[[tuple[Cell, ...]], int],
    noun: str = "registre",
    max_unpacked: int = MAX_UNPACKED,
) -> Iterator[OpenTable]:
    """Give the rows of a CSV, or of the first sheet of a workbook that shows; formulas give the value they last had.

    `names_in` counts the column names of a row that the caller knows: of ; , and tab, the separator that shows the most
    of them, then the most cells, cuts the lines. A workbook gives one cell more than `most_columns` a row, so that the
    caller may refuse it. Raises UnreadableFile, a sentence: no table, too big, or broken while it is read.
    """
    if not is_workbook(data, max_bytes=max_bytes, noun=noun):
        text = decode(data)
        yield OpenTable(_text_rows(text, _separator(text, most_columns, names_in)), is_text=True)
        return
    weigh(data, max_unpacked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                yield OpenTable(_sheet_rows(book, most_columns + 1), is_text=False)
            finally:
                book.close()
        except UnreadableFile:
            raise
        except Exception as problem:  # a hostile workbook can make openpyxl raise nearly anything
            raise UnreadableFile(DAMAGED) from problem


def _separator(text: str, most_columns: int, names_in: Callable[[tuple[Cell, ...]], int]) -> str:
    def column_score(separator: str) -> tuple[int, int]:
        try:
            rows = [cells[:most_columns] for _, cells in islice(_text_rows(text, separator), HEADER_SEARCH)]
        except UnreadableFile:
            return 0, 0
        return max(map(names_in, rows), default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=column_score)


def _text_rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(cells)
    except csv.Error as problem:
        raise UnreadableFile(
            f"La ligne {reader.line_num} de ce fichier ne peut pas être lue : une cellule y dépasse "
            "131 072 caractères, sans doute à cause d’un guillemet qui n’est pas fermé."
        ) from problem


def _sheet_rows(book: openpyxl.Workbook, columns: int) -> Iterator[Row]:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise UnreadableFile("Ce classeur n’a aucune feuille visible.")
    # A declared size may be false: some writers say A1 for a full sheet
    sheets[0].reset_dimensions()
    for number, values in enumerate(sheets[0].iter_rows(max_col=columns, values_only=True), start=1):
        if number > LAST_ROW:
            raise UnreadableFile(DAMAGED)
        end = len(values) if values.count(None) < len(values) else 0
        while end and values[end - 1] is None:
            end -= 1
        yield number, tuple(map(plain_cell, values[:end]))
