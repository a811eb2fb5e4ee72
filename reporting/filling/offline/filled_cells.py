"""What a person changed in one row of a workbook, as the fields that its page would post."""

from dataclasses import dataclass, field

from reporting.filling.offline.boxes import OfflineBox
from reporting.filling.offline.identification import Made
from reporting.filling.offline.reading import BookRow
from reporting.filling.offline.rows import ANSWER, NUMBER, OVER, TEXT
from reporting.filling.offline.written import ERASE, Written, answer_kind, number_words, text_words
from reporting.filling.typed_values import INVALID, TypedRefused, read_answer, read_number
from reporting.models import Line
from roriq_portal.files.table_reader import broken_in
from services.models.declaration import AnswerState

UNKNOWN_ANSWER = "Choisissez dans la liste\u00a0: valeur, 0 confirmé, s.\u00a0o., n.\u00a0d. ou effacer."
LOCKED = "Cette cellule était protégée. Ce qui s’y trouve maintenant n’est pas lu."
COMPUTED = "Le portail calcule ce nombre. Pour le corriger, ouvrez sa page dans le portail et donnez un motif."
BOTH = "Vous avez écrit une réponse et choisi «\u00a0effacer\u00a0»\u00a0: gardez l’un des deux."
SPELLED = {"zero": "0", "so": "so", "nd": "nd"}


class CellRefused(ValueError):
    """A cell that cannot be read; `column`: its name. The message is a sentence."""

    def __init__(self, column: str, words: str):
        super().__init__(words)
        self.column = column


@dataclass(frozen=True)
class Filled:
    """A row that somebody changed. `written`: what it says now; `fields`: what its page would post."""

    box: OfflineBox
    made: Made
    row: BookRow
    written: Written
    fields: dict[str, str] = field(default_factory=dict)


def read_filled(box: OfflineBox, made: Made, row: BookRow) -> Filled | None:
    """Return what the row changed since the workbook was made; None when nothing, or when cells were only emptied.

    Raises CellRefused.
    """
    touched = touched_columns(made, row)
    if not touched:
        return None
    if not made.is_open:
        raise CellRefused(touched[0], COMPUTED if box.is_computed else LOCKED)
    for column in touched:
        if broken := broken_in(row.cells[column]):
            raise CellRefused(column, f"Cette cellule {broken.words}.")
    return _text(box, made, row, touched) if box.is_text else _number(box, made, row, touched)


def touched_columns(made: Made, row: BookRow) -> list[str]:
    """Return the columns whose cell holds something else than when the workbook was made."""
    was = {NUMBER: made.written.number, OVER: made.written.over, TEXT: made.written.text}
    said = {NUMBER: _number_in(row, NUMBER), OVER: _number_in(row, OVER), TEXT: text_words(row.cells[TEXT])}
    touched = [column for column, words in said.items() if words not in ("", was[column])]
    answer = row.cells[ANSWER]
    is_chosen = bool(text_words(answer)) and answer_kind(answer) != made.written.answer
    return [*touched, ANSWER] if is_chosen else touched


def is_emptied(made: Made, row: BookRow) -> bool:
    """Whether a cell that held an answer holds nothing any more."""
    written = {NUMBER: made.written.number, TEXT: made.written.text}
    return made.is_open and any(words and not text_words(row.cells[column]) for column, words in written.items())


def _number_in(row: BookRow, column: str) -> str:
    return number_words(row.cells[column])


def _chosen(row: BookRow, touched: list[str]) -> str:
    """Return the answer that was chosen in its list; nothing where the list was left as it stood."""
    kind = answer_kind(row.cells[ANSWER])
    if ANSWER in touched and kind is None:
        raise CellRefused(ANSWER, UNKNOWN_ANSWER)
    return kind or "" if ANSWER in touched else ""


def _text(box: OfflineBox, made: Made, row: BookRow, touched: list[str]) -> Filled:
    if strange := [column for column in touched if column in (NUMBER, OVER)]:
        raise CellRefused(strange[0], "On attend ici un texte, dans la colonne «\u00a0Texte\u00a0».")
    kind = _chosen(row, touched)
    if kind not in ("", ERASE):
        raise CellRefused(ANSWER, "Un texte s’écrit, ou s’efface\u00a0: choisissez «\u00a0effacer\u00a0» ou rien.")
    if kind == ERASE:
        if TEXT in touched:
            raise CellRefused(ANSWER, BOTH)
        return Filled(box, made, row, Written(answer=ERASE), {box.name: ""})
    text = text_words(row.cells[TEXT])
    return Filled(box, made, row, Written(text=text), {box.name: text})


def _number(box: OfflineBox, made: Made, row: BookRow, touched: list[str]) -> Filled:
    if TEXT in touched:
        raise CellRefused(TEXT, "On attend ici un nombre, dans la colonne «\u00a0Nombre\u00a0».")
    is_ratio = box.line.kind == Line.Kind.RATIO and box.band is None
    if OVER in touched and not is_ratio:
        raise CellRefused(OVER, LOCKED)
    kind = _chosen(row, touched)
    if kind == ERASE:
        if NUMBER in touched:
            raise CellRefused(ANSWER, BOTH)
        return Filled(box, made, row, Written(answer=ERASE), _posted(box, "", "", ""))
    raw = _raw(made, row, kind, touched)
    if kind == "nombre" and not raw:
        raise CellRefused(NUMBER, INVALID)
    over = (_number_in(row, OVER) or made.written.over) if is_ratio else ""
    written = _typed(raw, kind, over)
    return Filled(box, made, row, written, _posted(box, raw, kind, over))


def _raw(made: Made, row: BookRow, kind: str, touched: list[str]) -> str:
    """A list that was changed speaks alone: the number beside it is the one of before."""
    if NUMBER in touched:
        return _number_in(row, NUMBER)
    return made.written.number if kind in ("", "nombre") and made.written.answer in ("nombre", "zero") else ""


def _typed(raw: str, kind: str, over: str) -> Written:
    try:
        typed = read_answer(raw, kind)
    except TypedRefused as refusal:
        raise CellRefused(NUMBER, str(refusal)) from refusal
    is_number = typed.state in (AnswerState.VALUE, AnswerState.ZERO)
    try:
        read_number(over) if over and is_number else None
    except TypedRefused as refusal:
        raise CellRefused(OVER, str(refusal)) from refusal
    spelled = {AnswerState.ZERO: "zero", AnswerState.NOT_APPLICABLE: "so", AnswerState.NOT_COLLECTED: "nd"}
    answer = spelled.get(AnswerState(typed.state), "nombre" if is_number else "")
    return Written((raw or "0") if is_number else "", over if is_number else "", answer)


def _posted(box: OfflineBox, raw: str, kind: str, over: str) -> dict[str, str]:
    """The four answers of a part are typed in its one box; those of a line are chosen beside it."""
    if box.band:
        return {box.name: raw or SPELLED.get(kind, "")}
    return {box.name: raw, f"{box.name}-sorte": kind, f"{box.name}-den": over}
