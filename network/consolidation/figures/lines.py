"""The lines of several reports side by side: each report's cell, their total, the year before and what broke."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from network.consolidation.figures.sources import Source
from network.consolidation.figures.totals import (
    HOUSEHOLDS_ONCE,
    WHY_HOUSEHOLDS,
    WHY_SHARED,
    Cell,
    Total,
    once,
    total_of,
    why_no_sum,
)
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.models import Line
from reporting.papers.languages import content_in, text_again
from roriq_portal.formats.language import ENGLISH, current_language, is_english, said
from roriq_portal.formats.numbers import BLANK, decimal_or_none
from services.counting.masking import MASKED
from services.models.declaration import AnswerState

NUMBERS = (Line.Kind.FIGURE, Line.Kind.RATIO, Line.Kind.MONEY)
ABSENT = Cell(AnswerState.BLANK, BLANK)


@dataclass(frozen=True)
class ConsolidatedLine:
    """One line of the newest form. `words`, `key`: as the papers print them; `cells`: one for each source, in order."""

    line: LineSpec
    key: str
    words: str
    cells: list[Cell]
    total: Total


@dataclass(frozen=True)
class Book:
    """The lines of a scope and period by their key, from its sources alone. `sections`: keys, words and component."""

    sources: list[Source]
    lines: dict[str, ConsolidatedLine] = field(default_factory=dict)
    sections: list[tuple[str, str, int | None]] = field(default_factory=list)

    @property
    def organism_ids(self) -> set[int]:
        return {source.organism_id for source in self.sources}

    @property
    def form_numbers(self) -> list[int]:
        return sorted({source.form.number for source in self.sources})


def read_book(sources: list[Source], *, shares_activities: bool) -> Book:
    """Return every line of number that a source holds, in the order of its newest form, then of older ones."""
    forms = sorted({source.form for source in sources}, key=lambda form: -form.number)
    book = Book(sources)
    for form in forms:
        spec = read_form_spec(form)
        known = {key for key, _, _ in book.sections}
        book.sections.extend(
            (key, _title(spec, key), spec.component_of(key)) for key in spec.sections() if key not in known
        )
        for line in spec.lines:
            if line.kind in NUMBERS and line.key not in book.lines:
                book.lines[line.key] = _line(line, spec, sources, shares_activities)
    return book


def _title(form: FormSpec, section: str) -> str:
    spec = form.section_specs[section]
    return said(spec.words, spec.words_en)


def _line(line: LineSpec, form: FormSpec, sources: list[Source], shares_activities: bool) -> ConsolidatedLine:
    cells = [cell_of(source, line) for source in sources]
    why = why_no_sum(line, form)
    number = None
    if not why and line.reads_activities and shares_activities:
        why = WHY_SHARED
    if not why and set(line.codes) & set(HOUSEHOLDS_ONCE):
        number = households_once(sources, cells, line.codes[0])
        why = WHY_HOUSEHOLDS if number is None and any(cell.number for cell in cells) else ""
    key, words = printed(line, sources)
    return ConsolidatedLine(line, key, words, cells, total_of(line, cells, why, number))


def households_once(sources: Sequence[Source], cells: Sequence[Cell], code: str) -> Decimal | None:
    """Each household once: of two reports that count it, the newest says how many it is."""
    order = sorted(range(len(sources)), key=lambda rank: sources[rank].as_of)
    keys = [sources[rank].content.get("households", {}).get(code) for rank in order]
    return once([cells[rank] for rank in order], keys)


def cell_of(source: Source, line: LineSpec) -> Cell:
    """Return what a frozen version says of a line, as it printed it; nothing of a line that its form does not have."""
    answer = source.content["answers"].get(line.key)
    if answer is None:
        return ABSENT
    is_shown = answer["shown"] != MASKED
    text = _shown_in_english(source, line, answer) if is_english() else answer["shown"]
    return Cell(answer["state"], text, decimal_or_none(answer["value"]) if is_shown else None)


def _shown_in_english(source: Source, line: LineSpec, answer: Mapping) -> str:
    """Return what the English paper prints; of a version that is in French alone, its number said again."""
    if "english" in source.content:
        figures = figures_of(content_in(source.content, ENGLISH))
        if figure := next((figure for figure in figures if figure["line_key"] == line.key), None):
            return figure["value"]["text"] or answer["shown"]
    box = {name: answer[name] for name in ("value", "denominator")}
    part = box["value"] if box["denominator"] else None
    return text_again({"text": answer["shown"], "number": box["value"], "numerator": part, **box})


def printed(line: LineSpec, sources: Sequence[Source]) -> tuple[str, str]:
    """The number and words of a line on the newest paper that prints it."""
    newest = sorted(sources, key=lambda source: (-source.form.number, -source.as_of.timestamp()))
    contents = (content_in(source.content, current_language()) for source in newest)
    figures = (figure for content in contents for figure in figures_of(content) if figure["line_key"] == line.key)
    if figure := next(figures, None):
        return figure["key"], figure["words"]
    return line.number or ", ".join(line.codes), said(line.words, line.words_en)


def figures_of(content: Mapping) -> Iterator[dict]:
    """Yield every figure of a frozen content, section after section."""
    for section in content["sections"]:
        yield from section["figures"]
