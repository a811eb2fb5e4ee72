"""The bytes of a filled workbook: the same each time that the same cells are filled on the same day."""

import io
import warnings
import zipfile
from datetime import UTC, datetime

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

# The first day that an archive can write
PART_DAY = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(book: Workbook, *, made_at: datetime) -> bytes:
    """Return a workbook as a file. `made_at`: what its properties say of when it was changed; no clock is read.

    A spreadsheet that opens it computes every formula again: none holds the value that it had in the blank one.
    """
    book.properties.modified = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # `Workbook.save` would write the time of the day in the properties
        ExcelWriter(book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)).save()
    return _without_clock(out.getvalue())


def _without_clock(data: bytes) -> bytes:
    """Return the same archive whose parts all bear one day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as still:
        for part in archive.infolist():
            entry = zipfile.ZipInfo(part.filename, PART_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            still.writestr(entry, archive.read(part))
    return out.getvalue()
