"""How organisms answered the lines of number of their annual report: by hand, « n. d. », « s. o. », not yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from network.portrait.totals.asked_lines import AskedLine, year_range
from network.portrait.totals.filed import EXCUSED, NOT_FILED
from reporting.lines.cells import Way
from reporting.models import Report
from roriq_portal.formats.numbers import BLANK
from services.counting.answer_format import STATE_WORDS
from services.models.declaration import AnswerState

NOT_KNOWN, NOT_ASKED = STATE_WORDS[AnswerState.NOT_COLLECTED], STATE_WORDS[AnswerState.NOT_APPLICABLE]
BY_HAND, FILLED, UNANSWERED = "à la main", "rempli", "sans réponse"


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


def read_answered(year: int, lines: Iterable[AskedLine]) -> AnsweredYear:
    """Return how the annual reports of a State year are answered, as filed or as their draft stands. One query.

    `lines`: those that its reports ask, the newest form first, maybe among others.
    """
    reports = Report.objects.annual().filter(period=year_range(year)).order_by("organism__sort_name")
    rows = list(
        reports.values_list(
            "organism", "template_version", "components", "filed_at", "excused_at", "question_count__lines"
        )
    )
    versions = {version for _, version, *_ in rows}
    asked: dict[str, AskedLine] = {}
    for line in lines:
        if line.version_id in versions:
            asked.setdefault(line.key, line)
    return AnsweredYear(
        tuple(asked.values()),
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


def _word(count: Mapping) -> str:
    """Return how a line was answered, in a word."""
    text = count.get("text") or BLANK
    if count.get("own") == Way.EMPTY or text == BLANK:
        return UNANSWERED
    if text in (NOT_KNOWN, NOT_ASKED):
        return text
    return BY_HAND if count.get("own") == Way.HAND else FILLED
