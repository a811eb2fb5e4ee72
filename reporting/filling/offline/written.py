"""What the cells of one box say, in one form whatever wrote them: the portal, a person, another spreadsheet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reporting.filling.typed_values import KIND_OF_STATE, KIND_WORDS, SPACES, readable
from roriq_portal.files.cells import storable
from roriq_portal.files.table_reader import Cell
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.typed import Unread, read_number

ERASE = "effacer"
# What the list of a cell offers → the kind of answer of the section's page
ANSWERS = {"valeur": "nombre", "0 confirmé": "zero", "s.\u00a0o.": "so", "n.\u00a0d.": "nd", ERASE: ERASE}
OFFERED = {kind: words for words, kind in ANSWERS.items()}
_SPELLED = {SPACES.sub("", words).casefold(): kind for words, kind in ANSWERS.items()}
_SPELLED |= {"nombre": "nombre", "0": "zero", "zéro": "zero", "so": "so", "s.o": "so", "nd": "nd", "n.d": "nd"}


@dataclass(frozen=True)
class Written:
    """The number and its denominator as French writes them, the kind of answer (a key of OFFERED), the text."""

    number: str = ""
    over: str = ""
    answer: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What a table of differences shows: « 12 », « 12 sur 40 », « n. d. », the text, « – »."""
        if self.answer == ERASE:
            return "effacé"
        number = f"{self.number} sur {self.over}" if self.number and self.over else self.number
        return self.text or KIND_WORDS.get(self.answer, "") or number or BLANK


def written_answer(state: str, value: Decimal | None, denominator: Decimal | None = None) -> Written:
    """Return what the cells of an answer say."""
    kind = KIND_OF_STATE.get(state, "")
    if kind not in ("nombre", "zero"):
        return Written(answer=kind)
    over = "" if denominator is None else _bare(denominator)
    return Written(_bare(Decimal(value or 0)), over, kind)


def _bare(number: Decimal) -> str:
    """12,5 of 12,50: a spreadsheet keeps no zeros at the end."""
    return f"{number.normalize():f}".replace(".", ",")


def number_words(cell: Cell) -> str:
    """Return a number in one form; what is none, as it was typed; nothing of an empty cell."""
    if isinstance(cell, Decimal):
        # Past forty signs it is refused as no number: nobody needs its zeros
        return _bare(cell) if abs(cell.adjusted()) < 50 else f"{cell:E}"
    typed = text_words(cell)
    try:
        return _bare(read_number(typed)) if typed else ""
    except Unread:
        return typed


def text_words(cell: Cell) -> str:
    """Return the text of a cell, each run of spaces as one and each end of line as one sign: files keep no more."""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, date):
        return format_day(cell)
    lines = storable(readable(cell or "")).split("\n")
    return "\n".join(" ".join(word for word in line.split(" ") if word) for line in lines).strip()


def answer_kind(cell: Cell) -> str | None:
    """Return the kind of an answer by its words, empty for an empty cell; None for words that the list has not."""
    words = SPACES.sub("", text_words(cell)).casefold()
    return _SPELLED.get(words) if words else ""
