"""The words that people are told, read from the first table of docs/glossary.md, which developers read too."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from organisms.names import sort_name
from search.guidance.written_words import anchor_of, spaced

FILE = Path(settings.BASE_DIR) / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<term>[^|]+) \| (?P<said>[^|]+) \| (?P<where>[^|]+) \| [^|]+ \|$", re.M)


@dataclass(frozen=True)
class Word:
    """A word of the screen. `said`: what it means; `where`: where one meets it; `anchor`: its place in the glossary."""

    term: str
    said: str
    where: str
    anchor: str

    @property
    def letter(self) -> str:
        """Return the letter that it stands under, without its accent."""
        return sort_name(self.term)[0].upper()


@lru_cache(maxsize=1)
def glossary() -> dict[str, Word]:
    """Return the words by their anchors, in the order of the dictionary. Read once: they change with the code."""
    rows = list(ROW.finditer(spaced(FILE.read_text())))[1:]  # the first row is the head
    words = [Word(row["term"], row["said"], row["where"], anchor_of(row["term"])) for row in rows]
    return {word.anchor: word for word in sorted(words, key=lambda word: sort_name(word.term))}


def letters_of(words: list[Word]) -> list[tuple[str, str]]:
    """Return each letter with the anchor of its first word; none where no word begins with it."""
    first = {word.letter: word.anchor for word in reversed(words)}
    return [(letter, first.get(letter, "")) for letter in map(chr, range(ord("A"), ord("Z") + 1))]
