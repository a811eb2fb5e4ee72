"""What was found altered: since which day it should stand, and which object it is."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Fault:
    """One object that is not what it was. `day`: the day that wrote it; `found`: a sentence for a person."""

    day: date
    object: str
    trouble: str

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}, {self.object}\u00a0: {self.trouble}"
