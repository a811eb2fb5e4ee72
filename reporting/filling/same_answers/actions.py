"""Answers of the report before, taken together: what may be written is, each rule of the form asked; and undone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answer_checks import AnswerInput, check_answers
from reporting.filling.actions.answers import StaleAnswer, save_answers
from reporting.filling.posted import PAGE, is_fixed, read_lines
from reporting.filling.repeat_previous import last_year
from reporting.filling.same_answers.rows import SameRow, is_untouched, same_answers
from reporting.filling.saving import TRIES, input_of
from reporting.lines.assembly import ReportData, if_answered, read_report_data, sections_of
from reporting.lines.presenters import LineView
from reporting.models import Answer, Line, Report
from reporting.workflow.transitions import ActionRefused
from roriq_portal.logs import log_action

ANSWERED_SINCE = "Quelqu’un y a répondu pendant que vous lisiez\u00a0: cette réponse reste."
FILED_AGAIN = "Le rapport d’avant a une nouvelle version depuis que vous lisiez. Relisez ses réponses, puis reprenez."
NOTHING_LEFT = "Rien à retirer\u00a0: ces réponses ont changé depuis, ou sont déjà retirées."


@dataclass(frozen=True)
class Repeated:
    """What was taken: how many lines; and line key → why each other ticked one was not."""

    taken: int
    refused: dict[str, str]


@dataclass(frozen=True)
class Taking:
    """One line that is about to be taken: all that its boxes are given."""

    line: LineView
    inputs: list[AnswerInput]

    def answers(self) -> list[Answer]:
        """Return the answers as they would be written, for rules to judge."""
        return [
            Answer(
                line_key=given.line_key,
                band_key=given.band_key,
                state=given.state,
                value=given.value,
                denominator=given.denominator,
                text=given.text,
                carried_from=given.carried_from,
            )
            for given in self.inputs
        ]


@log_action
def repeat_answers(*, report: Report, keys: Collection[str], version_id: int | None, page: str, by: User) -> Repeated:
    """Write, of these lines, what the report before said, marked with its period; return what was not, and why.

    A line that somebody answered meanwhile, that records count now, or whose answer breaks a rule of the form is left
    as it is. `version_id`: the version that was read; another one refuses all (ActionRefused). `page` names the
    taking, by which it is undone. Raises StaleAnswer when others never stop writing.
    """
    for _ in range(TRIES):
        data = read_report_data(report)
        if version_id != data.past.version_id:
            raise ActionRefused(FILED_AGAIN)
        refused, takings = _takings(data, keys, page)
        allowed, broken = _allowed(data, takings)
        try:
            inputs = [given for taking in allowed for given in taking.inputs]
            save_answers(report=report, answers=inputs, by=by, data=data)
        except StaleAnswer:
            continue
        return Repeated(len(allowed), refused | broken)
    raise StaleAnswer(("", ""), None)


@log_action
def undo_repeated(*, report: Report, page: str, by: User) -> int:
    """Take away what one taking wrote and nobody changed since; return how many lines. Refuses (ActionRefused) none."""
    form_spec = read_form_spec(report.template_version)
    rows = [row for row in taken_at_once(report, page) if row.line_key in form_spec.by_key]
    if not rows:
        raise ActionRefused(NOTHING_LEFT)
    emptied = [AnswerInput(form_spec.by_key[row.line_key], row.band_key, seen_revision=row.revision) for row in rows]
    try:
        save_answers(report=report, answers=emptied, by=by)
    except StaleAnswer as stale:
        raise ActionRefused(NOTHING_LEFT) from stale
    return len({row.line_key for row in rows})


def taken_at_once(report: Report, page: str) -> list[Answer]:
    """Return the answers that one taking wrote, and nobody changed since. One query, none for an odd name."""
    if not PAGE.fullmatch(page):
        return []
    return list(report.answers.filter(saved_from=page).exclude(carried_from=""))


def lines_taken(report: Report, page: str) -> int:
    """Return how many lines one taking wrote that nobody changed since: what undoing it takes away."""
    return len({row.line_key for row in taken_at_once(report, page)})


def _takings(data: ReportData, keys: Collection[str], page: str) -> tuple[dict[str, str], list[Taking]]:
    """Return why some of these lines have no answer to take any more, and what the others take."""
    rows = [row for section in same_answers(data).sections for row in section.rows if row.line.key in keys]
    refused = {row.line.key: _why_not(row) for row in rows if row.no_tick}
    refusals, takings = {}, []
    for row in rows:
        if row.no_tick:
            continue
        taking = _taking(row.line, page)
        if boxes := check_answers(data, taking.inputs):
            refusals[row.line.key] = " ".join(dict.fromkeys(refusal.words for refusal in boxes.values()))
        else:
            takings.append(taking)
    return refused | refusals, takings


def _why_not(row: SameRow) -> str:
    is_answered = row.line.is_open and not is_fixed(row.line) and not is_untouched(row.line)
    return ANSWERED_SINCE if is_answered else row.no_tick


def _taking(line: LineView, page: str) -> Taking:
    reading = read_lines([line], last_year(line) | {"reprendre": line.key, "page": page})
    revisions = {band.key: band.revision for band in line.bands} | {"": line.revision}
    inputs = [replace(input_of(entry, reading), seen_revision=revisions[entry.band_key]) for entry in reading.entries]
    return Taking(line, [_with_note(line, given) for given in inputs])


def _with_note(line: LineView, given: AnswerInput) -> AnswerInput:
    """What was written beside a figure goes with it."""
    is_figure = not given.band_key and line.kind != Line.Kind.TEXT
    return replace(given, text=line.past.narrative) if is_figure and line.past else given


def _allowed(data: ReportData, takings: list[Taking]) -> tuple[list[Taking], dict[str, str]]:
    """Return those that break no rule of the form beside all that stands there, and the sentence of each other one.

    Asks the database nothing. All together first; where something breaks, one by one in the order of the form.
    """
    before = _faults(data, ())
    if not _faults(data, takings) - before:
        return takings, {}
    allowed: list[Taking] = []
    broken: dict[str, str] = {}
    for taking in takings:
        if faults := _faults(data, [*allowed, taking]) - before:
            broken[taking.line.key] = " ".join(sorted(words for _, _, words in faults))
        else:
            allowed.append(taking)
    return allowed, broken


def _faults(data: ReportData, takings: Iterable[Taking]) -> set[tuple[str, str, str]]:
    """Return what does not hold in the report once these are taken: line, part, sentence."""
    stated = if_answered(data, [answer for taking in takings for answer in taking.answers()])
    faults = [item for section in sections_of(stated) if section.is_offered for item in section.errors]
    return {(item.line_key, item.band_key, item.words) for item in faults if item.is_wrong}
