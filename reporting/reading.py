"""What a frozen version shows on screen: its content, with the bars and the order a reader needs. Reads no row."""

import json
from dataclasses import dataclass
from decimal import Decimal

from reporting.charts import decimal_or_none
from reporting.models import Version

ESSENTIALS_MOST = 4
SCALE = Decimal(150)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ResultRow:
    """`bar` is the share of the target on a scale of 150, a string so that no page localises it; empty: no bar.

    `trail_key` is the line whose records the reader may open; empty when there are none, or not for her.
    """

    key: str
    words: str
    unit: str
    text: str
    state: str
    past: str
    target: str
    target_was: str
    rate: str
    is_short: bool
    note: str
    computed: str
    level: int
    bar: str
    trail_key: str


@dataclass(frozen=True)
class BandRow:
    words: str
    text: str
    past: str
    bar: str


@dataclass(frozen=True)
class BandTable:
    title: str
    rows: tuple[BandRow, ...]
    unbroken: str
    total: str
    has_past: bool


@dataclass(frozen=True)
class SectionReading:
    anchor: str
    title: str
    priority: str
    results: tuple[ResultRow, ...]
    bands: tuple[BandTable, ...]
    texts: tuple[dict, ...]
    money: dict | None
    files: tuple[dict, ...]
    has_targets: bool


@dataclass(frozen=True)
class Reading:
    """`content` is the frozen content itself: title, organism, funder, agreement, period, version, signatures."""

    content: dict
    essentials: tuple[ResultRow, ...]
    gaps: tuple[ResultRow, ...]
    sections: tuple[SectionReading, ...]
    sha256: str
    code: str


def read_version(version: Version, traceable: frozenset[str] = frozenset()) -> Reading:
    """Return what the page of one version shows, from its frozen content alone; `traceable` lines lead to their records."""
    content = json.loads(version.content)
    sections = tuple(
        _section(section, number, traceable) for number, section in enumerate(content["sections"], start=1)
    )
    results = [row for section in sections for row in section.results]
    aimed = [row for row in results if row.target]
    return Reading(
        content=content,
        essentials=tuple((aimed or [row for row in results if not row.level])[:ESSENTIALS_MOST]),
        gaps=tuple(row for row in aimed if row.is_short and row.note),
        sections=sections,
        sha256=grouped(version.sha256, 4),
        code=grouped(version.code, 4, "-"),
    )


def grouped(digits: str, size: int, mark: str = " ") -> str:
    """Return the digits in groups that the eye can follow."""
    return mark.join(digits[start : start + size] for start in range(0, len(digits), size))


def size_words(size: int) -> str:
    """« 63 ko » or « 1,2 Mo »."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}\u00a0ko"
    return f"{size / 1024 / 1024:.1f}\u00a0Mo".replace(".", ",")


def _section(section: dict, number: int, traceable: frozenset[str]) -> SectionReading:
    figures = section["figures"]
    return SectionReading(
        anchor=f"section-{number}",
        title=section["title"],
        priority=section["priority"],
        results=tuple(_result(figure, traceable) for figure in figures),
        bands=tuple(_band(figure, band) for figure in figures for band in figure["bands"]),
        texts=tuple(text for text in section["texts"] if text["text"]),
        money=section["money"],
        files=tuple(section["files"]),
        has_targets=any(figure["target"] for figure in figures),
    )


def _result(figure: dict, traceable: frozenset[str]) -> ResultRow:
    line_key = figure.get("line_key", figure["key"])
    value, target = figure["value"], figure["target"]
    parts = f"{value['numerator']} sur {value['denominator']}" if value["numerator"] else ""
    return ResultRow(
        key=figure["key"],
        words=figure["words"],
        unit=parts or figure["unit"],
        text=value["text"],
        state=value["state"],
        past=figure["past"]["text"] if figure["past"] else "",
        target=target["text"] if target else "",
        target_was=target["was"] if target else "",
        rate=figure["rate"],
        is_short=figure["short"],
        note=figure["note"],
        computed=figure["computed"] or "",
        level=figure["level"],
        bar=_share(value["number"], target["number"]) if target else "",
        trail_key=line_key if line_key in traceable else "",
    )


def _share(number: str | None, target: str | None) -> str:
    result, aim = decimal_or_none(number), decimal_or_none(target)
    if result is None or not aim or aim < 0:
        return ""
    return f"{min(max(result, Decimal(0)) / aim * HUNDRED, SCALE):.1f}"


def _band(figure: dict, band: dict) -> BandTable:
    numbers = [decimal_or_none(row["number"]) or Decimal(0) for row in band["rows"]]
    most = max([Decimal(1), *numbers])
    rows = tuple(
        BandRow(row["words"], row["text"], row["past"] or "", f"{max(number, Decimal(0)) / most * HUNDRED:.1f}")
        for row, number in zip(band["rows"], numbers, strict=True)
    )
    dimension = band["dimension"]
    return BandTable(
        title=f"{figure['words']}, par {dimension[:1].lower()}{dimension[1:]}",
        rows=rows,
        unbroken=band["unbroken"],
        total=band["total"],
        has_past=any(row.past for row in rows),
    )
