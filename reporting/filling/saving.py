"""The saving of a posted section: what its buttons fill, its answers, its replies to remarks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from organisms.models import User
from reporting.filling.actions.answer_checks import AnswerInput, check_answers
from reporting.filling.actions.answers import AnswerRefused, StaleAnswer, save_answers
from reporting.filling.actions.comments import CommentRefused, answer_comment, check_words
from reporting.filling.actions.drawn_texts import remember_sources, with_mark, with_source
from reporting.filling.posted import Entry, Reading, box_name, plain_fields, read_section, reply_name
from reporting.filling.repeat_previous import last_year, proposed
from reporting.lines.assembly import ReportData, build_sections, read_report_data
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Report

FIELDS = {"value": "", "denominator": "-den", "override_reason": "-motif"}
TRIES = 3


@dataclass(frozen=True)
class Outcome:
    """The result of a posted section: `view` as it was, `reading` with what is refused, `replied` remarks closed."""

    view: SectionView
    reading: Reading
    is_saved: bool
    replied: int = 0

    @property
    def saved_words(self) -> str:
        if not self.replied:
            return "Enregistré."
        return f"Enregistré. {'Réponse envoyée' if self.replied == 1 else f'{self.replied} réponses envoyées'}."


def posted_section(section: SectionView, posted: QueryDict) -> dict[str, str]:
    """Return what was posted, after its button: last year's answer, what the portal knows, the other's text, the
    computed figure back, or a text of the annual report.
    """
    data = plain_fields(posted)
    lines = {line.key: line for line in section.lines}
    for button, fill in FILLED_BY.items():
        if line := lines.get(data.get(button, "")):
            data |= fill(line)
    for button, draw in DRAWN_BY.items():
        key, _, mark = data.get(button, "").partition(":")
        if line := lines.get(key):
            data |= draw(line, data, mark)
    return data


def _other_text(line: LineView) -> dict[str, str]:
    return {box_name(line.key): line.narrative}


def _emptied(line: LineView) -> dict[str, str]:
    name = box_name(line.key)
    return {name: "", f"{name}-sorte": "", f"{name}-motif": "", f"{name}-den": ""}


FILLED_BY: dict[str, Callable[[LineView], dict[str, str]]] = {
    "reprendre": last_year,
    "proposer": proposed,
    "prendre": _other_text,
    "revenir": _emptied,
}
DRAWN_BY: dict[str, Callable[[LineView, Mapping[str, str], str], dict[str, str]]] = {
    "puiser": with_source,
    "garder": with_mark,
}


def save_posted(report: Report, view: SectionView, data: Mapping[str, str], *, by: User) -> Outcome:
    """Write a posted section and answer its remarks; read it again when somebody saved it in between."""
    for _ in range(TRIES):
        reading = read_section(view, data)
        replies = _read_replies(view, data, reading)
        try:
            is_saved = save_reading(report, reading, by=by)
        except StaleAnswer:
            view = next(iter(build_sections(report, section=view.key)))
            continue
        replied = _answer(view, replies, reading, by) if is_saved else 0
        if is_saved:
            remember_sources(report, view.lines, data, by=by)
        return Outcome(view, reading, is_saved and not reading.errors, replied)
    raise StaleAnswer(("", ""), None)


def save_reading(report: Report, reading: Reading, *, by: User, data: ReportData | None = None) -> bool:
    """Write what was read; return whether all of it was.

    A refusal is put beside its box and nothing is written. A line that somebody else saved meanwhile is set aside, the
    rest is written. Raises StaleAnswer when that happened after the reading. `data`: as `save_answers` takes it.
    """
    aside = {entry.line.key for entry in reading.conflicts}
    inputs = [input_of(entry, reading) for entry in reading.entries if entry.line.key not in aside]
    try:
        if reading.errors:
            data = data or read_report_data(report, proposes=False)
            raise AnswerRefused(check_answers(data, [given.tidied() for given in inputs]))
        save_answers(report=report, answers=inputs, by=by, data=data)
    except AnswerRefused as refused:
        by_name = {box_name(*box) + FIELDS[refusal.part]: refusal.words for box, refusal in refused.refusals.items()}
        reading.errors |= {name: words for name, words in by_name.items() if name not in reading.errors}
    return not reading.errors and not reading.conflicts


def input_of(entry: Entry, reading: Reading) -> AnswerInput:
    """Return what an action is given of a box that was read."""
    past = entry.line.past
    is_carried = entry.line.key == reading.repeated and entry.name in last_year(entry.line)
    return AnswerInput(
        line=entry.line.line,
        band_key=entry.band_key,
        state=entry.state,
        value=entry.value,
        denominator=entry.denominator,
        text=entry.text,
        override_reason=entry.override_reason,
        seen_revision=entry.seen_revision,
        saved_from=reading.page,
        carried_from=past.period if past and is_carried else "",
    )


def _read_replies(view: SectionView, data: Mapping[str, str], reading: Reading) -> dict[int, str]:
    """Return remark → reply of those that were written; the one whose button was pressed must be."""
    replies = {}
    for comment in view.waiting:
        name = reply_name(comment.pk)
        body = data.get(name, "")
        if not body.strip() and data.get("repondre") != str(comment.pk):
            continue
        try:
            replies[comment.pk] = check_words(body, "Écrivez une réponse avant de fermer.")
        except CommentRefused as refusal:
            reading.errors[name] = str(refusal)
    return replies


def _answer(view: SectionView, replies: dict[int, str], reading: Reading, by: User) -> int:
    """Close the remarks that were answered, once their section is saved; return how many."""
    waiting = {comment.pk: comment for comment in view.waiting}
    for pk, reply in replies.items():
        try:
            answer_comment(comment=waiting[pk], reply=reply, by=by)
        except CommentRefused as refusal:
            reading.errors[reply_name(pk)] = str(refusal)
    return len(replies)
