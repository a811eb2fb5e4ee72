"""What somebody looks for, as plain words; and where a text answers it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from organisms.names import sort_name
from roriq_portal.database.search_words import split_words

# More would only narrow what is already narrow, and each word costs the database a look
MOST_WORDS = 8
LONGEST_WORD = 60
FEWEST_SIGNS = 2
ACCENTS = "".join(map(chr, range(0x300, 0x370)))
TOKEN = re.compile(f"[\\w{ACCENTS}]+")


@dataclass(frozen=True)
class Part:
    """A piece of a line; `is_match`: what begins with a word that was asked."""

    words: str
    is_match: bool = False

    def __str__(self) -> str:
        return self.words


def words_of(text: str) -> list[str]:
    """Return the plain words of a text, each once: no accent, œ as oe, hyphens and apostrophes as spaces."""
    words = (word[:LONGEST_WORD] for word in split_words(sort_name(text)))
    return list(dict.fromkeys(words))[:MOST_WORDS]


def are_enough(words: Sequence[str]) -> bool:
    """Whether the words say something: a single sign begins half of all names."""
    return sum(map(len, words)) >= FEWEST_SIGNS


def answers(text: str, words: Iterable[str]) -> bool:
    """Whether each word begins a word of the text: what `SearchWords` asks of the database, for texts of the code."""
    own = _plain_words(text)
    return all(any(word.startswith(asked) for word in own) for asked in words)


@lru_cache(maxsize=2048)
def _plain_words(text: str) -> tuple[str, ...]:
    # The texts of places, guides and indicators are asked again and again
    return tuple(split_words(sort_name(text)))


def marked(text: str, words: Sequence[str]) -> list[Part]:
    """Return the text in pieces, with the beginnings of its words that were asked marked."""
    parts, last = [], 0
    for token in TOKEN.finditer(text):
        size = _asked_beginning(token.group(), words)
        if size:
            parts += [Part(text[last : token.start()]), Part(token.group()[:size], is_match=True)]
            last = token.start() + size
    return [part for part in [*parts, Part(text[last:])] if part.words]


def _asked_beginning(token: str, words: Sequence[str]) -> int:
    """Return how many signs of a token the longest word that it begins with takes; 0 where it begins with none."""
    plain = sort_name(token)
    asked = max((word for word in words if plain.startswith(word)), key=len, default="")
    if not asked:
        return 0
    size = next((size for size in range(1, len(token)) if sort_name(token[:size]).startswith(asked)), len(token))
    # An accent that stands apart goes with its letter
    return size + len(token[size:]) - len(token[size:].lstrip(ACCENTS))
