"""Rows: each row of a register judged against the vocabulary, facts on one side, remarks on the other."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree
from services.imports.registers.columns import LABELS, Columns
from services.imports.registers.counts import counts_of, read_figures
from services.imports.registers.facts import Fact, Fault, Level, Preview, Reason
from services.imports.registers.files.sheet import Cell, Sheet, UnreadableRegister, is_empty, trimmed
from services.imports.registers.places import read_place, warn_outside_mandate
from services.imports.registers.row_identity import identity_of, normalised_cells
from services.imports.registers.row_reading import Reading
from services.imports.registers.values import french_day, read_component, read_day
from services.imports.registers.vocabulary import AgreementTerm, Recipe, Vocabulary
from services.text.spelling import fold, has_unreadable_character, personal_data_in, quoted

LONGEST_NOTES = 2_000
LONGEST_PARTNER = 160
NOTED_EVERY = 1000
_BETWEEN_AGREEMENTS = re.compile(r"[,;\n]|\s+et\s+")


def validate(
    sheet: Sheet, columns: Columns, vocabulary: Vocabulary, noting: Callable[[int, int], None] | None = None
) -> Preview:
    """Judge every row; nothing is saved. Refuses (UnreadableRegister) a sheet without required columns.

    `noting` is called now and then with the number of rows judged, and of rows in all.
    """
    if not columns.is_complete:
        missing = " et ".join(LABELS[name] for name in columns.missing)
        raise UnreadableRegister(f"Il manque au registre\u00a0: {missing}. Dites quelle colonne en tient lieu.")
    titles = {name: sheet.header[position] for name, position in columns.fields.items()}
    facts: list[Fact] = []
    faults: list[Fault] = []
    skipped = 0
    for done, (file_row, cells) in enumerate(sheet.rows):
        if noting and done % NOTED_EVERY == 0:
            noting(done, len(sheet.rows))
        if is_empty(cells):
            skipped += 1
            continue
        if length_fault := _length_fault(sheet, file_row, cells):
            faults.append(length_fault)
            continue
        padded = (*cells, *(None,) * (len(sheet.header) - len(cells)))
        named = {name: padded[position] for name, position in columns.fields.items()}
        reading = Reading(file_row, named, titles)
        fact = _judge(reading, vocabulary)
        faults += reading.faults
        if fact is not None:
            facts.append(fact)
    valid, repeated = _number_occurrences(facts)
    return Preview(tuple(valid), tuple(sorted(faults + repeated, key=lambda fault: fault.file_row)), skipped)


def _length_fault(sheet: Sheet, file_row: int, cells: tuple[Cell, ...]) -> Fault | None:
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
    if _refuse_unreadable_characters(reading):
        return None
    day = reading.read("date", partial(read_day, today=vocabulary.today))
    recipe = _read_activity(reading, vocabulary)
    _check_component(reading, recipe)
    municipality = read_place(reading, vocabulary)
    figures = read_figures(reading, recipe)
    agreements = _read_agreements(reading, vocabulary, day)
    partners = _read_partners(reading)
    notes = _read_notes(reading)
    counts = counts_of(reading, recipe, figures) if recipe else {}
    if day is None or recipe is None or any(fault.level is Level.ERROR for fault in reading.faults):
        return None
    warn_outside_mandate(reading, vocabulary, recipe, municipality, day)
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
    recipe = vocabulary.recipe_by_name.get(fold(typed))
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
    """The references typed; a slash separates them unless it is part of one."""
    typed: list[str] = []
    for part in _BETWEEN_AGREEMENTS.split(text):
        known = fold(part) in vocabulary.agreement_by_reference
        typed += [part] if known else part.split("/")
    return [reference.strip() for reference in typed if reference.strip()]


def _outside(agreement: AgreementTerm, day: date) -> str:
    term = f"commence le {french_day(agreement.start)}"
    if agreement.end is not None:
        term = f"va du {french_day(agreement.start)} au {french_day(agreement.end)}"
    return f"L’entente {agreement.reference} {term}\u00a0: le {french_day(day)} est hors de sa durée."


def _read_partners(reading: Reading) -> tuple[str, ...]:
    names = [" ".join(name.split()) for name in re.split(r"[;\n]", reading.text("partner"))]
    if any(len(name) > LONGEST_PARTNER for name in names):
        reading.refuse("partner", f"Un nom a {LONGEST_PARTNER} caractères au plus.")
        return ()
    _warn_personal_data(reading, "partner")
    return tuple(dict.fromkeys(name for name in names if name))


def _read_notes(reading: Reading) -> str:
    text = reading.text("notes")
    if len(text) > LONGEST_NOTES:
        size = format_number(len(text))
        reading.refuse("notes", f"Cette note a {size} caractères\u00a0; 2\u00a0000 au plus.")
        return ""
    _warn_personal_data(reading, "notes")
    return text


def _warn_personal_data(reading: Reading, name: str) -> None:
    if kind := personal_data_in(reading.text(name)):
        message = f"Cette cellule semble contenir {kind}. N’inscrivez ici rien qui désigne une personne."
        reading.warn(name, message, Reason.PERSONAL_DATA)


def _number_occurrences(facts: list[Fact]) -> tuple[list[Fact], list[Fault]]:
    """Number identical rows 1, 2, 3… and warn once, on the first, naming the others."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    numbered = []
    for fact in facts:
        groups[fact.identity].append(fact.file_row)
        nth = len(groups[fact.identity])
        numbered.append(fact if nth == 1 else replace(fact, occurrence=nth))
    return numbered, [_identical(rows) for rows in groups.values() if len(rows) > 1]


def _identical(rows: list[int]) -> Fault:
    others = ", ".join(map(str, rows[1:]))
    word = "à la ligne" if len(rows) == 2 else "aux lignes"
    message = f"Cette ligne est identique {word} {others}\u00a0: deux activités, ou une tapée deux fois\u00a0?"
    return Fault(rows[0], "", f"identique {word} {others}", message, Level.WARNING, Reason.IDENTICAL)
