"""Positions occupied, lost and why, turnover, and the expertise that leaves. Pure; reads no row.

held(day)  positions whose days hold it
lost       positions whose first day without anybody falls in the period (glossary: roulement du personnel, V5.06)
turnover   lost ÷ held on the first day of the period: a ratio that keeps both numbers, never summed over organisms
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

BY_MONEY = frozenset({"funding", "gap"})
DAYS_A_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class Post:
    """A position as it is counted. `ends_before`: the first day without anybody; None while it is held."""

    id: int
    organism_id: int
    starts_on: date
    ends_before: date | None = None
    reason: str = ""
    hours: Decimal = Decimal(35)
    training_hours: int = 0
    languages: int = 0
    agreement_ids: tuple[int, ...] = ()

    def is_held_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)

    def is_lost_in(self, first: date, end: date) -> bool:
        return self.ends_before is not None and first < self.ends_before <= end

    def years_until(self, day: date) -> Decimal:
        """How long it was held by that day, in years of 365,25 days."""
        last = min(self.ends_before or day, day)
        return max(Decimal((last - self.starts_on).days), Decimal(0)) / DAYS_A_YEAR


@dataclass(frozen=True)
class Staffing:
    """The positions of a period. `lost_years`: years of those lost; `turnover`: (lost, occupied at first) or None."""

    held_first: int
    held_last: int
    opened: int
    lost: int
    by_reason: Mapping[str, int]
    hours_last: Decimal
    lost_years: Decimal
    lost_training: int
    lost_languages: int

    @property
    def lost_to_money(self) -> int:
        return sum(count for reason, count in self.by_reason.items() if reason in BY_MONEY)

    @property
    def turnover(self) -> tuple[int, int] | None:
        return (self.lost, self.held_first) if self.held_first else None


def until_today(end: date, today: date) -> date:
    """Return the first day after what was lived of a period: what has not happened is neither lost nor held."""
    return min(end, date.fromordinal(today.toordinal() + 1))


def staffing(posts: Iterable[Post], first: date, end: date) -> Staffing:
    """Count a period, `end` excluded. Its last day is that on which those still held are counted."""
    posts = list(posts)
    last = date.fromordinal(end.toordinal() - 1)
    lost = [post for post in posts if post.is_lost_in(first, end)]
    occupied = [post for post in posts if post.is_held_on(last)]
    return Staffing(
        held_first=sum(post.is_held_on(first) for post in posts),
        held_last=len(occupied),
        opened=sum(first < post.starts_on < end for post in posts),
        lost=len(lost),
        by_reason=dict(Counter(post.reason for post in lost)),
        hours_last=sum((post.hours for post in occupied), Decimal(0)),
        lost_years=sum((post.years_until(end) for post in lost), Decimal(0)),
        lost_training=sum(post.training_hours for post in lost),
        lost_languages=sum(post.languages for post in lost),
    )


@dataclass(frozen=True)
class Follow:
    """An agreement, the first day after it, and the first day of the one that renews it, when there is one."""

    id: int
    reference: str
    ends_before: date
    next_starts: date | None = None

    def is_over(self, today: date) -> bool:
        return self.ends_before <= today

    def gap_days(self, today: date) -> int:
        """Days without agreement after it: until the next begins, or until today while none has."""
        until = self.next_starts if self.next_starts else today
        return max((until - self.ends_before).days, 0)


@dataclass(frozen=True)
class Loss:
    """What left with the end of one agreement's money."""

    follow: Follow
    gap_days: int
    posts: int
    years: Decimal
    training_hours: int
    is_over: bool = True

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.follow.ends_before.toordinal() - 1)


def losses(posts: Iterable[Post], follows: Sequence[Follow], first: date, end: date, today: date) -> list[Loss]:
    """Return, for each agreement that paid a position lost to money in the period, what left; the longest gap first.

    A position that will be lost is not lost yet, and an agreement that still runs says so (`is_over`).
    A position that two agreements paid shows under each: rows do not add up, `staffing` counts each position once.
    """
    end = until_today(end, today)
    gone = [post for post in posts if post.reason in BY_MONEY and post.is_lost_in(first, end)]
    rows = []
    for follow in follows:
        left = [post for post in gone if follow.id in post.agreement_ids]
        if left:
            years = sum((post.years_until(end) for post in left), Decimal(0))
            trained = sum(post.training_hours for post in left)
            rows.append(Loss(follow, follow.gap_days(today), len(left), years, trained, follow.is_over(today)))
    return sorted(rows, key=lambda loss: (-loss.gap_days, -loss.posts, loss.follow.reference))
