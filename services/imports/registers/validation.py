"""Rows: each row of a register judged against the vocabulary, facts on one side, remarks on the other."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from roriq_portal.files.cells import bare_cell
from roriq_portal.files.table_reader import BrokenLine, Cell, Typed, is_empty
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree
from services.activities.rules import (
    LONGEST_NOTE,
    Outside,
    is_outside,
    outside_words,
    personal_remarks,
)
from services.imports.registers.columns import LABELS, Columns
from services.imports.registers.counts import counts_of, read_figures
from services.imports.registers.facts import Fact, Fault, Level, Preview, Reason
from services.imports.registers.files.several_sheets import row_words
from services.imports.registers.files.sheet import Sheet, UnreadableRegister, trimmed
from services.imports.registers.places import read_place, warn_outside_mandate
from services.imports.registers.row_identity import identity_of, normalised_cells
from services.imports.registers.row_reading import Reading
from services.imports.registers.set_aside import Aside, set_aside
from services.imports.registers.valueless import refuse_valueless
from services.imports.registers.values import french_day, read_component, read_day
from services.imports.registers.vocabulary import AgreementTerm, Recipe, Vocabulary
from services.text.partner_names import TOO_LONG_PARTNER, has_too_long, partner_names
from services.text.spelling import excerpt, fold, has_unreadable_character, quoted

NOTED_EVERY = 1000
# A reference with commas of its own has few
MOST_PARTS = 9
WITHDRAWN = "Cette fiche est retirée des comptes\xa0: elle ne s’importe pas."
_BETWEEN_AGREEMENTS = re.compile(r"([,;\n]|\s+et\s+)")


def validate(
    sheet: Sheet, columns: Columns, vocabulary: Vocabulary, noting: Callable[[int, int], None] | None = None
) -> Preview:
    """Judge every row; nothing is saved. Refuses (UnreadableRegister) a sheet without required columns.

    `noting` is called now and then with the number of rows judged, and of rows in all.
    """
    if not columns.is_complete:
        missing = " et ".join(LABELS[name] for name in columns.missing)
        raise UnreadableRegister(f"Il manque au registre\u00a0: {missing}. Dites quelle colonne en tient lieu.")
    judged = _Judged(sheet, columns, vocabulary)
    for done, (file_row, cells) in enumerate(sheet.rows):
        if noting and done % NOTED_EVERY == 0:
            noting(done, len(sheet.rows))
        judged.add(file_row, cells)
    valid, repeated = _number_occurrences(judged.facts, sheet.sheets_told)
    in_order = sorted(judged.faults + repeated, key=lambda fault: fault.file_row)
    return Preview(tuple(valid), tuple(in_order), judged.skipped, judged.aside)


class _Judged:
    """The rows of a sheet that were judged so far: their facts and faults, and those that are no activities."""

    def __init__(self, sheet: Sheet, columns: Columns, vocabulary: Vocabulary) -> None:
        self.sheet, self.columns, self.vocabulary = sheet, columns, vocabulary
        self.titles = {name: sheet.header[position] for name, position in columns.fields.items()}
        self.facts: list[Fact] = []
        self.faults: list[Fault] = []
        self.aside: dict[int, Aside] = {}
        self.skipped = sheet.blanks

    def add(self, file_row: int, cells: tuple[Cell, ...]) -> None:
        """Judge one more row: empty, set aside, of the wrong length, or an activity."""
        named = named_cells(self.sheet, self.columns, cells)
        if is_empty(cells):
            self.skipped += 1
        elif why := set_aside(self.sheet, cells, named, self.vocabulary):
            self.aside[file_row] = why
        elif line_fault := _line_fault(self.sheet, file_row, cells):
            self.faults.append(line_fault)
        else:
            self._add_activity(Reading(file_row, named, self.titles))

    def _add_activity(self, reading: Reading) -> None:
        if reading.text("withdrawn"):
            reading.warn("withdrawn", WITHDRAWN, Reason.NOT_COUNTED)
            self.faults += reading.faults
            return
        fact = _judge(reading, self.vocabulary)
        self.faults += [*reading.faults, *_odd_letters(self.sheet, reading.file_row)]
        if fact is not None:
            self.facts.append(fact)


def _odd_letters(sheet: Sheet, file_row: int) -> list[Fault]:
    words = sheet.row_remarks.get(file_row)
    return [Fault(file_row, "", "", words, Level.WARNING, Reason.ENCODING)] if words else []


def named_cells(sheet: Sheet, columns: Columns, cells: tuple[Cell, ...]) -> dict[str, Cell]:
    """Return the cells of a row by field, without the apostrophes that guard an exported file."""
    padded = (*cells, *(None,) * (len(sheet.header) - len(cells)))
    return {name: _unguarded(padded[position]) for name, position in columns.fields.items()}


def _unguarded(cell: Cell) -> Cell:
    bare = bare_cell(cell)
    return cell if bare is cell else Typed(bare)


def _line_fault(sheet: Sheet, file_row: int, cells: tuple[Cell, ...]) -> Fault | None:
    if isinstance(cells[0], BrokenLine):
        excerpted = excerpt(cells[0], 200)
        return Fault(file_row, "", excerpted, cells[0].words, Level.ERROR, Reason.QUOTATION)
    wanted, size = len(sheet.header), f"{len(cells)} {agree(len(cells), 'cellule')}"
    if len(cells) > wanted and len(trimmed(cells)) > wanted:
        problem = f"Cette ligne a {size}, plus que les {wanted} colonnes du registre."
    elif sheet.ragged and len(cells) < wanted:
        problem = f"Cette ligne n’a que {size} pour les {wanted} colonnes du registre."
    else:
        return None
    return Fault(file_row, "", size, problem, Level.ERROR, Reason.ROW_LENGTH)


def _judge(reading: Reading, vocabulary: Vocabulary) -> Fact | None:
    """The fact of a row, or None when an error was noted on it."""
    if _refuse_unreadable_characters(reading) or refuse_valueless(reading):
        return None
    day = reading.read("date", partial(read_day, today=vocabulary.today))
    recipe = _read_activity(reading, vocabulary)
    _check_component(reading, recipe)
    municipality = read_place(reading, vocabulary)
    figures = read_figures(reading, recipe)
    agreements = _read_agreements(reading, vocabulary, day)
    partners = _read_partners(reading)
    notes = _read_notes(reading)
    _warn_personal_data(reading, notes, partners)
    counts = counts_of(reading, recipe, figures) if recipe else {}
    if day is None or recipe is None or any(fault.level is Level.ERROR for fault in reading.faults):
        return None
    warn_outside_mandate(reading, vocabulary, recipe, municipality, day)
    outside = _warn_outside_components(reading, vocabulary, recipe, agreements)
    cells = normalised_cells(reading.cells)
    return Fact(
        file_row=reading.file_row,
        identity=identity_of(cells),
        occurrence=1,
        day=day,
        activity_type=recipe.key,
        municipality=municipality,
        counts=counts,
        partners=partners,
        agreements=agreements,
        notes=notes,
        cells=cells,
        outside=outside,
    )


def _refuse_unreadable_characters(reading: Reading) -> bool:
    if not has_unreadable_character("".join([cell for cell in reading.cells.values() if isinstance(cell, str)])):
        return False
    for name, cell in reading.cells.items():
        if isinstance(cell, str) and has_unreadable_character(cell):
            reading.refuse(name, "Cette cellule contient un caractère illisible. Tapez son contenu de nouveau.")
    return bool(reading.faults)


def _read_activity(reading: Reading, vocabulary: Vocabulary) -> Recipe | None:
    typed = reading.text("activity")
    if not typed:
        reading.refuse("activity", "Il manque l’activité.")
        return None
    recipe = vocabulary.recipe_by_name.get(typed)
    if recipe is None:
        nearest = vocabulary.nearest_activity(fold(typed))
        ending = f"\u00a0: est-ce {nearest}\u00a0?" if nearest else "."
        message = f"Aucun type d’activité ne s’appelle {quoted(typed)}. Choisissez-en un{ending}"
        reading.refuse("activity", message)
    return recipe


def _check_component(reading: Reading, recipe: Recipe | None) -> None:
    component = reading.read("component", read_component)
    if recipe and component and component != recipe.component:
        reading.refuse(
            "component",
            f"{quoted(recipe.name)} est du volet {recipe.component}, pas du volet {component}.",
        )


def _read_agreements(reading: Reading, vocabulary: Vocabulary, day: date | None) -> tuple[int, ...]:
    by_reference: dict[str, AgreementTerm] = {}
    for reference in references(reading.text("agreements"), vocabulary):
        if vocabulary.goes_uncharged(reference):
            continue
        agreement = vocabulary.agreement_named(reference)
        if agreement is None:
            message = f"L’organisme n’a pas d’entente {quoted(reference)}."
            reading.refuse("agreements", message)
        elif day and not (agreement.start <= day and (agreement.end is None or day <= agreement.end)):
            reading.refuse("agreements", _outside(agreement, day))
        else:
            by_reference[agreement.reference] = agreement
    return tuple(agreement.id for agreement in by_reference.values())


def references(text: str, vocabulary: Vocabulary) -> list[str]:
    """The references typed; a comma, an « et » or a slash separates them unless it is part of one."""
    typed: list[str] = []
    parts = _BETWEEN_AGREEMENTS.split(text)
    start = 0
    while start < len(parts):
        ends = range(min(start + MOST_PARTS, len(parts)), start, -2)
        end = next((end for end in ends if _is_known(parts[start:end], vocabulary)), 0)
        typed += ["".join(parts[start:end])] if end else parts[start].split("/")
        end = end or start + 1
        start = end + 1
    return [reference.strip() for reference in typed if reference.strip()]


def _is_known(parts: list[str], vocabulary: Vocabulary) -> bool:
    reference = "".join(parts).strip()
    return bool(reference) and reference in vocabulary.agreement_by_reference


def _outside(agreement: AgreementTerm, day: date) -> str:
    term = f"commence le {french_day(agreement.start)}"
    if agreement.end is not None:
        term = f"va du {french_day(agreement.start)} au {french_day(agreement.end)}"
    return f"L’entente {agreement.reference} {term}\u00a0: le {french_day(day)} est hors de sa durée."


def _warn_outside_components(
    reading: Reading, vocabulary: Vocabulary, recipe: Recipe, agreements: tuple[int, ...]
) -> tuple[Outside, ...]:
    """Say that the component of a row is none of its organism's, or none of those that its agreements name."""
    component = recipe.component
    outside: list[Outside] = []
    if is_outside(component, vocabulary.components, takes_all=False):
        outside.append(Outside(component, "", 1))
    for agreement in (vocabulary.agreement_by_id[pk] for pk in agreements):
        if is_outside(component, agreement.components, takes_all=True):
            outside.append(Outside(component, agreement.reference, 1))
    for each, words in zip(outside, outside_words(outside, is_ahead=True), strict=True):
        reading.warn("agreements" if each.agreement else "component", words, Reason.OUTSIDE)
    return tuple(outside)


