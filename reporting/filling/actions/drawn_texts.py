"""Texts taken from the annual report into a line: what a page fills, and what the portal remembers of it."""

import re
from collections.abc import Iterable, Mapping

from django.utils import timezone

from organisms.models import User
from reporting.filling.posted import box_name
from reporting.lines.presenters import LineView
from reporting.lines.proposals.texts import SourceText, digest_of
from reporting.models import DrawnText, Report
from roriq_portal.logs import log_action

MARK = re.compile("[0-9]{1,18}:[-a-zA-Z0-9_]{1,40}:[0-9a-f]{64}")


def source_field(line_key: str) -> str:
    """Return the name of the hidden box that says which texts the page took into a line."""
    return f"{box_name(line_key)}-source"


def with_source(line: LineView, data: Mapping[str, str], mark: str) -> dict[str, str]:
    """Return the boxes of a line once a text is in: in the place of an empty box, or of the text as it was taken
    before; else after what is written. Empty when the line is not offered this text. Nothing is cut.
    """
    source = _source_of(line, mark)
    if source is None:
        return {}
    name = box_name(line.key)
    typed = data.get(name, line.narrative).strip()
    is_replaced = not typed or digest_of(typed.replace("\r\n", "\n")) == source.drawn_digest
    text = source.text if is_replaced else f"{typed}\n\n{source.text}"
    return {name: text} | with_mark(line, data, mark)


def with_mark(line: LineView, data: Mapping[str, str], mark: str) -> dict[str, str]:
    """Return the hidden box of a line with this text in it, as it stands now: taken, or read again and left."""
    source = _source_of(line, mark)
    before = data.get(source_field(line.key), "").split()
    return {source_field(line.key): " ".join([*before, source.mark])} if source else {}


def marks_of(line: LineView, data: Mapping[str, str]) -> dict[SourceText, str]:
    """Return the texts that a page took into a line, each with its digest as the page had it."""
    marks = [mark for mark in data.get(source_field(line.key), "").split() if MARK.fullmatch(mark)]
    pairs = [(_source_of(line, mark), mark.rpartition(":")[2]) for mark in marks]
    return {source: digest for source, digest in pairs if source}


def remember_sources(report: Report, lines: Iterable[LineView], data: Mapping[str, str], *, by: User) -> None:
    """Remember the texts that a page took, once their lines are saved. Nothing of a line that is empty."""
    for line in lines:
        sources = marks_of(line, data)
        if sources and line.is_open and report.answers.filter(line_key=line.key).exclude(text="").exists():
            draw_texts(report=report, line_key=line.key, sources=sources, by=by)


@log_action
def draw_texts(*, report: Report, line_key: str, sources: Mapping[SourceText, str], by: User) -> None:
    """Write which texts of the annual report were taken into a line, each with its digest as it was read."""
    for source, digest in sources.items():
        DrawnText.objects.update_or_create(
            report=report,
            line_key=line_key,
            source_id=source.report_id,
            source_key=source.key,
            defaults={"digest": digest, "drawn_at": timezone.now(), "drawn_by": by},
        )


def _source_of(line: LineView, mark: str) -> SourceText | None:
    report_id, _, rest = mark.partition(":")
    key = rest.partition(":")[0]
    return next((text for text in line.sources if (str(text.report_id), text.key) == (report_id, key)), None)
