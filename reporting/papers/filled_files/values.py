"""What a frozen content says at each target: numbers as numbers, days as days, words as its paper prints them. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from reporting.lines.answer_format import format_box
from reporting.models import FileTie, Line
from reporting.papers.filled_files.targets import Part, Target
from roriq_portal.formats.numbers import BLANK, decimal_or_none
from services.counting.masking import MASKED

Value = Decimal | date | str | None
Fact = FileTie.Fact
PERCENT_SIGN = "%"
SIGNED = "Attesté"
MONEY = Line.Kind.MONEY


@dataclass(frozen=True)
class Said:
    """`value` is None where nothing is said; `is_asked`: whether this report has such a line at all."""

    value: Value = None
    is_asked: bool = True


NOT_ASKED = Said(is_asked=False)


class Sayer(Protocol):
    """What a file is filled from: a content, or what shows where each thing goes."""

    def said(self, target: Target) -> Said: ...
    def items(self, line_key: str) -> list[dict[str, Any]]: ...


class Content:
    """A frozen content, its lines at hand. `words`: by its key, what its version of the form calls each line."""

    def __init__(self, content: dict[str, Any], words: Mapping[str, str]):
        sections = content["sections"]
        self._content, self._words, self._answers = content, words, content["answers"]
        self._figures = {figure["line_key"]: figure for part in sections for figure in part["figures"]}
        self._texts = {text["key"]: text["text"] for part in sections for text in part["texts"]}
        self._sums = [part["money"] for part in sections if part["money"]]

    def said(self, target: Target) -> Said:
        """Return what is said at a target; masked numbers are words, as everywhere they leave the portal."""
        if target.fact:
            return Said(_worded(FACTS[target.fact](self._content)))
        if target.line_key not in self._answers:
            return NOT_ASKED
        if target.item:
            items = self.items(target.line_key)
            row = items[target.item - 1] if target.item <= len(items) else None
            if row is None:
                return Said()
            return Said(_worded(row["words"]) if target.part == Part.NAME else _number_or_words(row))
        if target.band_key:
            return Said(self._band(target.line_key, target.band_key))
        figure = self._figures.get(target.line_key)
        return Said(_of_figure(figure, target.part) if figure else self._of_answer(target.line_key))

    def items(self, line_key: str) -> list[dict[str, Any]]:
        """Return the parts of a repeated line, in the order that they print: their words, text and number."""
        if line_key not in self._answers:
            return []
        keys = self._answers[line_key]["bands"].keys()
        if figure := self._figures.get(line_key):
            rows = [axis["rows"] for axis in figure["bands"] if any(row["key"] in keys for row in axis["rows"])]
            return rows[0] if rows else []
        words = self._words.get(line_key, "")
        parts = (_items_of_sums(money, words, len(keys)) for money in self._sums)
        return next((items for items in parts if items), [])

    def _band(self, line_key: str, band_key: str) -> Value:
        if figure := self._figures.get(line_key):
            # A figure prints every band of an axis that has one answered: what it does not print says nothing
            printed = (row for axis in figure["bands"] for row in axis["rows"] if row["key"] == band_key)
            row = next(printed, None)
            return _number_or_words(row) if row else None
        answer = self._answers[line_key]["bands"].get(band_key)
        if answer is None:
            return None
        number = decimal_or_none(answer["value"])
        return _number_or_words(
            {**answer, "number": answer["value"], "text": format_box(MONEY, answer["state"], number)}
        )

    def _of_answer(self, line_key: str) -> Value:
        """A text or money: no part of the portal counts people there, but a mask is a mask."""
        answer = self._answers[line_key]
        if line_key in self._texts:
            return _worded(self._texts[line_key])
        number = None if answer["shown"] == MASKED else answer["value"]
        return _number_or_words({"number": number, "text": answer["shown"]})


def _items_of_sums(money: dict[str, Any], words: str, count: int) -> list[dict[str, Any]]:
    """Of a table by agreement, the column of a line; of another, the rows above its total."""
    rows = money["rows"]
    if words in money["columns"][1:]:
        rank = money["columns"].index(words, 1) - 1
        return [{**row["cells"][rank], "words": row["words"]} for row in rows if not row["is_total"]]
    total = next((rank for rank, row in enumerate(rows) if row["words"] == f"{words}, total"), 0)
    # Several lines share a table: each part begins there with its line's own words
    named = [{**row["cells"][0], "words": row["words"].removeprefix(f"{words}, ")} for row in rows]
    return named[max(total - count, 0) : total]


def _of_figure(figure: dict[str, Any], part: str) -> Value:
    if part == Part.NOTE:
        return _worded(figure["note"])
    if part == Part.TARGET:
        return _of_target(figure["target"])
    box = figure["past"] if part == Part.PAST else figure["value"]
    if box is None:
        return None
    over, below = decimal_or_none(box["numerator"]), decimal_or_none(box["denominator"])
    if part in (Part.NUMERATOR, Part.DENOMINATOR):
        return _number_or_words({"number": box[part], "text": box["text"]})
    if over is not None and below and part != Part.PERCENT:
        return over / below
    return _number_or_words(box)


def _of_target(target: dict[str, Any] | None) -> Value:
    if target is None:
        return None
    number = decimal_or_none(target["number"])
    is_share = number is not None and target["text"].endswith(PERCENT_SIGN)
    return number / 100 if number is not None and is_share else _number_or_words(target)


def _number_or_words(box: Mapping[str, Any]) -> Value:
    number = decimal_or_none(box["number"])
    return _worded(box["text"]) if number is None else number


def _worded(value: Value) -> Value:
    """« – » and blanks say nothing: the cell stays empty."""
    if not isinstance(value, str):
        return value
    return None if value.strip() in ("", BLANK) else value


def _day(text: str) -> date | None:
    """The day of a moment is that of Montréal."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return timezone.localdate(moment) if moment.tzinfo else date.fromisoformat(text[:10])


def _part_of(name: str, key: str) -> Callable[[dict[str, Any]], Value]:
    return lambda content: (content[name] or {}).get(key, "")


def _signature(key: str) -> Callable[[dict[str, Any]], Value]:
    """Of who certified; of a draft, nothing."""
    return lambda content: next((row[key] for row in reversed(content["signatures"]) if row["act"] == SIGNED), "")


FACTS: dict[str, Callable[[dict[str, Any]], Value]] = {
    Fact.ORGANISM: _part_of("organism", "name"),
    Fact.NEQ: _part_of("organism", "neq"),
    Fact.REGION: _part_of("organism", "region"),
    Fact.FUNDER: _part_of("funder", "name"),
    Fact.PROGRAMME: lambda content: content["programme"],
    Fact.AGREEMENT: _part_of("agreement", "reference"),
    Fact.FUNDER_REFERENCE: _part_of("agreement", "funder_reference"),
    Fact.TITLE: lambda content: content["title"],
    Fact.REPORT: _part_of("report", "number"),
    Fact.PERIOD_FIRST: lambda content: _day(content["period"]["start"]),
    Fact.PERIOD_LAST: lambda content: _day(content["period"]["end"]),
    Fact.PERIOD: lambda content: content["period"]["words"],
    Fact.VERSION: lambda content: Decimal(content["version"]["number"]) if content["version"]["number"] else None,
    Fact.ISSUED_ON: lambda content: _day(content["version"]["as_of"]),
    Fact.CODE: _part_of("version", "code"),
    Fact.VERIFY_URL: _part_of("version", "verify_url"),
    Fact.SIGNATORY: _signature("person"),
    Fact.SIGNATORY_ROLE: _signature("role"),
}
