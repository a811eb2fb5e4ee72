"""The sheets of XLS, XLSB and ODS workbooks, which another process reads within bounds of memory and time."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from roriq_portal.files.tables.cell_values import Cell, Row, UnreadableFile, error_cell, plain_cell
from roriq_portal.files.tables.file_kinds import PROTECTED
from roriq_portal.files.tables.workbooks import (
    MOST_AT_ONCE,
    Layout,
    MergedRange,
    OpenSheet,
    column_letter,
    merged_marked,
)

# Never imported: what reads a hostile file does so outside the portal's own process
CHILD = "roriq_portal.files.tables.foreign_child"
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
TOO_BIG = (
    "Ce classeur a trop de cellules pour être lu dans ce format. "
    "Enregistrez-le en XLSX, ou partagez-le en plusieurs fichiers."
)
# Kinds whose records say what calamine leaves out
MARKED = ("XLS", "XLSB")
# Of a workbook whose records are not written as the format says
HALF_SEEN = (
    "Dans ce classeur ({}), le portail ne distingue ni les lignes masquées ni les cellules en erreur, qui y paraissent "
    "vides. Comparez les totaux, ou enregistrez le classeur en XLSX."
)
DAMAGED = (
    "Ce classeur est abîmé ou protégé par un mot de passe. "
    "Ouvrez-le dans votre tableur, puis enregistrez-le en XLSX, sans mot de passe."
)
# What the child returns; whatever else ended it, memory, time or a signal, is a workbook too big
_REFUSALS = {3: DAMAGED, 4: PROTECTED}


@dataclass
class _Printed:
    name: str
    is_hidden: bool
    merged: list[list[list[int]]]
    is_seen: bool
    hidden_rows: list[int]
    hidden_columns: list[int]
    is_filtered: bool
    rows: list[Row] = field(default_factory=list)


def read_foreign_book(
    data: bytes, kind: str, *, most_columns: int, most_bytes: int
) -> tuple[tuple[OpenSheet, ...], tuple[str, ...]]:
    """Return the sheets of an XLS, XLSB or ODS, and what to say of them.

    A row has at most one cell more than `most_columns`.

    Refuses (UnreadableFile) one that is damaged, has a password, or unfolds into more than `most_bytes` of text.
    """
    command = [sys.executable, "-E", "-s", "-m", CHILD, kind, str(most_bytes)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, cwd=ROOT)
    except subprocess.TimeoutExpired as late:
        raise UnreadableFile(TOO_BIG) from late
    if done.returncode:
        raise UnreadableFile(_REFUSALS.get(done.returncode, TOO_BIG))
    printed = _sheets(done.stdout, most_columns + 1)
    is_half_seen = kind in MARKED and not all(sheet.is_seen for sheet in printed)
    return tuple(map(_open_sheet, printed)), (HALF_SEEN.format(kind),) * is_half_seen


def _sheets(printed: bytes, columns: int) -> list[_Printed]:
    sheets: list[_Printed] = []
    for line in printed.splitlines():
        words = json.loads(line)
        if isinstance(words, dict):
            sheets.append(_Printed(**words))
        else:
            number, *cells = words
            sheets[-1].rows.append((number, tuple(map(_cell, cells[:columns]))))
    return sheets


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        if "error" in value:
            return error_cell(value["error"])
        return plain_cell(datetime.fromisoformat(value["day"]))
    # These kinds of files have no whole numbers: 5 is 5.0
    return plain_cell(int(value) if isinstance(value, float) and value.is_integer() else value)


def _open_sheet(sheet: _Printed) -> OpenSheet:
    merged = tuple(
        MergedRange(left + 1, top + 1, right + 1, bottom + 1) for (top, left), (bottom, right) in sorted(sheet.merged)
    )
    rows: Iterator[Row] = merged_marked(sheet.rows, merged)
    layout = Layout(
        hidden_rows=frozenset(number + 1 for number in sheet.hidden_rows),
        hidden_columns=tuple(column_letter(place + 1) for place in sheet.hidden_columns[:MOST_AT_ONCE]),
        merged=merged,
        is_filtered=sheet.is_filtered,
    )
    return OpenSheet(sheet.name, sheet.is_hidden, rows, layout)
