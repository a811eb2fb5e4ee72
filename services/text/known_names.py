"""What typed words name, among names that are known."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from roriq_portal.database.name_identity import name_identity
from services.text.spelling import LONGEST_NAME, fold

Named = TypeVar("Named", bound=Hashable)


class KnownNames(Generic[Named]):
    """Names and what they name. The same name answers first; else the only one that is alike, accents apart.

    Of two things that bear one name the last stands. Where two different things are alike, nothing answers: it is for a
    person to choose.
    """

    def __init__(self, names: Iterable[tuple[str, Named]]):
        self._same: dict[str, Named] = {}
        self._alike: defaultdict[str, set[Named]] = defaultdict(set)
        for name, thing in names:
            self._same[_identity(name)] = thing
            self._alike[fold(name)].add(thing)

    def __contains__(self, words: str) -> bool:
        return _identity(words) in self._same or len(self._alike.get(fold(words), ())) == 1

    def get(self, words: str) -> Named | None:
        """Return what the words name; None when nothing has that name, or several things a like one."""
        key = _identity(words)
        if key in self._same:
            return self._same[key]
        alike = self._alike.get(fold(words), set())
        return next(iter(alike)) if len(alike) == 1 else None


def _identity(words: str) -> str:
    return _short_identity(words[:LONGEST_NAME])


# A register says the same few words in thousands of rows
_short_identity = lru_cache(maxsize=8192)(name_identity)
