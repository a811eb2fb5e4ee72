"""A file examined: its columns, its rows judged, and compared with what was imported before."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Q

from roriq_portal.files.storage import open_stored
from roriq_portal.files.table_reader import broken_in
from roriq_portal.files.tables.encodings import looks_garbled
from services.imports.reading.opening import Opened, choices_of, open_register
from services.imports.reading.own_rows import OwnRows, find_own_rows
from services.imports.registers import (
    Difference,
    Fact,
    Fault,
    Preview,
    Vocabulary,
    diff_identities,
    fold,
    references,
    validate,
)
from services.imports.registers.row_identity import identity_of
from services.imports.registers.values import shown
from services.imports.vocabulary import known_words, vocabulary_of
from services.models import ImportBatch, ImportRow
from services.text.spelling import has_unreadable_character

MOST_DUPLICATES = 1000


@dataclass(frozen=True)
class Seen:
    """A row as it is compared: by its cells, never by its record."""

    file_row: int
    identity: str
    occurrence: int
    day: date
    activity_type: str
    municipality: str | None
    cells: tuple[tuple[str, str], ...]
    activity_id: int | None = None


@dataclass(frozen=True)
class Examination:
    opened: Opened
    preview: Preview
    difference: Difference[Seen]
    unknown_words: dict[str, int]
    unknown_references: dict[str, int]

    @cached_property
    def facts(self) -> dict[tuple[str, int], Fact]:
        return {(fact.identity, fact.occurrence): fact for fact in self.preview.valid}


def examine(batch: ImportBatch, *, today: date, noting: Callable[[int, int], None] | None = None) -> Examination:
    """Judge the batch's file and compare it with the rows imported before. Nothing is written.

    `noting`: as `validate` calls it, and with a total of 0 while the file is read.

    Raises FileDamaged, an UnreadableRegister, when the stored file is no longer the one received.
    """

    def read(done: int) -> None:
        if noting:
            noting(done, 0)

    with open_stored(batch.file, batch.sha256) as file:
        opened = open_register(file, batch.organism, batch.mapping, choices=choices_of(batch), noting=read)
    vocabulary = vocabulary_of(batch.organism, today=today)
    own = find_own_rows(batch.organism, opened.sheet, opened.columns)
    rest = replace(opened.sheet, rows=tuple(row for row in opened.sheet.rows if row[0] not in own.same))
    opened = replace(opened, sheet=rest)
    preview = _without_too_many_duplicates(validate(rest, opened.columns, vocabulary, noting))
    now = [_seen_fact(fact) for fact in preview.valid]
    asked = _unknown_words(opened, preview, vocabulary), _unknown_references(opened, preview, vocabulary)
    difference = _compare(batch, [row for row in now if row.file_row not in own.changed])
    return Examination(opened, preview, _with_own_rows(difference, own, now), *asked)


def _with_own_rows(difference: Difference[Seen], own: OwnRows, now: list[Seen]) -> Difference[Seen]:
    """Return the difference with the rows that bear the number of a record: known as they are, or changed."""
    known = [_seen(row, identity_of(cells), 1, cells, number) for row, (number, cells) in own.same.items()]
    changed = [
        (_seen(row.file_row, identity_of(cells), 1, cells, number), row)
        for row in now
        if row.file_row in own.changed
        for number, cells in [own.changed[row.file_row]]
    ]
    return replace(
        difference,
        known=(*difference.known, *known),
        changed=tuple(sorted((*difference.changed, *changed), key=lambda pair: pair[1].file_row)),
    )


def _without_too_many_duplicates(preview: Preview) -> Preview:
    """A row repeated a thousand times is a spreadsheet dragged too far."""
    many = [fact for fact in preview.valid if fact.occurrence > MOST_DUPLICATES]
    if not many:
        return preview
    words = "Cette ligne se répète plus de mille fois. Retirez les copies de trop."
    faults = (*preview.faults, *(Fault(fact.file_row, "", "", words) for fact in many))
    valid = tuple(fact for fact in preview.valid if fact.occurrence <= MOST_DUPLICATES)
    return replace(preview, valid=valid, faults=tuple(sorted(faults, key=lambda fault: fault.file_row)))


def _seen_fact(fact: Fact) -> Seen:
    return _seen(fact.file_row, fact.identity, fact.occurrence, fact.cells)


def _seen(file_row: int, identity: str, nth: int, cells: Iterable, activity_id: int | None = None) -> Seen:
    texts = tuple((field, text) for field, text in cells)
    by_field = dict(texts)
    return Seen(
        file_row=file_row,
        identity=identity,
        occurrence=nth,
        day=date.fromisoformat(by_field["date"]),
        activity_type=fold(by_field["activity"]),
        municipality=fold(by_field.get("municipality", "")),
        cells=texts,
        activity_id=activity_id,
    )


def _compare(batch: ImportBatch, now: list[Seen]) -> Difference[Seen]:
    """Compare with the earlier versions of this register: files that share a row with it, and files of the same name.

    Another register of the same organism shares no row: nothing of it has vanished.
    """
    rows = ImportRow.objects.filter(organism=batch.organism, is_undone=False).order_by()
    hashes = list({row.identity for row in now})
    shared = set(rows.filter(sha256__in=hashes).values_list("batch", flat=True))
    if not shared:
        return diff_identities((), now)
    names = [batch.name, *ImportBatch.objects.filter(pk__in=shared).values_list("name", flat=True)]
    family = rows.filter(Q(batch__in=shared) | Q(batch__name__in=names)).order_by("batch", "file_row")
    values = family.values_list("file_row", "sha256", "nth", "cells", "activity", "activity__withdrawn_at")
    before, counted_no_more = [], set()
    for file_row, sha256, nth, cells, activity, withdrawn_at in values.iterator(5000):
        before.append(_seen(file_row, sha256, nth, cells, activity))
        if withdrawn_at:
            counted_no_more.add((sha256, nth))
    return _without(diff_identities(before, now), counted_no_more)


def _without(difference: Difference[Seen], withdrawn: set[tuple[str, int]]) -> Difference[Seen]:
    """Return the difference without the vanished rows of withdrawn records; the rows that replace them are new."""
    gone = {pair for pair in difference.changed if (pair[0].identity, pair[0].occurrence) in withdrawn}
    return Difference(
        new=tuple(sorted((*difference.new, *(now for _, now in gone)), key=lambda row: row.file_row)),
        known=difference.known,
        vanished=tuple(row for row in difference.vanished if (row.identity, row.occurrence) not in withdrawn),
        changed=tuple(pair for pair in difference.changed if pair not in gone),
    )


def _unknown_words(opened: Opened, preview: Preview, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the activity words that no type answers to, with their number of rows."""
    typed = _column(opened, preview, "activity")
    return _counted(words for words in typed if words and words not in vocabulary.recipe_by_name)


def _unknown_references(opened: Opened, preview: Preview, vocabulary: Vocabulary) -> dict[str, int]:
    """Return the references of no agreement, that people have not mapped yet, with their number of rows."""
    typed = (
        each for text in _column(opened, preview, "agreements") for each in dict.fromkeys(references(text, vocabulary))
    )
    return _counted(
        each for each in typed if not vocabulary.agreement_named(each) and not vocabulary.goes_uncharged(each)
    )


def _column(opened: Opened, preview: Preview, field: str) -> Iterable[str]:
    """The words of a column, without those of rows left aside and those that are the sign of a fault."""
    position = opened.columns.fields.get(field)
    if position is None:
        return
    for number, cells in opened.sheet.rows:
        if len(cells) > position and number not in preview.aside and not broken_in(cells[position]):
            yield shown(cells[position]).strip()


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Return the number of each, in the order of the file; without the words that must not be remembered."""
    readable = [each for each in words if fold(each) and not has_unreadable_character(each) and not looks_garbled(each)]
    counted = Counter(readable)
    return {each: counted[each] for each in known_words(readable)}
