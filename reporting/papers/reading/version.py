"""What a frozen version shows, on screen and on paper: its content in the order a reader needs."""

import json
from dataclasses import dataclass, replace

from reporting.engine.form.meanings import meanings_of
from reporting.models import Report, Version
from reporting.papers.languages import Languages, content_in, language_among, languages_of
from reporting.papers.reading.tables import (
    BandTable,
    MoneyTable,
    Moves,
    ResultRow,
    band_tables,
    money_table,
    result_row,
)
from roriq_portal.formats.language import FRENCH, TAGS, current_language, in_language
from roriq_portal.formats.numbers import group_digits

ESSENTIALS_MOST = 4


@dataclass(frozen=True)
class SectionReading:
    """`empties`: the sentences that stand for the breakdowns that hold nothing."""

    key: str
    anchor: str
    title: str
    component: int | None
    priority: str
    results: tuple[ResultRow, ...]
    bands: tuple[BandTable, ...]
    empties: tuple[str, ...]
    texts: tuple[dict, ...]
    money: MoneyTable | None
    files: tuple[dict, ...]

    @property
    def has_targets(self) -> bool:
        return any(row.target for row in self.results)

    @property
    def noted(self) -> tuple[ResultRow, ...]:
        return tuple(row for row in self.results if row.note or row.computed)

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.texts or self.money or self.files)


@dataclass(frozen=True)
class Reading:
    """`content` is the frozen content itself: title, organism, funder, agreement, period, version, changes, signatures.

    `past_words` names the period before, empty when nothing was filed then.
    """

    content: dict
    sections: tuple[SectionReading, ...]
    sha256: str
    code: str
    language: str = FRENCH

    @property
    def languages(self) -> Languages:
        return languages_of(self.content)

    @property
    def lang(self) -> str:
        """For the attribute of what is read here: « en-CA »; empty in French, the language of the page."""
        return "" if self.language == FRENCH else TAGS[self.language]

    @property
    def own_lang(self) -> str:
        """For the attribute of what the organism wrote itself, where that is another language than the rest."""
        return "" if self.language == self.languages[0] else TAGS[self.languages[0]]

    @property
    def results(self) -> list[ResultRow]:
        return [row for section in self.sections for row in section.results]

    @property
    def essentials(self) -> list[ResultRow]:
        aimed = [row for row in self.results if row.target]
        return (aimed or [row for row in self.results if not row.level])[:ESSENTIALS_MOST]

    @property
    def gaps(self) -> list[ResultRow]:
        return [row for row in self.results if row.target and row.is_short and row.note]

    @property
    def past_words(self) -> str:
        return self.content["past_period_words"]

    @property
    def now_words(self) -> str:
        return self.content["period_short"]


def read_version(version: Version, traceable: frozenset[str] = frozenset(), *, language: str = "") -> Reading:
    """Return the reading of one version from its frozen content alone; `traceable` lines link to their records.

    In the language that was asked for, when its paper has it; else in its first.
    """
    content = json.loads(version.content)
    chosen = language_among(languages_of(content), language)
    with in_language(chosen):
        return read_content(content_in(content, chosen), version.sha256, traceable)


def explained(reading: Reading, report: Report, *, has_sheets: bool = True) -> Reading:
    """Return a reading in French whose lines say what their indicators count; in English, as it is. One query.

    `has_sheets`: whether its reader may open the sheets of indicators, which ask an account.
    """
    if reading.language != FRENCH:
        return reading
    meanings = {
        key: tuple(replace(meaning, has_sheet=has_sheets) for meaning in meant)
        for key, meant in meanings_of(report).items()
    }
    sections = tuple(
        replace(
            section,
            results=tuple(replace(row, meanings=meanings.get(row.line_key, ())) for row in section.results),
        )
        for section in reading.sections
    )
    return replace(reading, sections=sections)


def read_content(content: dict, sha256: str, traceable: frozenset[str] = frozenset()) -> Reading:
    """Return what a content shows in the language of now; its hash in groups that the eye can follow."""
    changes = content["changes"] or {"figures": []}
    moves = Moves({(row["line_key"], *row["band"]): row["was"] for row in changes["figures"]})
    sections = tuple(
        _section(section, number, traceable, moves) for number, section in enumerate(content["sections"], start=1)
    )
    digits = group_digits(sha256, 4)
    return Reading(content, sections, sha256=digits, code=content["version"]["code"], language=current_language())


def _section(section: dict, number: int, traceable: frozenset[str], moves: Moves) -> SectionReading:
    figures = section["figures"]
    tables = [table for figure in figures for table in band_tables(figure, moves)]
    return SectionReading(
        key=section["key"],
        anchor=f"section-{number}",
        title=section["title"],
        component=section["component"],
        priority=section["priority"],
        results=tuple(result_row(figure, traceable, moves) for figure in figures),
        bands=tuple(table for table in tables if not table.empty_words),
        empties=tuple(table.empty_words for table in tables if table.empty_words),
        texts=tuple(text for text in section["texts"] if text["text"].strip()),
        money=money_table(section, moves),
        files=tuple({**file, "hash": group_digits(file["sha256"], 8)} for file in section["files"]),
    )
