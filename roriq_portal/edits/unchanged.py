"""A form saved as it stood: nothing is written, no journal notes it, no page says that it was corrected."""

from collections.abc import Mapping
from typing import Any

NOTHING_CHANGED = "Rien n’a changé."


def says_the_same(row: object, values: Mapping[str, Any]) -> bool:
    """Whether a row has these values already."""
    return all(getattr(row, name) == value for name, value in values.items())


def saved_words(words: str, *, seen: int, revision: int) -> str:
    """Return what a page says once saved: that nothing changed, where the row is still at the revision it was seen."""
    return NOTHING_CHANGED if seen == revision else words
