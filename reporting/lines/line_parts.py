"""What a line is made of: its bands, and its breakdowns."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop

from reporting.engine.figures import Figure, Least
from reporting.engine.form.spec import LineSpec
from reporting.lines.answer_format import format_box
from reporting.models import Answer, Line
from roriq_portal.formats.numbers import SPACE, plain, unit_for
from services.models.declaration import AnswerState

UNANSWERED = gettext_noop("sans réponse")
# What each part of a repeated line is
PART_NOUNS: dict[str, str] = {
    Line.Repetition.AGREEMENT: "entente",
    Line.Repetition.COMPONENT: "volet",
    Line.Repetition.MRC: "MRC",
    Line.Repetition.SERVICE: "service",
    Line.Repetition.FUNDER: "bailleur",
}


@dataclass(frozen=True)
class BandView:
    """One part of a line. `dimension` is empty for money and for repeated lines; `least`: what records name of it."""

    key: str
    words: str
    kind: str
    dimension: str = ""
    computed: int | Decimal | None = None
    answer: Answer | None = None
    state: str = AnswerState.BLANK
    value: Decimal | None = None
    past: str = ""
    words_en: str = ""
    least: Least | None = None

    @property
    def carried_from(self) -> str:
        """The period whose answer was taken as it was; empty when somebody gave this one."""
        return self.answer.carried_from if self.answer and self.answer.value == self.value else ""

    @property
    def text(self) -> str:
        return format_box(self.kind, self.state, self.value)

    @property
    def number(self) -> str | None:
        return plain(self.value)

    @property
    def is_answered(self) -> bool:
        return self.state != AnswerState.BLANK

    @property
    def is_overridden(self) -> bool:
        return self.computed is not None and not self.dimension and self.value != self.computed

    @property
    def override_reason(self) -> str:
        """Why a part of money is not what the agreement's accounts say."""
        return self.answer.override_reason if self.answer and self.is_overridden else ""

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0


@dataclass(frozen=True)
class AxisView:
    """The bands of one dimension; `unbroken` is what none of them holds, None while nothing is broken down."""

    key: str
    words: str
    bands: list[BandView]
    unbroken: int | None
    is_asked: bool
    past_unbroken: int | None = None

    @property
    def is_answered(self) -> bool:
        """Whether one of its bands is: a paper then prints it."""
        return any(band.is_answered for band in self.bands)

    @property
    def total(self) -> Decimal:
        return sum((band.value or Decimal(0) for band in self.bands), Decimal(0))


def whole_of_parts(line: LineSpec, parts: Sequence[BandView], figure: Figure | None) -> tuple[str, Decimal | None]:
    """Return what a line of parts comes to, money or repeated: state and number; blank until a part is answered.

    Parts that all are unknown (n. d.), or do not apply (s. o.), make the whole so. Parts that do not add up leave it
    to what was counted, each once, while every part is as it was counted; else nobody knows it.
    """
    values = [part.value for part in parts if part.value is not None]
    if not values:
        return _unknown({part.state for part in parts}), None
    if line.parts_add:
        total = sum(values, Decimal(0))
        return (AnswerState.VALUE if total else AnswerState.ZERO), total
    is_counted = all(part.value == part.computed for part in parts if part.value)
    if figure is None or figure.value is None or not is_counted:
        return AnswerState.BLANK, None
    return figure.state, figure.value


def _unknown(states: set[str]) -> str:
    if AnswerState.BLANK in states or not states:
        return AnswerState.BLANK
    return AnswerState.NOT_COLLECTED if AnswerState.NOT_COLLECTED in states else AnswerState.NOT_APPLICABLE


def part_noun_of(line: LineSpec) -> str:
    """Return what one part of a line is: « entente », « volet », « poste »…"""
    return "motif" if line.source == Line.Source.POSITIONS else PART_NOUNS.get(line.for_each, "poste")


def parts_left_out(parts: Sequence[BandView], noun: str) -> str:
    """Return what the sum of these parts leaves out: « 1 entente n. d., 2 sans réponse »; empty of a whole sum."""
    unknown = sum(part.state == AnswerState.NOT_COLLECTED for part in parts)
    blank = sum(not part.is_answered for part in parts)
    many = noun if noun.isupper() else f"{noun}s"  # « 2 MRC »: an acronym has no plural
    said = [
        f"{unknown} {unit_for(unknown, noun, many)} n.{SPACE}d." if unknown else "",
        f"{blank} {UNANSWERED}" if blank else "",
    ]
    return ", ".join(filter(None, said))
