"""The kinds of question on the page of a section: each holds what its template prints, already in words."""

from dataclasses import dataclass
from typing import ClassVar

from reporting.engine.form.meanings import LineMeaning
from reporting.filling.forms import AttachmentForm
from reporting.filling.page.boxes import Autosave, Box
from reporting.filling.typed_values import KIND_WORDS
from reporting.lines.proposals.texts import SourceText
from reporting.models import Attachment

ROWS_LEAST, ROWS_MOST = 6, 18
CHARS_PER_ROW = 80


@dataclass(frozen=True)
class QuestionLabel:
    """How the page names a line. `name`: the name of its box; `notes`: whole sentences under its words.

    `proposes`: whether one click puts in its box what the notes say that the portal knows. `lang`: the language of its
    words and of its hint, empty in French. `meanings`: what its indicators count.
    """

    key: str
    name: str
    number: str
    words: str
    hint: str
    is_optional: bool
    notes: list[str]
    proposes: bool = False
    lang: str = ""
    meanings: tuple[LineMeaning, ...] = ()


@dataclass(frozen=True)
class PastAnswer:
    """The answer of the period before; `can_repeat`: whether one click puts it in the box."""

    text: str
    can_repeat: bool = False


@dataclass(frozen=True)
class Correction:
    """The figure that takes the place of a computed one, and why."""

    number: Box
    reason: Box

    @property
    def is_begun(self) -> bool:
        return bool(self.number.error or self.reason.error or self.reason.value)


@dataclass(frozen=True)
class Heading:
    template: ClassVar[str] = "reporting/filling/questions/_heading.html"
    words: str


@dataclass(frozen=True)
class ShownFigure:
    """A figure that is read here and not written: its line is closed."""

    template: ClassVar[str] = "reporting/filling/questions/_shown_figure.html"
    autosave: ClassVar[None] = None
    label: QuestionLabel
    past: PastAnswer
    shown: str
    unit: str


@dataclass(frozen=True)
class ComputedFigure:
    """A figure of the records. `correction` and `autosave` are None when its line is closed."""

    template: ClassVar[str] = "reporting/filling/questions/_computed_figure.html"
    label: QuestionLabel
    past: PastAnswer
    shown: str
    unit: str
    counts_activities: bool
    records_url: str
    follow_ups_url: str
    correction: Correction | None
    autosave: Autosave | None


@dataclass(frozen=True)
class CorrectedFigure:
    """A typed figure in the place of a computed one, which one click puts back."""

    template: ClassVar[str] = "reporting/filling/questions/_corrected_figure.html"
    label: QuestionLabel
    past: PastAnswer
    unit: str
    records_url: str
    correction: Correction
    autosave: Autosave | None


@dataclass(frozen=True)
class NumberQuestion:
    """A number to type, or one of the three other answers. `denominator`: the second box of a ratio.

    `lower_bound`: what the records already name.
    """

    template: ClassVar[str] = "reporting/filling/questions/_number_question.html"
    label: QuestionLabel
    past: PastAnswer
    box: Box
    denominator: Box | None
    answer_kind: str
    unit: str
    lower_bound: int | None
    records_url: str
    autosave: Autosave | None

    @property
    def placeholder(self) -> str:
        return KIND_WORDS.get(self.answer_kind, "")

    @property
    def described_by(self) -> str:
        name = self.box.name
        return f"{name}-p {name}-u" + (f" {name}-e" if self.box.error else "")


@dataclass(frozen=True)
class OfferedText:
    """A text of the annual report beside a question. `over`: by how many signs it passes the limit of the line."""

    value: str
    source: SourceText
    is_drawn: bool
    over: int

    @property
    def length(self) -> int:
        return len(self.source.text)

    @property
    def has_changed(self) -> bool:
        return self.is_drawn and self.source.has_changed


@dataclass(frozen=True)
class TextQuestion:
    """A text to write; `autosave` is None when its line is closed.

    `sources`: the texts of the annual report that one click takes; `source_box`: which ones this page took.
    """

    label: QuestionLabel
    past_text: str
    box: Box
    max_chars: int
    autosave: Autosave | None
    sources: list[OfferedText]
    source_box: Box

    @property
    def length(self) -> int:
        return len(self.box.value)

    @property
    def rows(self) -> int:
        needed = self.length // CHARS_PER_ROW + self.box.value.count("\n") + 1
        return min(ROWS_MOST, max(ROWS_LEAST, needed))


@dataclass(frozen=True)
class FileQuestion:
    """Files to join; `form` is None when its line is closed."""

    label: QuestionLabel
    attachments: list[Attachment]
    form: AttachmentForm | None


FigureRow = ShownFigure | ComputedFigure | CorrectedFigure | NumberQuestion
