"""The faulty rows of a register as a file to correct: what stands in each row, and why it was left."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

from roriq_portal.cells import safe_cell
from services.importing.examination import OUR_HEADERS, Examination
from services.registers.values import shown


def faulty_lines(found: Examination) -> Iterator[str]:
    """Yield a CSV a line at a time, with a BOM: the row's number, the reasons, then the cells as they are in the file."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in found.preview.errors:
        reasons[fault.file_row].append(f"{fault.column}\xa0: {fault.message}" if fault.column else fault.message)
    yield "\ufeff"
    yield _line([*OUR_HEADERS, *found.opened.sheet.header])
    for number, cells in found.opened.sheet.rows:
        if number in reasons:
            yield _line([str(number), " ".join(reasons[number]), *map(shown, cells)])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow([safe_cell(cell.encode("utf-8", "replace").decode()) for cell in cells])
    return line.getvalue()
