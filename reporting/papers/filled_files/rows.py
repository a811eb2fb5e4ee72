"""A version of a report as a CSV with the funder's headings: a row, or one a part of its repeated lines. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reporting.papers.filled_files.targets import Target
from reporting.papers.filled_files.values import Sayer, Value
from reporting.papers.filled_files.workbook import ABSENT, FilledFile, Remark
from roriq_portal.files.cells import readable, safe_cell

UNWRITABLE = "Des signes ne s’écrivent pas en Windows-1252\u00a0: «\u00a0?\u00a0» les remplace ({})."
MOST_DIGITS, MOST_DECIMALS = 18, 10
NO_PART = "Ce rapport n’a rien à répéter\u00a0: le fichier n’a que ses titres."


@dataclass(frozen=True)
class Column:
    """A column and what it says; a target without anything leaves it empty. `follows`: it says each part in turn."""

    heading: str
    target: Target
    words: str
    follows: bool = False


@dataclass(frozen=True)
class RowsFormat:
    separator: str
    decimal_mark: str
    day_format: str
    encoding: str
    is_repeated: bool = False


def fill_rows(columns: Sequence[Column], content: Sayer, form: RowsFormat) -> FilledFile:
    """Return the CSV of a content, and what did not fit; what a spreadsheet would run stands behind an apostrophe."""
    remarks: list[Remark] = []
    rows = [[_words(content.said(target).value, form) for target in row] for row in _rows(columns, content, form)]
    for column in columns:
        if column.target != Target() and not content.said(column.target).is_asked:
            remarks.append(Remark(column.heading, column.words, ABSENT))
    if form.is_repeated and not rows:
        remarks.append(Remark("", "", NO_PART))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=form.separator, lineterminator="\r\n")
    writer.writerows([[safe_cell(readable(column.heading)) for column in columns], *rows])
    text = out.getvalue()
    if lost := _unwritable(text, form.encoding):
        remarks.append(Remark("", "", UNWRITABLE.format(" ".join(lost))))
    return FilledFile(text.encode(form.encoding, "replace"), remarks)


def _rows(columns: Sequence[Column], content: Sayer, form: RowsFormat) -> Iterator[list[Target]]:
    if not form.is_repeated:
        yield [column.target for column in columns]
        return
    count = max((len(content.items(column.target.line_key)) for column in columns if column.follows), default=0)
    for item in range(1, count + 1):
        yield [_of_item(column, item) for column in columns]


def _of_item(column: Column, item: int) -> Target:
    return replace(column.target, item=item) if column.follows else column.target


def _words(value: Value, form: RowsFormat) -> object:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(form.day_format)
    if isinstance(value, Decimal):
        return f"{_shortened(value):f}".replace(".", form.decimal_mark)
    return safe_cell(readable(value))


def _shortened(value: Decimal) -> Decimal:
    """A quotient may have no end of decimals."""
    return value if len(value.as_tuple().digits) <= MOST_DIGITS else round(value, MOST_DECIMALS).normalize()


def _unwritable(text: str, encoding: str) -> list[str]:
    """The signs that an encoding does not have, each once, a dozen at most."""
    written = text.encode(encoding, "replace").decode(encoding)
    lost = [sign for sign, now in zip(text, written, strict=True) if sign != now]
    return list(dict.fromkeys(lost))[:12]