def _read_partners(reading: Reading) -> tuple[str, ...]:
    names = partner_names(reading.text("partner"))
    if has_too_long(names):
        reading.refuse("partner", TOO_LONG_PARTNER)
        return ()
    return tuple(names)


def _read_notes(reading: Reading) -> str:
    text = reading.text("notes")
    if len(text) > LONGEST_NOTE:
        size = format_number(len(text))
        reading.refuse("notes", f"Cette note a {size} caractères\u00a0; 2\u00a0000 au plus.")
        return ""
    return text


def _warn_personal_data(reading: Reading, notes: str, partners: tuple[str, ...]) -> None:
    for remark in personal_remarks(notes, partners):
        message = f"Cette cellule semble contenir {remark.kinds}. N’inscrivez ici rien qui désigne une personne."
        reading.warn(remark.field, message, Reason.PERSONAL_DATA)


def _number_occurrences(facts: list[Fact], sheets: tuple[str, ...]) -> tuple[list[Fact], list[Fault]]:
    """Number identical rows 1, 2, 3… and warn once, on the first, naming the others."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    numbered = []
    for fact in facts:
        groups[fact.identity].append(fact.file_row)
        nth = len(groups[fact.identity])
        numbered.append(fact if nth == 1 else replace(fact, occurrence=nth))
    return numbered, [_identical(rows, sheets) for rows in groups.values() if len(rows) > 1]


def _identical(rows: list[int], sheets: tuple[str, ...]) -> Fault:
    others = ", ".join(row_words(row, sheets) for row in rows[1:])
    word = "à la ligne" if len(rows) == 2 else "aux lignes"
    message = f"Cette ligne est identique {word} {others}\u00a0: deux activités, ou une tapée deux fois\u00a0?"
    return Fault(rows[0], "", f"identique {word} {others}", message, Level.WARNING, Reason.IDENTICAL)
