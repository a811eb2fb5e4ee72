"""Counts of 1 to 4 that leave the organism: hidden, with what would reveal them (decision 0019)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext_noop

FEWEST = 5
HIDDEN = "<\u00a05"
MASKED = gettext_noop("masqué")
K = TypeVar("K")


def is_small(value: Decimal | int) -> bool:
    return 0 < value < FEWEST


def hidden_parts(parts: Mapping[K, Decimal | int]) -> set[K]:
    """Return the parts of a shown total to hide: those of 1 to 4, and a second one where a single one could be deduced.

    Zeros stay: they say nothing of anybody, and give nothing away.
    """
    small = {key for key, value in parts.items() if is_small(value)}
    others = [key for key, value in parts.items() if value and key not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda key: (parts[key], str(key))))
    return small
