"""The autosave of one line while its page is filled: its result is the state shown beside the box."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from organisms.models import User
from reporting.engine.form.spec import LineSpec
from reporting.filling.actions.answer_checks import closed_words
from reporting.filling.actions.answers import StaleAnswer
from reporting.filling.actions.drawn_texts import remember_sources
from reporting.filling.page.error_summary import both_words, other_of
from reporting.filling.posted import Entry, Reading, box_name, read_lines
from reporting.filling.saving import TRIES, save_reading
from reporting.filling.typed_values import readable
from reporting.lines.assembly import read_report_data, view_line
from reporting.lines.presenters import LineView
from reporting.models import Answer, Line, Report
from services.text.spelling import warnings_in


@dataclass(frozen=True)
class Conflict:
    """An answer that somebody else saved meanwhile; `key`: the line whose text one click takes."""

    by: str
    at: datetime
    text: str
    key: str = ""
    words: str = ""


@dataclass(frozen=True)
class SaveState:
    """The state of a saving. `place`: the id of its element; `revisions`: field name → revision, for the next one."""

    place: str
    revisions: tuple[tuple[str, int], ...] = ()
    saved_at: datetime | None = None
    refusals: tuple[str, ...] = ()
    conflict: Conflict | None = None
    warnings: tuple[str, ...] = ()


def autosave_line(report: Report, line: LineSpec, data: Mapping[str, str], place: str, *, by: User) -> SaveState:
    """Save what was typed in one line, or say why not: a refusal in words, or what somebody else saved meanwhile."""
    for _ in range(TRIES):
        stands = read_report_data(report)
        view = view_line(stands, line)
        if not view.is_open:
            return SaveState(place, refusals=(closed_words(report),))
        reading = read_lines([view], data)
        try:
            if save_reading(report, reading, by=by, data=stands):
                remember_sources(report, [view], data, by=by)
        except StaleAnswer:
            continue
        return _save_state(report, view, reading, data, place)
    return SaveState(place, refusals=("Plusieurs personnes écrivent ici en même temps. Rechargez la page.",))


def _save_state(report: Report, view: LineView, reading: Reading, data: Mapping[str, str], place: str) -> SaveState:
    answers = list(report.answers.filter(line_key=view.key))
    return SaveState(
        place,
        revisions=_revisions(view, answers),
        saved_at=None if reading.errors or reading.conflicts else _saved_at(answers),
        refusals=tuple(dict.fromkeys(reading.errors.values())),
        conflict=conflict_of(view, reading.conflicts),
        warnings=tuple(warnings_in(readable(data.get(box_name(view.key), ""))) if view.kind == Line.Kind.TEXT else ()),
    )


def _revisions(view: LineView, answers: list[Answer]) -> tuple[tuple[str, int], ...]:
    now = {answer.band_key: answer.revision for answer in answers}
    return tuple((f"{box_name(view.key, key)}-rev", now.get(key, 0)) for key in ("", *(b.key for b in view.bands)))


def _saved_at(answers: list[Answer]) -> datetime:
    """An erased answer leaves no row: it was saved now."""
    return max((answer.saved_at for answer in answers), default=timezone.now())


def conflict_of(view: LineView, conflicts: list[Entry]) -> Conflict | None:
    """Return what somebody else saved in these boxes of a line; None when nobody did."""
    if not conflicts:
        return None
    answer = other_of(conflicts[0])
    by = answer.saved_by.name if answer and answer.saved_by else "Une autre personne"
    at = answer.saved_at if answer else timezone.now()
    if view.kind == Line.Kind.TEXT:
        return Conflict(by, at, view.narrative, key=view.key)
    return Conflict(by, at, "", words="\u00a0; ".join(both_words(entry) for entry in conflicts))
