"""Sorting keys for French names, and what a dated name says on a day."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

# What mail programs make a link of, and what no name holds
LIKE_AN_ADDRESS = re.compile(r"[/\\@<>\r\n]|\w\.\w{2,}|www\.", re.IGNORECASE)


def sort_name(words: str) -> str:
    """Return the words unaccented, lower case, single-spaced: the key that orders French names and finds them."""
    straight = words.replace("’", "'").replace("–", "-")
    flat = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode()
    return " ".join(flat.lower().replace("-", " ").replace("'", " ").split())


def refuse_addresses(name: str) -> None:
    """Refuse a person's name that mail programs would make a link of: names stand in letters to strangers."""
    if LIKE_AN_ADDRESS.search(name):
        raise ValidationError("Inscrivez un nom, sans adresse ni barre oblique.")


class FrenchOrder(models.QuerySet):
    """Rows that carry `sort_name`: search without accents or case."""

    def named_like(self, words: str):
        return self.filter(sort_name__contains=sort_name(words)) if words else self
