"""Workbook registers: an XLSX file, weighed before it is opened."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from services.registers.sheets import MAX_COLUMNS, Cell, Row, Sheet, UnreadableRegister, build_sheet

MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL_ENOUGH = 10 * 1024 * 1024
LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_TOO_BIG = "Ce classeur prend trop de place une fois décompressé. Copiez le registre dans un classeur neuf."
_DAMAGED = "Ce classeur est abîmé ou n’est pas un XLSX. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
PROTECTED = (
    "Ce classeur est protégé par un mot de passe ou d’un ancien format (.xls). "
    "Enregistrez-le en XLSX sans mot de passe."
)


def read_workbook(data: bytes, *, known_headers: frozenset[str]) -> Sheet:
    """Read the first sheet that shows; formulas give the value they last had. Refuses in a sentence."""
    weigh(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read_first_sheet(data, known_headers)
        except UnreadableRegister:
            raise
        except Exception as problem:  # a hostile workbook can make openpyxl raise nearly anything
            raise UnreadableRegister(_DAMAGED) from problem


def weigh(data: bytes) -> None:
    """Refuse an archive that unpacks to too much, by what it declares and by what it really holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if "[Content_Types].xml" not in {member.filename for member in members}:
                raise UnreadableRegister("Ce fichier est une archive, pas un classeur. Envoyez le CSV ou le XLSX.")
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableRegister(PROTECTED)
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
        raise UnreadableRegister(_DAMAGED) from bad


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
                raise UnreadableRegister(_DAMAGED) from bad
            except ParseError:
                continue  # an image, or a part that openpyxl will refuse if it needs it


def _refuse_weight(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > SMALL_ENOUGH and unpacked > MAX_RATIO * packed):
        raise UnreadableRegister(_TOO_BIG)


def _read_first_sheet(data: bytes, known_headers: frozenset[str]) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise UnreadableRegister("Ce classeur n’a aucune feuille visible.")
        # A declared size may be false: some writers say A1 for a full sheet.
        sheets[0].reset_dimensions()
        return build_sheet(_rows(sheets[0]), ragged=False, known_headers=known_headers)
    finally:
        book.close()


def _rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[Row]:
    cells = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for number, values in enumerate(cells, start=1):
        if number > LAST_ROW:
            raise UnreadableRegister(_DAMAGED)
        end = len(values) if values.count(None) < len(values) else 0
        while end and values[end - 1] is None:
            end -= 1
        yield number, tuple(map(_cell, values[:end]))


def _cell(value: object) -> Cell:
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
