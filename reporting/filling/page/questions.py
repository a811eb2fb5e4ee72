"""The question that each line of a section becomes on its page."""

from dataclasses import replace

from reporting.filling.actions.answer_checks import MOST_NOTE
from reporting.filling.actions.drawn_texts import source_field
from reporting.filling.autosave import SaveState, conflict_of
from reporting.filling.forms import AttachmentForm
from reporting.filling.page.boxes import Autosave, BoxContents, state_place
from reporting.filling.page.notes import carried_notes, closed_notes, follow_ups_url, notes_of, records_url
from reporting.filling.page.question_kinds import (
    ComputedFigure,
    CorrectedFigure,
    Correction,
    FigureRow,
    FileQuestion,
    Heading,
    NumberQuestion,
    OfferedText,
    PastAnswer,
    QuestionLabel,
    ShownFigure,
    TextQuestion,
)
from reporting.filling.posted import box_name, is_fixed
from reporting.filling.repeat_previous import last_year, proposed
from reporting.filling.typed_values import KIND_OF_STATE, shown_number
from reporting.lines.presenters import LineView
from reporting.models import Line
from services.text.spelling import warnings_in


def figure_row(line: LineView, boxes: BoxContents) -> Heading | FigureRow:
    """Return the row of a line among the figures of its section."""
    if line.kind == Line.Kind.HEADING:
        return Heading(line.words)
    if is_fixed(line) and not line.is_overridden:
        return _computed_figure(line, boxes)
    if not boxes.is_open(line):
        return ShownFigure(_figure_label(line, boxes), PastAnswer(_past_text(line)), line.text, line.unit)
    return _corrected_figure(line, boxes) if line.is_overridden else _number_question(line, boxes)


def text_question(line: LineView, boxes: BoxContents) -> TextQuestion:
    return TextQuestion(
        label=_label(line, [*carried_notes(line.carried_from), *closed_notes(boxes.report, line, boxes.may_write)]),
        past_text=line.past.narrative if line.past else "",
        box=boxes.answer_box(line, line.narrative),
        max_chars=line.line.max_chars or 0,
        autosave=boxes.autosave(line, _text_state(line, boxes)),
        sources=_offered_texts(line) if boxes.is_open(line) else [],
        source_box=boxes.side_box(source_field(line.key), ""),
    )


def _offered_texts(line: LineView) -> list[OfferedText]:
    most = line.line.max_chars or MOST_NOTE
    return [
        OfferedText(
            value=f"{line.key}:{source.mark}",
            source=source,
            is_drawn=source.is_drawn and bool(line.narrative),
            over=max(len(source.text) - most, 0),
        )
        for source in line.sources
    ]


def file_question(line: LineView, boxes: BoxContents) -> FileQuestion:
    form = AttachmentForm(auto_id=f"piece-{line.key}-%s") if boxes.is_open(line) else None
    return FileQuestion(_label(line, closed_notes(boxes.report, line, boxes.may_write)), line.files, form)


def _label(line: LineView, notes: list[str]) -> QuestionLabel:
    name, is_optional = box_name(line.key), not line.line.required
    words, hint = line.words, line.line.hint
    return QuestionLabel(line.key, name, line.number, words, hint, is_optional, notes, lang=line.lang)


def _figure_label(line: LineView, boxes: BoxContents) -> QuestionLabel:
    label = _label(line, [*notes_of(line), *closed_notes(boxes.report, line, boxes.may_write)])
    return replace(label, proposes=boxes.may_write and bool(proposed(line)), meanings=boxes.meanings.get(line.key, ()))


def _past_text(line: LineView) -> str:
    return line.past.words if line.past else ""


def _computed_figure(line: LineView, boxes: BoxContents) -> ComputedFigure:
    return ComputedFigure(
        label=_figure_label(line, boxes),
        past=PastAnswer(_past_text(line)),
        shown=line.text,
        unit=line.unit,
        counts_activities=line.line.reads_activities,
        records_url=records_url(boxes.report, line),
        follow_ups_url=follow_ups_url(boxes.report, line, boxes.may_write),
        correction=_correction(line, "", boxes) if boxes.is_open(line) else None,
        autosave=_figure_autosave(line, boxes),
    )


def _corrected_figure(line: LineView, boxes: BoxContents) -> CorrectedFigure:
    return CorrectedFigure(
        label=_figure_label(line, boxes),
        past=PastAnswer(_past_text(line)),
        unit=line.unit,
        records_url=records_url(boxes.report, line),
        correction=_correction(line, _saved_number(line), boxes),
        autosave=_figure_autosave(line, boxes),
    )


def _number_question(line: LineView, boxes: BoxContents) -> NumberQuestion:
    name, is_ratio = box_name(line.key), line.kind == Line.Kind.RATIO
    return NumberQuestion(
        label=_figure_label(line, boxes),
        past=PastAnswer(_past_text(line), can_repeat=bool(last_year(line))),
        box=boxes.answer_box(line, _saved_number(line), inputmode=number_keyboard(line)),
        denominator=boxes.side_box(f"{name}-den", shown_number(line.denominator)) if is_ratio else None,
        answer_kind=boxes.typed(f"{name}-sorte", KIND_OF_STATE.get(line.state, "")),
        unit=line.unit,
        lower_bound=line.ask.lower_bound if line.ask else None,
        records_url=records_url(boxes.report, line),
        autosave=_figure_autosave(line, boxes),
    )


def _saved_number(line: LineView) -> str:
    return shown_number(line.value) if line.state == "value" else ""


def number_keyboard(line: LineView) -> str:
    """Return the keyboard that a telephone offers for the numbers of a line."""
    return "decimal" if line.line.decimals else "numeric"


def _correction(line: LineView, saved: str, boxes: BoxContents) -> Correction:
    number = boxes.answer_box(line, saved, inputmode=number_keyboard(line))
    return Correction(number, boxes.side_box(f"{number.name}-motif", line.override_reason))


def _figure_autosave(line: LineView, boxes: BoxContents) -> Autosave | None:
    return boxes.autosave(line, SaveState(state_place(box_name(line.key))))


def _text_state(line: LineView, boxes: BoxContents) -> SaveState:
    name = box_name(line.key)
    conflict = conflict_of(line, [entry for entry in boxes.reading.conflicts if entry.line.key == line.key])
    return SaveState(
        state_place(name),
        saved_at=line.answer.saved_at if line.answer and line.narrative and not conflict else None,
        conflict=conflict,
        warnings=tuple(warnings_in(boxes.typed(name, line.narrative))),
    )
