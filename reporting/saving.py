"""From the entries of a posted section to the action that writes them, with the buttons that fill a box first."""

from django.http import QueryDict

from organisms.models import User
from reporting.actions import AnswerInput, AnswerRefused, StaleAnswer, save_answers
from reporting.entries import Reading, box_name
from reporting.lineviews import LineView, SectionView
from reporting.models import Report


def posted_section(section: SectionView, posted: QueryDict) -> dict[str, str]:
    """Return what was posted, after its button: take last year's text, take the other's text, go back to the computed figure."""
    data = {name: value for name, value in posted.items() if isinstance(value, str)}
    lines = {line.key: line for line in section.lines}
    repeated, taken, reverted = (lines.get(data.get(button, "")) for button in ("reprendre", "prendre", "revenir"))
    if repeated and repeated.past:
        data[box_name(repeated.key)] = repeated.past.narrative
    if taken:
        data[box_name(taken.key)] = taken.narrative
    if reverted:
        data |= _emptied(reverted)
    return data


def _emptied(line: LineView) -> dict[str, str]:
    name = box_name(line.key)
    return {name: "", f"{name}-sorte": "", f"{name}-motif": "", f"{name}-den": ""}


def save_section(report: Report, reading: Reading, *, by: User) -> bool:
    """Write every entry or none. Return whether it was done; a refusal is put beside the box it concerns."""
    inputs = [
        AnswerInput(
            line=entry.line.line,
            band_key=entry.band_key,
            state=entry.state,
            value=entry.value,
            denominator=entry.denominator,
            text=entry.text,
            override_reason=entry.override_reason,
            seen_revision=entry.seen_revision,
        )
        for entry in reading.entries
    ]
    try:
        save_answers(report=report, answers=inputs, by=by)
    except StaleAnswer as stale:
        current = stale.current
        changed = [entry for entry in reading.entries if current and entry.box == (current.line_key, current.band_key)]
        reading.conflicts += changed or reading.entries[:1]
        return False
    except AnswerRefused as refusal:
        reading.errors |= {box_name(*box): sentence for box, sentence in refusal.refusals.items()}
        return False
    return True
