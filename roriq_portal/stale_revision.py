"""Two people change one thing at once: the second is told, with what stands now, and nothing is written."""

from typing import Any


class StaleRevision(Exception):
    """What the page showed no longer stands: `current` is what does. Its message is a sentence that a page may print."""

    words = "Cette page a changé pendant que vous écriviez : relisez ce qui est inscrit, puis enregistrez de nouveau."

    def __init__(self, current: Any = None, words: str = "") -> None:
        super().__init__(words or self.words)
        self.current = current


def check_seen(seen: object, standing: object, stale: StaleRevision) -> None:
    """Raise `stale` unless what the page showed stands still. `standing` is read under a lock: nobody writes in between."""
    if seen != standing:
        raise stale
