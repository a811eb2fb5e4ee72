"""A register comes in: what it is is read from its bytes, never from its name."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from django.core.files import File

from roriq_portal.files.table_reader import (
    HEADER_SEARCH,
    NO_SHEET,
    Cell,
    OpenTable,
    is_heavy,
    open_table,
    refuse_infected,
)
from roriq_portal.files.table_reader import UnreadableFile as UnreadableRegister
from services.imports.registers.columns import recognised_count
from services.imports.registers.files.several_sheets import join_sheets
from services.imports.registers.files.sheet import MAX_COLUMNS, ReadingChoices, Sheet, SheetSeen, build_sheet
from services.imports.registers.files.titles import ENOUGH_NAMES, NoTitles

MAX_BYTES = 10 * 1024 * 1024
AS_IT_IS = ReadingChoices()


def read_register(
    source: str | Path | IO[bytes] | File,
    *,
    max_bytes: int = MAX_BYTES,
    known_headers: frozenset[str] = frozenset(),
    most_rows: int | None = None,
    choices: ReadingChoices = AS_IT_IS,
    noting: Callable[[int], None] | None = None,
) -> Sheet:
    """Read a register, CSV or workbook, and return its header and rows, no more of them than `most_rows` a sheet.

    At most max_bytes + 1 bytes are ever read. known_headers: folded names that people of the organism mapped
    by hand before. Of a workbook, the sheets chosen are read; else those that show and have the titles of a register;
    else the first that shows. `noting`: as `build_sheet` calls it.

    Refuses with UnreadableRegister, a French sentence, whatever is not a register.
    """
    data = _bytes_of(source, max_bytes + 1)

    def names_in(cells: tuple[Cell, ...]) -> int:
        return recognised_count(cells, known_headers)

    with open_table(data, max_bytes=max_bytes, most_columns=MAX_COLUMNS, names_in=names_in) as table:
        build = partial(build_sheet, ragged=table.is_text, known_headers=known_headers, choices=choices, noting=noting)
        sheet = _read_sheets(table, build, known_headers, choices, most_rows)
        return replace(sheet, remarks=table.remarks, row_remarks=dict(table.row_remarks))


def _read_sheets(
    table: OpenTable,
    build: Callable[..., Sheet],
    known_headers: frozenset[str],
    choices: ReadingChoices,
    most_rows: int | None,
) -> Sheet:
    built: list[tuple[int, Sheet]] = []
    left: list[tuple[int, SheetSeen]] = []
    refusal: UnreadableRegister | None = None
    for place, opened in enumerate(table.sheets):
        try:
            only_titles = opened.is_hidden and opened.name not in (choices.sheets or ())
            sheet = build(opened, most_rows=HEADER_SEARCH if only_titles else most_rows)
            built.append((place, _recognised(sheet, known_headers)))
        except NoTitles as problem:
            refusal = refusal or problem
            left.append((place, SheetSeen(opened.name, opened.is_hidden, is_read=False, has_titles=False)))
    read = [(place, sheet) for place, sheet in built if _is_chosen(sheet.book[0], choices)]
    shown = [(place, sheet) for place, sheet in built if not sheet.book[0].is_hidden]
    read = read or shown[:1]
    if not read:
        raise refusal or UnreadableRegister(NO_SHEET)
    left += [(place, replace(sheet.book[0], is_read=False)) for place, sheet in built if (place, sheet) not in read]
    return join_sheets(read, left)


def _recognised(sheet: Sheet, known_headers: frozenset[str]) -> Sheet:
    """The sheet, with whether its titles are those of a register."""
    is_register = recognised_count(sheet.header, known_headers) >= ENOUGH_NAMES
    return replace(sheet, book=(replace(sheet.book[0], has_titles=is_register),))


def _is_chosen(seen: SheetSeen, choices: ReadingChoices) -> bool:
    if choices.sheets is not None:
        return seen.name in choices.sheets
    return seen.has_titles and not seen.is_hidden


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
