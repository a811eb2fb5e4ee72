"""The lines of a frozen version about which a funder may ask, and those that its open questions leave open."""

from collections.abc import Iterable

from reporting.lines.page_parts import answered_lines
from reporting.models import Receipt, Version

Choice = tuple[str, str]


def asked_lines(version: Version) -> list[tuple[str, list[Choice]]]:
    """Return section → key and « 4.1 Personnes accueillies, 42 » of each line: what a list of choices shows."""
    return [
        (section["title"], [(line["key"], _words(line)) for line in section["lines"]])
        for section in answered_lines(version)
    ]


def has_line(version: Version, line_key: str) -> bool:
    return any(line_key == key for _, lines in asked_lines(version) for key, _ in lines)


def lines_asked_about(questions: Iterable[Receipt]) -> frozenset[str] | None:
    """Return the lines that the waiting questions reopen; None when one is about the whole, or nobody asks. T3 too."""
    keys = frozenset(question.line_key for question in questions)
    return None if not keys or "" in keys else keys


def _words(line: dict) -> str:
    named = f"{line['number']} {line['words']}".strip()
    return f"{named}, {line['shown']}" if line["shown"] else named
