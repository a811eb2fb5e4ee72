"""Questions added up: how many were asked, and how they were answered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from roriq_portal.formats.rates import format_rate

# The columns of a count, in the order of a Tally's fields
COLUMNS = ("by_hand", "reused", "from_records", "unanswered")


@dataclass(frozen=True)
class Tally:
    """Cells of reports, each counted once: « s. o. » is an answer by hand, what nobody answered yet stays apart."""

    hand: int = 0
    reused: int = 0
    records: int = 0
    empty: int = 0

    @property
    def asked(self) -> int:
        return self.hand + self.reused + self.records + self.empty

    @property
    def spared(self) -> int:
        """Those that filled without being asked again."""
        return self.reused + self.records

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.hand + other.hand,
            self.reused + other.reused,
            self.records + other.records,
            self.empty + other.empty,
        )

    @property
    def hand_share(self) -> str:
        """« 25 % », the part answered by hand; « – » when nothing was asked."""
        return share_of(self.hand, self.asked)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies; nothing adds up to nothing."""
    return sum(tallies, Tally())


def share_of(part: int, whole: int) -> str:
    """Return « 25 % », « – » of nothing."""
    return format_rate(part, whole) if whole else "–"


def middle_of(numbers: Iterable[int]) -> Fraction | None:
    """Return the median, exactly; None of no number."""
    known = [Fraction(number) for number in numbers]
    return median(known) if known else None
