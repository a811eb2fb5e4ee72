"""The middle of many stays: by stage, by year. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from reporting.monitoring.burden.tally import middle_of
from reporting.monitoring.filing_days.reading import FILE, STAGES, Spent, Stage
from roriq_portal.formats.numbers import BLANK, SPACE, format_number, round_number

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class StageDays:
    """What one side took, over many reports. `middle`: exact median of those that are over, a whole or a half day.

    `waiting`: how many are in their hands still, the longest for `waiting_longest` days: the median knows none of them.
    """

    stage: Stage
    over: int
    middle: Fraction | None
    longest: int | None
    waiting: int
    waiting_longest: int | None

    @property
    def words(self) -> str:
        """« 12 j », « 2,5 j », « 3 j avant » of a filing before its day; « – » when nothing is over."""
        if self.middle is None:
            return BLANK
        days = f"{format_number(round_number(abs(self.middle), 0 if self.middle.denominator == 1 else 1))}{SPACE}j"
        if self.stage != FILE or not self.middle:
            return days
        return f"{days} {'avant' if self.middle < 0 else 'après'}"


def stage_days(stage: Stage, spent: Iterable[Spent]) -> StageDays:
    """Return the summary of one stage; `spent` of other stages is left out."""
    mine = [row for row in spent if row.stage == stage]
    over = [row.days for row in mine if row.is_over]
    still = [row.days for row in mine if not row.is_over]
    return StageDays(stage, len(over), middle_of(over), max(over, default=None), len(still), max(still, default=None))


def all_stages(spent: Iterable[Spent]) -> dict[Stage, StageDays]:
    """Return the summary of each stage, in the order of a report's way; an empty one where nothing came."""
    rows = list(spent)
    return {stage: stage_days(stage, rows) for stage in STAGES}


def stages_by(key: Callable[[Spent], Key], spent: Iterable[Spent]) -> dict[Key, dict[Stage, StageDays]]:
    """Return the summaries of each group, « lambda row: row.year » by year; a group without a row is not there."""
    groups: dict[Key, list[Spent]] = defaultdict(list)
    for row in spent:
        groups[key(row)].append(row)
    return {name: all_stages(rows) for name, rows in groups.items()}
