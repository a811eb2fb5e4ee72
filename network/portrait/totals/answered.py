"""How organisms answered the lines of number of their annual report: by hand, « n. d. », « s. o. », not yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from network.portrait.totals.filed import EXCUSED, NOT_FILED, year_range
from reporting.lines.cells import Way
from reporting.models import Line, Report
from roriq_portal.formats.numbers import BLANK
from services.counting.answer_format import STATE_WORDS
from services.models.declaration import AnswerState

NOT_KNOWN, NOT_ASKED = STATE_WORDS[AnswerState.NOT_COLLECTED], STATE_WORDS[AnswerState.NOT_APPLICABLE]
NUMBERS = (Line.Kind.FIGURE, Line.Kind.RATIO)
BY_HAND, FILLED, UNANSWERED = "à la main", "rempli", "sans réponse"


@dataclass(frozen=True)
class AskedLine:
    """A line of number that the reports of a year ask, in the order of the form. `number`: as it is printed."""

    key: str
    number: str
    component: int


@dataclass(frozen=True)
class Tally:
    """How many lines of a component were asked, and how each kind was answered."""

    asked: int = 0
    empty: int = 0
    not_known: int = 0
    not_asked: int = 0
    by_hand: int = 0

    @property
    def answered(self) -> int:
        return self.asked - self.empty

    @property
    def is_whole(self) -> bool:
        """Whether every line has a number, a zero or « s. o. »."""
        return not (self.empty or self.not_known)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.asked + other.asked,
            self.empty + other.empty,
            self.not_known + other.not_known,
            self.not_asked + other.not_asked,
            self.by_hand + other.by_hand,
        )


@dataclass(frozen=True)
class ReportAnswers:
    """The answers of one organism. `words`: line key → « rempli », « à la main », « n. d. », « sans réponse »…"""

    organism_id: int
    why: str
    components: tuple[int, ...]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AnsweredYear:
    lines: tuple[AskedLine, ...]
    reports: tuple[ReportAnswers, ...]

    def tally(self, report: ReportAnswers, component: int) -> Tally | None:
        """Return how a component was answered; None where the organism does not offer it, or was not asked."""
        if component not in report.components:
            return None
        own = [
            report.words[line.key] for line in self.lines if line.component == component and line.key in report.words
        ]
        return Tally(len(own), own.count(UNANSWERED), own.count(NOT_KNOWN), own.count(NOT_ASKED), own.count(BY_HAND))


def read_answered(year: int) -> AnsweredYear:
    """Return how the annual reports of a State year are answered, as filed or as their draft stands. Two queries."""
    reports = Report.objects.annual().filter(period=year_range(year)).order_by("organism__sort_name")
    rows = list(
        reports.values_list(
            "organism", "template_version", "components", "filed_at", "excused_at", "question_count__lines"
        )
    )
    lines = _lines({version for _, version, *_ in rows})
    asked = {line.key for line in lines}
    return AnsweredYear(
        lines,
        tuple(
            ReportAnswers(
                organism,
                _why(filed_at, excused_at),
                tuple(components),
                {key: _word(count) for key, count in (counted or {}).items() if key in asked},
            )
            for organism, _, components, filed_at, excused_at, counted in rows
        ),
    )


def _why(filed_at: datetime | None, excused_at: datetime | None) -> str:
    if excused_at:
        return EXCUSED
    return "" if filed_at else NOT_FILED


def _lines(versions: set[int]) -> tuple[AskedLine, ...]:
    rows = Line.objects.filter(version__in=versions, kind__in=NUMBERS, section__component__isnull=False)
    ordered = rows.order_by("-version__number", "order").values_list("key", "number", "section__component")
    known: dict[str, AskedLine] = {}
    for key, number, component in ordered:
        known.setdefault(key, AskedLine(key, number or key.upper().replace("-", "."), component or 0))
    return tuple(known.values())


def _word(count: Mapping) -> str:
    """Return how a line was answered, in a word."""
    text = count.get("text") or BLANK
    if count.get("own") == Way.EMPTY or text == BLANK:
        return UNANSWERED
    if text in (NOT_KNOWN, NOT_ASKED):
        return text
    return BY_HAND if count.get("own") == Way.HAND else FILLED
