"""What a page and a paper read of a report: sections, lines, bands, all settled. No query hides behind a field."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext, gettext_noop

from reporting.engine.figures import Ask, Figure
from reporting.engine.form.spec import LineSpec, SectionSpec
from reporting.engine.windows import last_of
from reporting.lines.answer_format import format_box
from reporting.lines.before.past_box import PastBox
from reporting.lines.line_parts import AxisView, BandView, part_noun_of, parts_left_out
from reporting.lines.missing import Missing, faults_words, remarks_words
from reporting.lines.proposals.figures import Proposal
from reporting.lines.proposals.texts import SourceText
from reporting.lines.targets import TargetView
from reporting.models import Answer, Attachment, Comment, Line
from roriq_portal.formats.days import format_period
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import BLANK, unit_for
from roriq_portal.formats.phrases import counted
from services.counting.achievement import Achievement, measure_of
from services.households.totals import Number
from services.models.declaration import AnswerState

STATE_WORDS = {
    "not_offered": "Non offert",
    "to_correct": "À corriger",
    "complete": "Complet",
    "begun": "En cours",
    "todo": "À commencer",
}

# What stands in the place of a sum that distinct units, or activities charged to several, do not have
NO_SUM = gettext_noop("ne s’additionne pas")


@dataclass(frozen=True)
class LineView:
    """One line. `state`, `value`, `denominator` are current; `computed` comes from records or a declaration.

    `carried_from`: the period whose answer was taken as it was, for the line itself; each part says its own.
    `days`: those that it counts. `sources`: the texts of the annual report that it may take.
    """

    line: LineSpec
    days: DateRange | None = None
    figure: Figure | None = None
    ask: Ask | None = None
    answer: Answer | None = None
    state: str = AnswerState.BLANK
    value: Decimal | None = None
    denominator: Decimal | None = None
    narrative: str = ""
    declared_in: str = ""
    past: PastBox | None = None
    target: TargetView | None = None
    bands: list[BandView] = field(default_factory=list)
    axes: list[AxisView] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    is_open: bool = False
    proposal: Proposal | None = None
    carried_from: str = ""
    sources: list[SourceText] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def number(self) -> str:
        return self.line.number

    @property
    def words(self) -> str:
        return said(self.line.words, self.line.words_en)

    @property
    def lang(self) -> str:
        """For the attribute of its words on a French page: « en » of a form in English alone, else nothing."""
        return "en" if self.line.lacks_french else ""

    @property
    def unit(self) -> str:
        """The unit that agrees with the value; several where there is none."""
        return said(unit_for(self.value, self.line.unit, self.line.unit_plural))

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def anchor(self) -> str:
        return f"ligne-{self.line.key}"

    @property
    def level(self) -> int:
        return 1 if self.line.parent_key else 0

    @property
    def period_words(self) -> str:
        """« du 1er avril 2025 au 30 septembre 2025 »: the days that it counts."""
        return gettext("du {}").format(format_period(self.days.lower, last_of(self.days))) if self.days else ""

    @property
    def days_words(self) -> str:
        """The same where they are not the report's own; a line of other lines counts no days itself."""
        is_own = self.line.window == Line.Window.PERIOD or self.line.source == Line.Source.LINES
        return "" if is_own else self.period_words

    @property
    def computed(self) -> Decimal | None:
        return self.figure.value if self.figure else None

    @property
    def computed_words(self) -> str:
        if not self.figure:
            return ""
        return format_box(self.kind, self.figure.state, self.figure.value, self.figure.denominator)

    @property
    def text(self) -> str:
        """What the line prints: its narrative, or its number, 0, s. o., n. d., « – »."""
        if self.kind == Line.Kind.TEXT and self.narrative:
            return self.narrative
        if self.has_no_sum:
            return gettext(NO_SUM)
        return format_box(self.kind, self.state, self.value, self.denominator)

    @property
    def achievement(self) -> Achievement:
        return Achievement(measure_of(self.value, self.denominator), self.target.value if self.target else None)

    @property
    def is_overridden(self) -> bool:
        """Whether a person's figure stands in the place of the records'."""
        figure = self.figure
        if figure is None or figure.is_declared or self.state == AnswerState.BLANK:
            return False
        return (self.value, self.denominator) != (figure.value, figure.denominator)

    @property
    def retention(self) -> Number | None:
        """The households of a rate that they answer; None when a person's figure stands in its place."""
        return self.figure.retention if self.figure and not self.is_overridden else None

    @property
    def override_reason(self) -> str:
        if self.parts:
            return " ".join(f"{part.words}\u00a0: {why}" for part in self.parts if (why := part.override_reason))
        return self.answer.override_reason if self.answer and self.is_overridden else ""

    @property
    def note(self) -> str:
        """What was written beside a figure."""
        return self.answer.text if self.answer and self.kind != Line.Kind.TEXT else ""

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def open_comments(self) -> list[Comment]:
        return [comment for comment in self.comments if comment.resolved_at is None]

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to say: parts of money or by agreement must all be said."""
        if self.kind == Line.Kind.HEADING:
            return True
        if self.kind == Line.Kind.FILE:
            return bool(self.files) or self.state != AnswerState.BLANK
        if self.parts or self.line.for_each:
            return all(band.is_answered for band in self.parts)
        return bool(self.narrative.strip()) or self.state != AnswerState.BLANK

    @property
    def parts(self) -> list[BandView]:
        """The boxes of money by parts or by agreement; a breakdown has none: its total is the answer."""
        return [band for band in self.bands if not band.dimension]

    @property
    def has_no_sum(self) -> bool:
        """Whether its parts are answered and nobody knows what they come to: they do not add up."""
        is_said = any(part.value is not None for part in self.parts)
        return is_said and self.value is None and not self.line.parts_add

    @property
    def part_noun(self) -> str:
        """What one of its parts is: « entente », « volet », « poste »…"""
        return part_noun_of(self.line)

    @property
    def left_out(self) -> str:
        """What the sum of its parts leaves out: « 1 entente n. d., 2 sans réponse »; empty of a whole sum."""
        if self.figure and self.figure.left_out and not self.is_overridden:
            return self.figure.left_out
        if self.value is None:
            return ""
        return parts_left_out(self.parts, self.part_noun)

    @property
    def total(self) -> int:
        """How many answers the line must have, one for each part; none when it is optional."""
        if self.kind == Line.Kind.HEADING or not self.line.required:
            return 0
        return len(self.parts) if self.parts or self.line.for_each else 1

    @property
    def answered(self) -> int:
        if not self.total:
            return 0
        return sum(1 for band in self.parts if band.is_answered) if self.parts else int(self.is_answered)


@dataclass(frozen=True)
class SectionView:
    """`state`: complete, begun, todo, to_correct or not_offered; `missing` holds errors and warnings of the section."""

    spec: SectionSpec
    priority: str
    is_offered: bool
    lines: list[LineView]
    missing: list[Missing]

    @property
    def key(self) -> str:
        return self.spec.key

    @property
    def title(self) -> str:
        return said(self.spec.words, self.spec.words_en)

    @property
    def lang(self) -> str:
        """As that of a line."""
        return "en" if self.spec.lacks_french else ""

    @property
    def component(self) -> int | None:
        return self.spec.component

    @property
    def errors(self) -> list[Missing]:
        return [item for item in self.missing if item.stops]

    @property
    def waiting(self) -> list[Comment]:
        """The remarks on its lines that have no answer yet."""
        return [comment for line in self.lines for comment in line.open_comments]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def is_begun(self) -> bool:
        return any(line.answer or line.files or any(band.answer for band in line.bands) for line in self.lines)

    @property
    def state(self) -> str:
        if not self.is_offered:
            return "not_offered"
        if self.waiting:
            return "to_correct"
        if not self.errors:
            return "complete"
        return "begun" if self.is_begun else "todo"

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def words(self) -> str:
        """What is missing, what is to be looked at again, and the remarks to answer, in sentences."""
        if not self.is_offered:
            return "Votre organisme n’offre pas ce volet dans cette période."
        sentences = faults_words(self.errors) or self._done_words, remarks_words(len(self.waiting))
        return " ".join(filter(None, sentences))

    @property
    def _done_words(self) -> str:
        return f"{counted(self.answered, 'réponse')} sur {self.total}." if self.total else "Rien n’y est obligatoire."


def label(line: LineView) -> str:
    """How a sentence names a line: its number, else its words."""
    return line.number or line.words


__all__ = ["BLANK", "AxisView", "BandView", "LineView", "Missing", "PastBox", "SectionView", "TargetView", "label"]
