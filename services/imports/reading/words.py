"""What people are told of how a file was read: what it hides, what was left aside, what was guessed."""

from collections.abc import Iterator, Sequence

from roriq_portal.formats.numbers import format_number, unit_for
from roriq_portal.formats.phrases import and_others
from services.imports.reading.opening import Opened
from services.imports.registers import Preview, ReadingChoices, SheetSeen
from services.imports.registers.files.several_sheets import row_words
from services.imports.registers.set_aside import Aside
from services.text.spelling import excerpt

MOST_NAMED = 12


def reading_remarks(opened: Opened, preview: Preview, choices: ReadingChoices) -> list[str]:
    """Return the sentences to read before anything is written, in the order of the reading."""
    return [
        *opened.sheet.remarks,
        *_sheets(opened.sheet.book),
        *_hidden(opened.sheet.book, choices),
        *_titles(opened.sheet.book),
        *_days(opened, choices),
        *_merged(choices),
        *_aside(opened, preview),
    ]


def _sheets(book: Sequence[SheetSeen]) -> Iterator[str]:
    if len(book) < 2:
        return
    read = [f"{_name(seen)} ({_rows(seen.rows)})" for seen in book if seen.is_read]
    left = [f"{_name(seen)}{' (masquée)' if seen.is_hidden else ''}" for seen in book if not seen.is_read]
    yield f"{'Feuille lue' if len(read) == 1 else 'Feuilles lues'}\u00a0: {', '.join(read)}."
    if left:
        yield f"{'Feuille non lue' if len(left) == 1 else 'Feuilles non lues'}\u00a0: {', '.join(left)}."


def _hidden(book: Sequence[SheetSeen], choices: ReadingChoices) -> Iterator[str]:
    for seen in book:
        if not seen.is_read:
            continue
        where = f" de la feuille {_name(seen)}" if len(book) > 1 else ""
        if seen.hidden_rows:
            noun = unit_for(seen.hidden_rows, "ligne masquée", "lignes masquées")
            end = "lues quand même" if choices.hidden_rows else "laissées de côté, comme demandé"
            if seen.hidden_rows == 1:
                end = end.replace("lues", "lue").replace("laissées", "laissée")
            cause = ", par un filtre ou à la main" if seen.is_filtered else ""
            yield f"{format_number(seen.hidden_rows)} {noun}{where} dans le classeur{cause}\u00a0: {end}."
        if seen.hidden_columns:
            noun = unit_for(len(seen.hidden_columns), "colonne masquée", "colonnes masquées")
            names = ", ".join(f"«\u00a0{excerpt(title, 40)}\u00a0»" for title in seen.hidden_columns)
            read = unit_for(len(seen.hidden_columns), "lue", "lues")
            yield f"{len(seen.hidden_columns)} {noun}{where} dans le classeur, et {read} quand même\u00a0: {names}."


def _titles(book: Sequence[SheetSeen]) -> Iterator[str]:
    if any(seen.is_read and seen.title_rows > 1 for seen in book):
        yield "Les titres prennent deux lignes\u00a0: elles sont lues ensemble."


def _days(opened: Opened, choices: ReadingChoices) -> Iterator[str]:
    if choices.month_first:
        yield "Les dates sont lues mois/jour/année, comme demandé."
    elif opened.day_order:
        title = opened.sheet.header[opened.columns.fields["date"]]
        examples = ", ".join(opened.day_order.examples)
        yield (
            f"La colonne «\u00a0{excerpt(title, 40)}\u00a0» semble écrite mois/jour/année ({examples})\u00a0: "
            f"lues jour/mois/année, {format_number(opened.day_order.doubtful)} de ses dates changeraient de mois."
        )


def _merged(choices: ReadingChoices) -> Iterator[str]:
    if choices.fill_merged:
        yield "Chaque ligne d’une cellule fusionnée a reçu ce que montre la première."


def _aside(opened: Opened, preview: Preview) -> Iterator[str]:
    for kind, words in ((Aside.TOTAL, "Totaux laissés de côté"), (Aside.TITLES, "Titres répétés, laissés de côté")):
        rows = [number for number, why in preview.aside.items() if why == kind]
        if rows:
            first = [row_words(number, opened.sheet.sheets_told) for number in rows[:MOST_NAMED]]
            named = and_others(first, len(rows) - MOST_NAMED)
            yield f"{words}\u00a0: {unit_for(len(rows), 'ligne', 'lignes')} {named}."


def _name(seen: SheetSeen) -> str:
    return f"«\u00a0{excerpt(seen.name, 40)}\u00a0»"


def _rows(count: int) -> str:
    return f"{format_number(count)} {unit_for(count, 'ligne', 'lignes')}"


def remembered_words(changed: int, forgotten: int) -> str:
    """Return how many remembered answers were changed, and how many forgotten."""
    if not changed and not forgotten:
        return "Rien n’a changé."
    parts = []
    if changed:
        parts.append(f"{format_number(changed)} {unit_for(changed, 'réponse changée', 'réponses changées')}")
    if forgotten:
        parts.append(f"{format_number(forgotten)} {unit_for(forgotten, 'réponse oubliée', 'réponses oubliées')}")
    return f"{', '.join(parts)}."
