"""Sorting keys for French names, and what a dated name says on a day."""

import unicodedata

from django.db import models


def sort_name(words: str) -> str:
    """Return the words unaccented, lower case, single-spaced: the key that orders French names and finds them."""
    straight = words.replace("’", "'").replace("–", "-")
    flat = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode()
    return " ".join(flat.lower().replace("-", " ").replace("'", " ").split())


class FrenchOrder(models.QuerySet):
    """Rows that carry `sort_name`: search without accents or case."""

    def named_like(self, words: str):
        return self.filter(sort_name__contains=sort_name(words)) if words else self
