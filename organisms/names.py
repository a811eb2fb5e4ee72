"""What makes two names one, what orders and finds them, and what no person's name holds."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from roriq_portal.database.name_identity import SAME_LETTERS, name_identity

Named = TypeVar("Named", bound=Hashable)
LONGEST_NAME = 300
# What mail programs make a link of, and what no name holds
LIKE_AN_ADDRESS = re.compile(r"[/\\@<>\r\n]|\w\.\w{2,}|www\.", re.IGNORECASE)
# Letters that Unicode does not take apart, as one finds them on a French keyboard
_PLAIN = str.maketrans(
    {**SAME_LETTERS, "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
)
_BETWEEN_WORDS = str.maketrans("-'", "  ")
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs of Arabic: one looks for a name without
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")


def sort_name(words: str) -> str:
    """Return the key that orders names and finds them: unaccented, lower case, single-spaced, in every alphabet.

    Two names may have the same key. It is empty for a blank only.
    """
    folded = unicodedata.normalize("NFKD", words).casefold().translate(_PLAIN)
    bare = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", folded)))
    plain = "".join(sign if sign.isascii() or unicodedata.category(sign)[0] not in "PZC" else " " for sign in bare)
    return " ".join(plain.translate(_BETWEEN_WORDS).split()) or name_identity(words)


def sort_name_of(model: type[models.Model], words: str) -> str:
    """Return the key of a name as a row of this table holds it: cut to the room of its column."""
    return sort_name(words)[: getattr(model._meta.get_field("sort_name"), "max_length", None)]


class KnownNames(Generic[Named]):
    """Names and what they name. The same name answers first; else the only one that is alike, accents apart.

    Of two things that bear one name the last stands. Where two different things are alike, nothing answers: it is for a
    person to choose. `likeness`: the key of what is alike.
    """

    def __init__(self, names: Iterable[tuple[str, Named]], likeness: Callable[[str], str] = sort_name):
        self._likeness = likeness
        self._same: dict[str, Named] = {}
        self._alike: defaultdict[str, set[Named]] = defaultdict(set)
        for name, thing in names:
            self._same[_identity(name)] = thing
            self._alike[likeness(name)].add(thing)

    def __contains__(self, words: str) -> bool:
        return _identity(words) in self._same or len(self._alike.get(self._likeness(words), ())) == 1

    def get(self, words: str) -> Named | None:
        """Return what the words name; None when nothing has that name, or several things a like one."""
        key = _identity(words)
        if key in self._same:
            return self._same[key]
        alike = self._alike.get(self._likeness(words), set())
        return next(iter(alike)) if len(alike) == 1 else None


def _identity(words: str) -> str:
    return _short_identity(words[:LONGEST_NAME])


# A file says the same few words in thousands of rows
_short_identity = lru_cache(maxsize=8192)(name_identity)


def refuse_addresses(name: str) -> None:
    """Refuse a person's name that mail programs would make a link of: names stand in letters to strangers."""
    if LIKE_AN_ADDRESS.search(name):
        raise ValidationError("Inscrivez un nom, sans adresse ni barre oblique.")


class FrenchOrder(models.QuerySet):
    """Rows that carry `sort_name`: search without accents or case, in every alphabet."""

    def named_like(self, words: str):
        return self.filter(sort_name__contains=sort_name(words)) if words else self


def order_again(model: type[models.Model], words: str = "name") -> None:
    """Write again the sort names of a table, where another rule wrote them: for migrations."""
    rows = model._base_manager
    for key, name, known in rows.values_list("pk", words, "sort_name"):
        current = sort_name_of(model, name)
        if current != known:
            rows.filter(pk=key).update(sort_name=current)
