"""A register comes in: what it is is read from its bytes, never from its name."""

from itertools import islice
from pathlib import Path
from typing import IO

from django.core.files import File

from roriq_portal.files.table_reader import Cell, is_heavy, open_table, refuse_infected
from services.imports.registers.columns import recognised_count
from services.imports.registers.files.sheet import MAX_COLUMNS, Sheet, build_sheet

MAX_BYTES = 10 * 1024 * 1024


def read_register(
    source: str | Path | IO[bytes] | File,
    *,
    max_bytes: int = MAX_BYTES,
    known_headers: frozenset[str] = frozenset(),
    most_rows: int | None = None,
) -> Sheet:
    """Read a register, CSV or XLSX, and return its header and rows, no more of them than `most_rows` where it is given.

    At most max_bytes + 1 bytes are ever read. known_headers: folded names that people of the organism mapped
    by hand before. Refuses with UnreadableRegister, a French sentence, whatever is not a register.
    """
    data = _bytes_of(source, max_bytes + 1)

    def names_in(cells: tuple[Cell, ...]) -> int:
        return recognised_count(cells, known_headers)

    with open_table(data, max_bytes=max_bytes, most_columns=MAX_COLUMNS, names_in=names_in) as table:
        return build_sheet(islice(table.rows, most_rows), ragged=table.is_text, known_headers=known_headers)


def receive(source: IO[bytes]) -> bool:
    """Return whether a register that somebody sent is heavy: examined by the worker.

    Refuses with UnreadableRegister what is seen at once, and what the antivirus refuses.
    """
    data = _bytes_of(source, MAX_BYTES + 1)
    is_long = is_heavy(data, max_bytes=MAX_BYTES)
    refuse_infected(data)
    return is_long


def _bytes_of(source: str | Path | IO[bytes] | File, limit: int) -> bytes:
    if isinstance(source, str | Path):
        with open(source, "rb") as file:
            return file.read(limit)
    source.seek(0)
    return source.read(limit)
