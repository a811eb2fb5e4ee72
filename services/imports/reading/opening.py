"""A file opened: its columns named, and the questions about its reading that nobody answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.base import File

from organisms.models import Organism
from roriq_portal.files.table_reader import MergedBlank, is_empty
from roriq_portal.files.tables.encodings import looks_garbled
from services.imports.registers import (
    Columns,
    DayOrder,
    ReadingChoices,
    Sheet,
    UnreadableRegister,
    fold,
    is_ambiguous,
    months_before_days,
    read_register,
    recognise,
    with_months_first,
)
from services.imports.registers.columns import LABELS
from services.imports.vocabulary import columns_taught
from services.models import ImportBatch
from services.text.spelling import has_unreadable_character

# What we add to files that come back, corrected or exported: these columns are not the organism's.
OUR_HEADERS = ("Ligne du fichier", "À corriger")
NOT_ASKED = (*OUR_HEADERS, "Inscrite par")
AS_IT_IS = ReadingChoices()


@dataclass(frozen=True)
class Opened:
    """A file that can be read. to_map: headers that nobody has named yet, or that may mean several things.

    proposed: what an ambiguous header meant last time. questions: « merged » and « days », left to answer.
    day_order: what shows that the days are written month first. has_merged: cells are merged downwards among the rows.
    """

    sheet: Sheet
    columns: Columns
    to_map: tuple[str, ...]
    proposed: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    day_order: DayOrder | None = None
    has_merged: bool = False

    @property
    def is_ready(self) -> bool:
        return self.columns.is_complete and not self.to_map

    def holds_here_only(self, title: str) -> bool:
        """Whether what a header gives is true of this file alone, so that nothing is remembered."""
        is_second = title in self.columns.repeated or title in self.sheet.invented
        return is_second or looks_garbled(title)


def choices_of(batch: ImportBatch) -> ReadingChoices:
    """Return what people answered about how to read the file of a batch."""
    answers = batch.reading
    sheets = answers.get("sheets")
    return ReadingChoices(
        sheets=None if sheets is None else tuple(sheets),
        fill_merged=answers.get("fill_merged"),
        month_first=answers.get("month_first"),
        hidden_rows=answers.get("hidden_rows", True),
    )


def open_register(
    file: File,
    organism: Organism,
    mapping: Mapping[str, str] | None = None,
    *,
    choices: ReadingChoices = AS_IT_IS,
    most_rows: int | None = None,
    noting: Callable[[int], None] | None = None,
) -> Opened:
    """Read the file, or its first rows, with the columns taught by the organism and those confirmed for this file.

    `noting` is called now and then with the number of rows read.

    Raises UnreadableRegister, a sentence, when it is no register or when a needed column can be found nowhere.
    """
    taught = columns_taught(organism)
    by_hand: dict[str, str | None] = dict.fromkeys(NOT_ASKED)
    by_hand |= {header: name for header, name in taught.items() if not is_ambiguous(header)}
    by_hand |= {header: name or None for header, name in (mapping or {}).items()}
    known = frozenset(fold(header) for header in by_hand)
    sheet = read_register(file, known_headers=known, most_rows=most_rows, choices=choices, noting=noting)
    columns = recognise(sheet.header, by_hand)
    to_map = _to_map(sheet, columns)
    if columns.missing and not to_map:
        missing = " et ".join(LABELS[name] for name in columns.missing)
        raise UnreadableRegister(f"Il manque au registre\u00a0: {missing}. Dites quelle colonne en tient lieu.")
    proposed = {title: name for title in to_map if (name := taught.get(title))}
    return _asked(Opened(sheet, columns, to_map, proposed), choices)


def with_what_was_found(opened: Opened, summary: Mapping[str, Any]) -> Opened:
    """Return a file of which the first rows were opened with what its examination found in the others."""
    order = summary.get("day_order")
    day_order = opened.day_order or (DayOrder(tuple(order[0]), order[1]) if order else None)
    return replace(opened, day_order=day_order, has_merged=opened.has_merged or bool(summary.get("has_merged")))


def _to_map(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    """The headers to ask about: unknown ones, and the second of two that give the same thing when it is filled."""
    asked = [*columns.unknown, *(title for title in columns.repeated if is_filled(sheet, title))]
    in_order = sorted(set(asked), key=sheet.header.index)
    return tuple(title for title in in_order if _can_be_named(title))


def is_filled(sheet: Sheet, title: str) -> bool:
    """Return whether a cell under this header holds anything."""
    place = sheet.header.index(title)
    return any(not is_empty(cells[place : place + 1]) for _, cells in sheet.rows)


def _can_be_named(title: str) -> bool:
    return bool(fold(title)) and not has_unreadable_character(title)


def _asked(opened: Opened, choices: ReadingChoices) -> Opened:
    sheet, columns = opened.sheet, opened.columns
    day_order = months_before_days(sheet, columns)
    if choices.month_first and "date" in columns.fields:
        sheet = with_months_first(sheet, columns)
    places = sorted(columns.fields.values())
    has_merged = any(
        isinstance(cells[place], MergedBlank) for _, cells in sheet.rows for place in places if place < len(cells)
    )
    asked = {
        "merged": has_merged and choices.fill_merged is None,
        "days": day_order is not None and choices.month_first is None,
    }
    questions = tuple(name for name, is_open in asked.items() if is_open)
    return Opened(sheet, columns, opened.to_map, opened.proposed, questions, day_order, has_merged)
