"""The reading of a posted section: every box that changed, every refusal with its box. Writes nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.http import QueryDict

from reporting.filling.typed_values import Typed, TypedRefused, read_answer, read_number, readable
from reporting.lines.presenters import BandView, LineView, SectionView
from reporting.models import Answer, Line
from services.models.declaration import AnswerState

PAGE = re.compile("[0-9a-f]{16}")
REVISION = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Entry:
    """One box that changed, as it was posted."""

    line: LineView
    band_key: str = ""
    state: str = AnswerState.BLANK
    value: Decimal | None = None
    denominator: Decimal | None = None
    text: str = ""
    override_reason: str = ""
    seen_revision: int | None = None

    @property
    def box(self) -> tuple[str, str]:
        return self.line.key, self.band_key

    @property
    def name(self) -> str:
        return box_name(*self.box)


@dataclass
class Reading:
    """`errors`: box name → sentence; `conflicts`: entries whose box somebody saved since the page was shown.

    `page` names the open page: an answer that it saved by itself is no conflict. `repeated`: the line that its button
    fills with the answer of the period before.
    """

    entries: list[Entry] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    conflicts: list[Entry] = field(default_factory=list)
    page: str = ""
    repeated: str = ""


def box_name(line_key: str, band_key: str = "") -> str:
    return f"q-{line_key}--{band_key}" if band_key else f"q-{line_key}"


def reply_name(comment_pk: int) -> str:
    return f"reponse-{comment_pk}"


def is_fixed(line: LineView) -> bool:
    """Whether the line is a figure of the records: shown, not asked. A declared figure stays a box."""
    return line.figure is not None and not line.figure.is_declared


def has_box(line: LineView) -> bool:
    """Whether one box holds the line; money by parts and lines by agreement have one box per part instead."""
    if line.kind in (Line.Kind.HEADING, Line.Kind.FILE, Line.Kind.TEXT):
        return False
    return not (line.line.for_each or any(not band.dimension for band in line.bands))


def asked_bands(line: LineView) -> list[BandView]:
    """Return the parts a person fills: agreements, parts of money, and the axes the records do not fill."""
    asked = {axis.key for axis in line.axes if axis.is_asked or not is_fixed(line)}
    return [band for band in line.bands if not band.dimension or band.dimension in asked]


def read_section(section: SectionView, data: Mapping[str, str]) -> Reading:
    """Return what changed in the open lines of a section. A box that was not posted is left alone."""
    return read_lines(section.lines, data)


def read_lines(lines: Iterable[LineView], data: Mapping[str, str]) -> Reading:
    """Return what changed in these lines, as typed: what may be written is judged by the action."""
    page = data.get("page", "")
    reading = Reading(page=page if PAGE.fullmatch(page) else "", repeated=data.get("reprendre", ""))
    seen = _seen_revisions(data)
    for line in lines:
        if line.is_open:
            _read_line(line, data, seen, reading)
    return reading


def _read_line(line: LineView, data: Mapping[str, str], seen: dict[str, int], reading: Reading) -> None:
    name = box_name(line.key)
    if line.kind == Line.Kind.TEXT and name in data:
        _read_text(line, data, seen, reading)
    elif has_box(line) and name in data:
        _read_box(line, data, seen, reading)
    for band in asked_bands(line):
        if box_name(line.key, band.key) in data:
            _read_band(line, band, data, seen, reading)


def _read_text(line: LineView, data, seen, reading: Reading) -> None:
    text = readable(data[box_name(line.key)]).strip()
    if text != line.narrative:
        _keep(Entry(line, text=text, seen_revision=seen.get(line.key)), line.answer, reading)


def _read_box(line: LineView, data, seen, reading: Reading) -> None:
    name = field_name = box_name(line.key)
    try:
        typed = read_answer(data[name], data.get(f"{name}-sorte", ""))
        field_name = f"{name}-den"
        denominator = _read_denominator(line, typed, data.get(field_name, ""))
    except TypedRefused as refusal:
        reading.errors[field_name] = str(refusal)
        return
    reason = readable(data.get(f"{name}-motif", "")).strip()
    if line.figure and is_fixed(line) and typed.state == AnswerState.BLANK and not reason:
        typed, denominator = Typed(line.figure.state, line.figure.value), line.figure.denominator
    now = (line.state, line.value, line.denominator, line.override_reason)
    if (typed.state, typed.value, denominator, reason if is_fixed(line) else "") != now:
        entry = Entry(line, "", typed.state, typed.value, denominator, line.note, reason, seen.get(line.key))
        _keep(entry, line.answer, reading)


def _read_denominator(line: LineView, typed: Typed, raw: str) -> Decimal | None:
    if line.kind != Line.Kind.RATIO or typed.state not in (AnswerState.VALUE, AnswerState.ZERO) or not raw.strip():
        return None
    return read_number(readable(raw))


def _read_band(line: LineView, band: BandView, data, seen, reading: Reading) -> None:
    name = box_name(line.key, band.key)
    try:
        typed = read_answer(data[name], "")
    except TypedRefused as refusal:
        reading.errors[name] = str(refusal)
        return
    reason = ""
    if is_fixed(line) and not band.dimension and band.computed is not None:
        reason = readable(data.get(f"{name}-motif", "")).strip()
        if typed.state == AnswerState.BLANK:
            typed, reason = Typed(AnswerState.VALUE if band.computed else AnswerState.ZERO, Decimal(band.computed)), ""
    if (typed.state, typed.value, reason) != (band.state, band.value, band.override_reason):
        entry = Entry(line, band.key, typed.state, typed.value, override_reason=reason)
        _keep(replace(entry, seen_revision=seen.get(f"{line.key}--{band.key}")), band.answer, reading)


def _keep(entry: Entry, current: Answer | None, reading: Reading) -> None:
    """What this very page saved a moment ago, by itself, is no conflict."""
    is_newer = entry.seen_revision is not None and entry.seen_revision != (current.revision if current else 0)
    if is_newer and not (current and reading.page and current.saved_from == reading.page):
        reading.conflicts.append(entry)
    else:
        reading.entries.append(entry)


def plain_fields(posted: QueryDict) -> dict[str, str]:
    """Return what a page posted, one word a field; of a revision that several parts of the page carry, the newest."""
    data = {name: value for name, value in posted.items() if isinstance(value, str)}
    revisions = {name: [int(word) for word in posted.getlist(name) if REVISION.fullmatch(word)] for name in data}
    return data | {name: str(max(numbers)) for name, numbers in revisions.items() if name.endswith("-rev") and numbers}


def seen_words(section: SectionView) -> str:
    """Return the revision of every box as one hidden field carries it."""
    lines = [f"{line.key}:{line.revision}" for line in section.lines]
    bands = [f"{line.key}--{band.key}:{band.revision}" for line in section.lines for band in line.bands]
    return " ".join([*lines, *bands])


def _seen_revisions(data: Mapping[str, str]) -> dict[str, int]:
    """A text saved while typing carries its own revision, newer than the page's."""
    seen = {}
    for pair in data.get("vu", "").split():
        key, _, number = pair.rpartition(":")
        if REVISION.fullmatch(number):
            seen[key] = int(number)
    for name, number in data.items():
        if name.startswith("q-") and name.endswith("-rev") and REVISION.fullmatch(number):
            seen[name.removeprefix("q-").removesuffix("-rev")] = int(number)
    return seen
