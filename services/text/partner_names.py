"""The names of partners as people write them together, in a box, on lines or in a cell: one rule behind every door."""

import re
from collections.abc import Iterable

LONGEST_PARTNER = 160
TOO_LONG_PARTNER = f"Un nom a {LONGEST_PARTNER} caractères au plus."
NO_SEMICOLON = "Un nom ne contient pas de point-virgule\u00a0: il sépare plusieurs noms."
_BETWEEN = re.compile(r"[;\n]")


def partner_names(text: str) -> list[str]:
    """Return the names that a semicolon or the end of a line separates, single-spaced, once each, in their order."""
    names = (" ".join(name.split()) for name in _BETWEEN.split(text))
    return list(dict.fromkeys(name for name in names if name))


def has_too_long(names: Iterable[str]) -> bool:
    """Return whether one of them is longer than a name may be."""
    return any(len(name) > LONGEST_PARTNER for name in names)
