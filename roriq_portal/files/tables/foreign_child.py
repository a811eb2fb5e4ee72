"""Reads a workbook of another kind than XLSX, in a process of its own: bytes come in, lines of JSON go out.

Its memory and its time are bounded here, because a small file may unfold into millions of cells.
"""

import datetime
import io
import json
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
# `foreign_books` knows them too
DAMAGED, PROTECTED, TOO_BIG = 3, 4, 5


def main() -> int:
    """Write the sheets of the workbook on the standard input, each followed by its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        return 0 if _write_sheets(book, int(sys.argv[1])) else TOO_BIG
    except PasswordError:
        return PROTECTED
    except MemoryError:
        return TOO_BIG
    except (CalamineError, ValueError, OSError):
        return DAMAGED


def _write_sheets(book: CalamineWorkbook, left: int) -> bool:
    """Return whether the sheets fit in so many bytes."""
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and left >= 0:
            left = _write_sheet(book, sheet.name, sheet.visible != SheetVisibleEnum.Visible, left)
    return left >= 0


def _write_sheet(book: CalamineWorkbook, name: str, is_hidden: bool, left: int) -> int:
    """Return how many bytes may still be written, below zero when there are too many."""
    sheet = book.get_sheet_by_name(name)
    about = {"name": name, "is_hidden": is_hidden, "merged": sheet.merged_cell_ranges or []}
    sys.stdout.write(f"{json.dumps(about)}\n")
    for number, row in enumerate(sheet.iter_rows(), 1):
        while row and row[-1] == "":
            row.pop()
        if not row:
            continue
        line = json.dumps([number, *map(_plain, row)], ensure_ascii=False)
        left -= len(line)
        if left < 0:
            break
        sys.stdout.write(f"{line}\n")
    return left


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value if value != "" else None


if __name__ == "__main__":
    sys.exit(main())
