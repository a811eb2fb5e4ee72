"""What was answered in one box, in words that stay readable once its line is gone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from reporting.engine.form.spec import LineSpec
from reporting.models import Answer, Line
from roriq_portal.formats.numbers import BLANK, SPACE, format_number, unit_for
from services.counting.answer_format import format_answer
from services.models.declaration import AnswerState

NUMBERED = (AnswerState.VALUE, AnswerState.ZERO)


@dataclass(frozen=True)
class Said:
    """`part`: the words of its part, empty for the line itself; `words`: the whole answer; `note`: beside a number.

    `reason`: why the figure of the records was corrected; `carried_from`: the period whose answer it is.
    """

    band_key: str
    part: str
    words: str
    note: str = ""
    reason: str = ""
    carried_from: str = ""

    def plain(self) -> dict[str, str]:
        return asdict(self)


def said_of(line: LineSpec, answer: Answer, parts: Mapping[str, str]) -> Said:
    """Return an answer of a line in words; `parts`: the words of its parts, by key."""
    is_text = line.kind in (Line.Kind.TEXT, Line.Kind.FILE)
    words = answer.text if is_text and answer.text else _number(line, answer)
    return Said(
        band_key=answer.band_key,
        part=parts.get(answer.band_key, answer.band_key),
        words=words,
        note="" if is_text else answer.text,
        reason=answer.override_reason,
        carried_from=answer.carried_from,
    )


def _number(line: LineSpec, answer: Answer) -> str:
    """« 214 participations », « 12 sur 20 », « 1 500,00 $ », « n. d. »."""
    if answer.state not in NUMBERED or answer.value is None:
        return format_answer(answer.state, answer.value)
    if line.kind == Line.Kind.MONEY:
        return format_answer(answer.state, answer.value, is_money=True)
    if answer.denominator:
        return f"{format_number(answer.value)} sur {format_number(answer.denominator)}"
    unit = unit_for(answer.value, line.unit, line.unit_plural)
    return f"{format_number(answer.value)}{SPACE}{unit}".strip() if unit else format_number(answer.value) or BLANK
