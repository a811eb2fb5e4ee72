"""What a recipe counts: the one rule behind a record typed, a record imported and the preview of a register."""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Number = Decimal | int


def counts_made(lines: Iterable[tuple[Key, str]], numbers: Mapping[str, Number | None]) -> dict[Key, Number]:
    """Return what each line (key, source) counts. "one" counts 1; a line whose number was not given is absent."""
    given = {**numbers, "one": 1}
    return {key: value for key, source in lines if (value := given.get(source)) is not None}
