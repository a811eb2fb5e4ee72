"""The table of what the report before said, line by line: what one tick takes, and what needs none, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from reporting.engine.windows import CUMULATED
from reporting.filling.page.notes import ASIDE
from reporting.filling.posted import is_fixed
from reporting.filling.repeat_previous import last_year
from reporting.lines.assembly import ReportData, sections_of
from reporting.lines.presenters import LineView, PastBox
from reporting.models import Line, Report
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_number, unit_for
from roriq_portal.formats.phrases import counted, of_period
from services.models.declaration import AnswerState

NOT_COUNTED = "Ce nombre venait {}, où rien ne le compte pour cette période."
COUNTED_FROM: dict[str, str] = {
    Line.Source.AGREEMENTS: "de l’argent de l’entente",
    Line.Source.POSITIONS: "de vos postes",
    Line.Source.HOUSEHOLDS: "de vos ménages",
}
ZERO = "0"
FROM_ACTIVITIES = "de vos activités"


@dataclass(frozen=True)
class SameRow:
    """One line beside what was filed of it. `moved`: what changed since, in sentences; `no_tick`: why it has none.

    `error`: why it was not taken just now.
    """

    line: LineView
    moved: tuple[str, ...] = ()
    no_tick: str = ""
    is_ticked: bool = False
    error: str = ""

    @property
    def label(self) -> str:
        return f"{self.line.number} {self.line.words}".strip()

    @property
    def past(self) -> PastBox:
        return self.line.past or PastBox("")

    @property
    def past_words(self) -> str:
        """What was said, with the two terms of a rate; the text itself of a text."""
        return self.past.narrative if self.is_text and self.past.narrative else self.past.words

    @property
    def is_text(self) -> bool:
        return self.line.kind == Line.Kind.TEXT

    @property
    def note(self) -> str:
        return "" if self.is_text else self.past.narrative

    @property
    def unit(self) -> str:
        spec, value = self.line.line, self.past.value
        is_number = self.line.kind == Line.Kind.FIGURE and value is not None
        return unit_for(value, spec.unit, spec.unit_plural) if is_number else ""

    @property
    def parts(self) -> str:
        """« Femmes : 50, Hommes : 46 »: each part that was said; those that are zero are only counted."""
        said = [(band.words, self.past.bands.get(band.key, BLANK)) for band in self.line.bands]
        named = [f"{words}\u00a0: {text}" for words, text in said if text not in (BLANK, ZERO)]
        zeros = sum(text == ZERO for _, text in said)
        if zeros:
            named.append(f"{counted(zeros, 'autre' if named else 'part')}\u00a0: 0")
        return ", ".join(named)


@dataclass(frozen=True)
class SameSection:
    key: str
    title: str
    rows: list[SameRow]


@dataclass(frozen=True)
class SameAnswers:
    """`period`: which one was filed, in words; `version_id`: the version that the table was read from."""

    period: str
    version_id: int | None
    sections: list[SameSection]

    @property
    def offered(self) -> list[SameRow]:
        """The rows that have a tick."""
        return [row for section in self.sections for row in section.rows if not row.no_tick]

    @property
    def refused(self) -> list[SameRow]:
        """The rows that were ticked and not taken, each with its error."""
        return [row for section in self.sections for row in section.rows if row.error]


def same_answers(
    data: ReportData,
    *,
    ticked: Collection[str] | None = None,
    ticks_all: bool = False,
    errors: Mapping[str, str] | None = None,
) -> SameAnswers:
    """Return the table of a report; asks the database nothing.

    `ticked`: the lines that somebody ticked; without it, those of which nothing changed, or all of them. `errors`:
    line key → why it was not taken.
    """
    errors = errors or {}
    sections = []
    for section in sections_of(data):
        if section.is_offered:
            every = [_row(line, data.report, errors.get(line.key, "")) for line in section.lines]
            rows = [_ticked(row, ticked, ticks_all) for row in every if row]
            sections.append(SameSection(section.key, section.title, rows))
    return SameAnswers(data.past.words, data.past.version_id, [section for section in sections if section.rows])


def _ticked(row: SameRow, ticked: Collection[str] | None, ticks_all: bool) -> SameRow:
    is_chosen = ticks_all or not row.moved if ticked is None else row.line.key in ticked
    return replace(row, is_ticked=is_chosen and not row.no_tick)


def _row(line: LineView, report: Report, error: str) -> SameRow | None:
    if line.kind in (Line.Kind.HEADING, Line.Kind.FILE) or not _said_something(line):
        return None
    if no_tick := _no_tick(line, report):
        return SameRow(line, no_tick=no_tick, error=error)
    return SameRow(line, tuple(_moved(line)), error=error)


def _said_something(line: LineView) -> bool:
    past = line.past
    if past is None:
        return False
    said = past.state != AnswerState.BLANK or past.narrative
    return bool(said or any(text not in ("", BLANK) for text in past.bands.values()))


def is_untouched(line: LineView) -> bool:
    """Whether nobody answered anything of a line, here or in another report that declares the same people."""
    return line.state == AnswerState.BLANK and not line.narrative and not any(band.is_answered for band in line.bands)


def _no_tick(line: LineView, report: Report) -> str:
    """Why a line has no tick: it is closed, computed or answered; empty when its last answer can be taken."""
    if not line.is_open:
        return ASIDE.get(report.state, "Fermée.")
    if line.is_overridden:
        return f"Corrigé ici\u00a0: {line.text}."
    if is_fixed(line):
        return _computed_words(line)
    if not is_untouched(line):
        return _answered_words(line)
    return "" if last_year(line) else "À répondre dans sa section\u00a0: ses parties ont changé."


def _computed_words(line: LineView) -> str:
    same = line.past is not None and line.past.words == line.text
    return f"Se calcule\u00a0: {line.text}{', comme avant' if same else ' maintenant'}."


def _answered_words(line: LineView) -> str:
    carried = line.carried_from or next((band.carried_from for band in line.bands if band.carried_from), "")
    if carried:
        return f"Repris {of_period(carried)}."
    if line.kind == Line.Kind.TEXT:
        return "Déjà écrit ici."
    where = f"Déjà déclaré dans {line.declared_in}" if line.declared_in else "Déjà répondu ici"
    return f"{where}\u00a0: {line.text}." if line.text != BLANK else f"{where}, en partie."


def _moved(line: LineView) -> list[str]:
    """What changed since the last report: the records, the accounts, or the days that a line counts."""
    past, said = line.past, []
    if past is None:
        return []
    is_new_year = line.line.window in CUMULATED and past.days and line.days and past.days.lower != line.days.lower
    if is_new_year and line.days:
        said.append(f"Le cumul recommence le {format_day(line.days.lower)}\u00a0: ce nombre compte d’autres jours.")
    if past.was_computed and line.line.source not in (Line.Source.DECLARED, Line.Source.LINES):
        said.append(NOT_COUNTED.format(COUNTED_FROM.get(line.line.source, FROM_ACTIVITIES)))
    bound = line.ask.lower_bound if line.ask else None
    if bound and past.value is not None and past.value < bound:
        said.append(f"Vos activités en nomment maintenant au moins {format_number(bound)}.")
    if line.proposal:
        said.append(line.proposal.words)
    return said
