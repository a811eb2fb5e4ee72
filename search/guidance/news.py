"""What is new in the portal, read from CHANGELOG.md: each line with its day and the roles that it is for."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.guidance.guides import GUIDES
from search.guidance.written_words import spaced

FILE = Path(settings.BASE_DIR) / "CHANGELOG.md"
# Behind a line, where who reads the file as a page does not see it: « <!-- 2026-11-29 coordination direction --> »
LINE = re.compile(r"^- (?P<words>.+?)(?: <!-- (?P<day>\d{4}-\d\d-\d\d)(?P<roles>[a-z ]*) -->)?$", re.M)
LAST = 3


@dataclass(frozen=True)
class Novelty:
    """A line of the change log. `day`: since when; `roles`: names of the guides of those it is for, all where none."""

    words: str
    day: date | None
    roles: frozenset[str]
    is_new: bool = False

    def is_for(self, slugs: tuple[str, ...]) -> bool:
        return not self.roles or bool(self.roles & set(slugs))


@lru_cache(maxsize=1)
def novelties() -> tuple[Novelty, ...]:
    """Return what the change log says, the latest day first; of one day, the last line first. Read once."""
    lines = [_read(line) for line in LINE.finditer(FILE.read_text())]
    return tuple(sorted(lines, key=lambda line: line.day or date.min)[::-1])


def _read(line: re.Match[str]) -> Novelty:
    roles = frozenset((line["roles"] or "").split())
    if unknown := roles - set(GUIDES):
        raise ValueError(f"CHANGELOG.md names no role of a guide: {sorted(unknown)}")
    return Novelty(spaced(line["words"]), date.fromisoformat(line["day"]) if line["day"] else None, roles)


def news_for(slugs: tuple[str, ...], since: date | None) -> tuple[list[Novelty], int]:
    """Return what is new for these roles since a day, marked, and how many; the last three where nothing is."""
    theirs = [line for line in novelties() if line.is_for(slugs)]
    new = [line for line in theirs if since and line.day and line.day > since]
    marked = [Novelty(line.words, line.day, line.roles, is_new=True) for line in new]
    return marked or theirs[:LAST], len(new)
