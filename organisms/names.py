"""What makes two names one, what orders and finds them, and what no person's name holds."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

from roriq_portal.database.name_identity import SAME_LETTERS, name_identity

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
    longest = getattr(model._meta.get_field("sort_name"), "max_length", None)
    rows = model._base_manager
    for key, name, known in rows.values_list("pk", words, "sort_name"):
        current = sort_name(name)[:longest]
        if current != known:
            rows.filter(pk=key).update(sort_name=current)
