"""Reads a workbook of another kind than XLSX, in a process of its own: bytes come in, lines of JSON go out.

Only what is bare of Django is imported: the process begins in a moment, and the portal never reads a hostile file.

Its memory and its time are bounded here, because a small file may unfold into millions of cells.
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Mapping

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from roriq_portal.files.tables.binary_records import marks_of_binary_book
from roriq_portal.files.tables.cell_marks import CellMarks, UnknownRecords
from roriq_portal.files.tables.old_records import marks_of_old_book

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
# `foreign_books` knows them too
DAMAGED, PROTECTED, TOO_BIG = 3, 4, 5
_MARKS = {"XLS": marks_of_old_book, "XLSB": marks_of_binary_book}


def main() -> int:
    """Write the sheets of the workbook on the standard input, each followed by its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data, kind, most = sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return 0 if _write_sheets(book, _marks(data, kind, len(book.sheets_metadata)), most) else TOO_BIG
    except PasswordError:
        return PROTECTED
    except MemoryError:
        return TOO_BIG
    except (CalamineError, ValueError, OSError):
        return DAMAGED


def _marks(data: bytes, kind: str, sheets: int) -> list[CellMarks | None]:
    """What the library leaves out of each sheet; None for each where the records are not as they should be."""
    reader = _MARKS.get(kind)
    try:
        marks = reader(data) if reader else []
    except UnknownRecords:
        marks = []
    return [*marks] if len(marks) == sheets else [None] * sheets


def _write_sheets(book: CalamineWorkbook, marks: list[CellMarks | None], left: int) -> bool:
    """Return whether the sheets fit in so many bytes."""
    for sheet, marked in zip(book.sheets_metadata, marks, strict=True):
        if sheet.typ == SheetTypeEnum.WorkSheet and left >= 0:
            left = _write_sheet(book, sheet.name, sheet.visible != SheetVisibleEnum.Visible, marked, left)
    return left >= 0


def _write_sheet(book: CalamineWorkbook, name: str, is_hidden: bool, marked: CellMarks | None, left: int) -> int:
    """Return how many bytes may still be written, below zero when there are too many."""
    sheet, marks = book.get_sheet_by_name(name), marked or CellMarks()
    about = {
        "name": name,
        "is_hidden": is_hidden,
        "merged": sheet.merged_cell_ranges or marks.merged,
        "is_seen": marked is not None,
        "hidden_rows": sorted(marks.hidden_rows),
        "hidden_columns": sorted(marks.hidden_columns),
        "is_filtered": marks.is_filtered,
    }
    sys.stdout.write(f"{json.dumps(about)}\n")
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = _with_errors([*map(_plain, row)], marks.errors.get(number - 1, {}))
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        line = json.dumps([number, *cells], ensure_ascii=False)
        left -= len(line)
        if left < 0:
            break
        sys.stdout.write(f"{line}\n")
    return left


def _with_errors(cells: list[object], errors: Mapping[int, str]) -> list[object]:
    """The library reads a failed formula as nothing."""
    for place, text in errors.items():
        cells += [None] * (place + 1 - len(cells))
        cells[place] = {"error": text}
    return cells


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value if value != "" else None


if __name__ == "__main__":
    sys.exit(main())
