"""Two people change one row at once: the second is shown the current row, and nothing is written."""

from typing import Any


class StaleRevision(Exception):
    """The row changed since the page was shown: `current` is the row now. The message is a sentence for the page."""

    words = "Cette page a changé pendant que vous écriviez : relisez ce qui est inscrit, puis enregistrez de nouveau."

    def __init__(self, current: Any = None, words: str = "") -> None:
        super().__init__(words or self.words)
        self.current = current


def check_seen(seen: object, standing: object, stale: StaleRevision) -> None:
    """Raise `stale` when what the page showed (`seen`) is no longer `standing`, read under a lock."""
    if seen != standing:
        raise stale
