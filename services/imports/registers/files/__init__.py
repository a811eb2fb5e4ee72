"""Files: the door where a register comes in; what it is is read from its bytes, never from its name."""

from pathlib import Path
from typing import BinaryIO

from roriq_portal.tables import is_workbook
from services.imports.registers.files.csv_reader import read_text
from services.imports.registers.files.sheet import Sheet
from services.imports.registers.files.xlsx_reader import read_workbook

MAX_BYTES = 10 * 1024 * 1024


def read_register(
    source: str | Path | BinaryIO,
    *,
    max_bytes: int = MAX_BYTES,
    known_headers: frozenset[str] = frozenset(),
) -> Sheet:
    """Read a register, CSV or XLSX, and return its header and rows.

    At most max_bytes + 1 bytes are ever read. known_headers: folded names that people of the organism mapped
    by hand before. Refuses with UnreadableRegister, a French sentence, whatever is not a register.
    """
    data = _bytes_of(source, max_bytes + 1)
    if is_workbook(data, max_bytes=max_bytes):
        return read_workbook(data, known_headers=known_headers)
    return read_text(data, known_headers=known_headers)


def _bytes_of(source: str | Path | BinaryIO, limit: int) -> bytes:
    if isinstance(source, str | Path):
        with open(source, "rb") as file:
            return file.read(limit)
    source.seek(0)
    return source.read(limit)
