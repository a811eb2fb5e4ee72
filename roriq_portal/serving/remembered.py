"""Values that nothing but their name decides: remembered by this process, behind it in the cache that all share."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.cache import cache

MOST = 2_000


class Remembered:
    """Such values for `seconds` in the cache, and in this process until it has remembered `MOST` of them.

    A name must hold all that its value depends on, a digest of it for instance: nothing is ever taken back.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self._values: dict[str, Any] = {}

    def get_many(self, names: Collection[str]) -> dict[str, Any]:
        """Return the values of those that are known. One read of the cache, none when this process knows all."""
        known = self._values  # another thread may begin anew meanwhile
        values = {name: known[name] for name in names if name in known}
        if unread := [name for name in names if name not in values]:
            read = cache.get_many(unread)
            self._remember(read.items())
            values |= read
        return values

    def set(self, name: str, value: Any) -> None:
        self._remember([(name, value)])
        cache.set(name, value, self.seconds)

    def forget(self) -> None:
        """Read the cache again, from now on."""
        self._values = {}

    def _remember(self, pairs: Iterable[tuple[str, Any]]) -> None:
        if len(self._values) >= MOST:
            self._values = {}
        self._values.update(pairs)
