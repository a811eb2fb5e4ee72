"""The records of an XLS: the stream that holds them, and what they mark in each sheet ([MS-CFB], [MS-XLS])."""

import struct
from collections.abc import Iterator

from roriq_portal.files.tables.cell_marks import CellMarks, UnknownRecords

_STREAMS = ("workbook", "book")
_HEADER, _ENTRY = 512, 128
_ROOT, _STREAM = 5, 2
_LAST_SECTOR = 0xFFFF_FFF0
_FIRST_PLACES = 109
# Numbers of records
_FORMULA, _END, _COLUMNS, _SHEET, _FILTER, _ERROR, _ROW = 0x06, 0x0A, 0x7D, 0x85, 0x9B, 0x205, 0x208
_STARTS = {0x009, 0x209, 0x409, 0x809}
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x20, 0x01
# A formula whose value is an error, by the last two bytes of the value and by its first
_NO_NUMBER, _IS_ERROR = 0xFFFF, 2


def marks_of_old_book(data: bytes) -> list[CellMarks]:
    """Return what each sheet of an XLS marks, in the order of its sheets. Raises UnknownRecords."""
    try:
        stream = _Compound(data).stream(_STREAMS)
        starts = [struct.unpack_from("<I", body)[0] for number, body in _records(stream, 0) if number == _SHEET]
        return [_marks(stream, start) for start in starts]
    except (struct.error, IndexError) as bad:
        raise UnknownRecords from bad


class _Compound:
    """The file in a file that an XLS is: sectors that follow each other by a table, and a directory of streams."""

    def __init__(self, data: bytes):
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        first, self.cutoff, small, _, places, _ = struct.unpack_from("<I4xIIIII", data, 48)
        if not 64 <= self.size <= 4096:
            raise UnknownRecords
        listed = list(struct.unpack_from(f"<{_FIRST_PLACES}I", data, 76))
        for part in self._further_places(places):
            listed += part
        table = b"".join(self._sector(number) for number in listed if number < _LAST_SECTOR)
        self.next = struct.unpack(f"<{len(table) // 4}I", table)
        self.small_next = self._numbers(self._chain(small))
        self.directory = self._chain(first)

    def stream(self, names: tuple[str, ...]) -> bytes:
        """Return the first stream of one of these names, in small letters."""
        root, place_of_stream = b"", (0, 0)
        for start in range(0, len(self.directory), _ENTRY):
            entry = self.directory[start : start + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            place = struct.unpack_from("<II", entry, 116)
            if kind == _ROOT:
                root = self._chain(place[0])
            elif kind == _STREAM and entry[: max(length, 2) - 2].decode("utf-16-le", "replace").lower() in names:
                place_of_stream = place
        first, size = place_of_stream
        if not size:
            raise UnknownRecords
        return (self._chain(first) if size >= self.cutoff else self._small_chain(first, root))[:size]

    def _sector(self, number: int) -> bytes:
        start = _HEADER + number * self.size if self.size <= _HEADER else (number + 1) * self.size
        return self.data[start : start + self.size]

    def _further_places(self, number: int) -> Iterator[list[int]]:
        for _ in range(len(self.data) // self.size + 1):
            if number >= _LAST_SECTOR:
                return
            *places, number = self._numbers(self._sector(number))
            yield places
        raise UnknownRecords

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])

    def _chain(self, number: int) -> bytes:
        return b"".join(self._sector(each) for each in _followed(number, self.next))

    def _small_chain(self, number: int, root: bytes) -> bytes:
        return b"".join(root[each * 64 : each * 64 + 64] for each in _followed(number, self.small_next))


def _followed(number: int, table: tuple[int, ...]) -> Iterator[int]:
    """Yield a chain of sectors; one that turns in a circle is refused."""
    for _ in range(len(table) + 1):
        if number >= _LAST_SECTOR:
            return
        yield number
        number = table[number]
    raise UnknownRecords


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part of the stream, up to its end, without those of the charts inside."""
    depth = 0
    while start + 4 <= len(stream):
        number, size = struct.unpack_from("<HH", stream, start)
        depth += number in _STARTS
        if number == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _marks(stream: bytes, start: int) -> CellMarks:
    marks = CellMarks()
    for number, body in _records(stream, start):
        if number == _ERROR and body[7]:
            marks.note_error(*struct.unpack_from("<HH2xB", body))
        elif number == _FORMULA and struct.unpack_from("<H", body, 12)[0] == _NO_NUMBER and body[6] == _IS_ERROR:
            row, column = struct.unpack_from("<HH", body)
            marks.note_error(row, column, body[8])
        elif number == _ROW and body[12] & _HIDDEN_ROW:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif number == _COLUMNS and body[8] & _HIDDEN_COLUMNS:
            marks.hide_columns(*struct.unpack_from("<HH", body))
        marks.is_filtered |= number == _FILTER
    return marks
