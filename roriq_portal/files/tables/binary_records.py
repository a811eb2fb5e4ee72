"""The records of an XLSB, a workbook of Excel whose parts are written in bytes, and what they mark ([MS-XLSB])."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from roriq_portal.files.tables.archives import BROKEN
from roriq_portal.files.tables.cell_marks import CellMarks, UnknownRecords

_BOOK, _LINKS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target)="([^"]*)"')
# Numbers of records
_ROW, _ERROR, _FAILED_FORMULA, _COLUMNS, _SHEET, _FILTER, _MERGED = 0, 3, 11, 60, 156, 163, 176
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x10, 0x01
_LONGEST_NUMBER = 4


def marks_of_binary_book(data: bytes) -> list[CellMarks]:
    """Return what each sheet of an XLSB that was weighed marks, in the order of its sheets. Raises UnknownRecords."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            links = _links(archive.read(_LINKS).decode())
            sheets = [_link_of(body) for number, body in _records(archive.read(_BOOK)) if number == _SHEET]
            return [_marks(archive.read(links[each])) for each in sheets]
    except (*BROKEN, struct.error, LookupError) as bad:
        raise UnknownRecords from bad


def _links(text: str) -> dict[str, str]:
    """Return the parts that the book names, by their name in it."""
    links = (dict(_ATTRIBUTE.findall(link)) for link in _LINK.findall(text))
    targets = {each["Id"]: each["Target"] for each in links if len(each) == 2}
    return {name: target[1:] if target.startswith("/") else f"xl/{target}" for name, target in targets.items()}


def _link_of(body: bytes) -> str:
    (length,) = struct.unpack_from("<I", body, 8)
    return body[12 : 12 + 2 * length].decode("utf-16-le")


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(part):
        number, start = part[start], start + 1
        if number & 0x80:
            number, start = number & 0x7F | (part[start] & 0x7F) << 7, start + 1
        size = 0
        for place in range(_LONGEST_NUMBER):
            byte, start = part[start], start + 1
            size |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        yield number, part[start : start + size]
        start += size


def _marks(part: bytes) -> CellMarks:
    marks, row = CellMarks(), 0
    for number, body in _records(part):
        if number == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & _HIDDEN_ROW:
                marks.hidden_rows.add(row)
        elif number in (_ERROR, _FAILED_FORMULA):
            marks.note_error(row, struct.unpack_from("<I", body)[0], body[8])
        elif number == _COLUMNS and body[16] & _HIDDEN_COLUMNS:
            marks.hide_columns(*struct.unpack_from("<II", body))
        elif number == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            marks.merged.append([[top, left], [bottom, right]])
        marks.is_filtered |= number == _FILTER
    return marks
