"""Days without a signed agreement, and what is left to renew. Pure: plain terms in, plain values out.

A day of a programme is *signed* when a term that runs has been signed by then, *unsigned* when one runs that has not,
*gap* when none runs between an agreement and the one that renews it. A signature that nobody wrote down is none.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

SOON_MONTHS = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """One agreement as stability reads it; `ends_before` is the first day after it.

    `amount` None, no funder, no name: a reader who may count its days and know nothing else (the pivot of its region).
    """

    id: int
    organism_id: int
    region_id: int
    starts_on: date
    ends_before: date
    signed_on: date | None = None
    renews: int | None = None
    amount: Decimal | None = None
    funder_ids: tuple[int, ...] = ()
    programme_id: int = 0
    reference: str = ""

    @property
    def lead_id(self) -> int:
        return self.funder_ids[0] if self.funder_ids else 0

    @property
    def last_day(self) -> date:
        return self.ends_before - ONE_DAY

    @property
    def signed_from(self) -> date:
        """The first day it covers, the day after its end when it was signed too late or never."""
        return min(max(self.starts_on, self.signed_on), self.ends_before) if self.signed_on else self.ends_before

    @property
    def days_late(self) -> int | None:
        """Days from its first day to its signature; below zero when signed before; None without a signature."""
        return (self.signed_on - self.starts_on).days if self.signed_on else None

    @property
    def years(self) -> int:
        return years_begun(self.starts_on, self.ends_before)

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_before


@dataclass(frozen=True)
class Days:
    """Days of each sort. Sums of several terms count a day once for each programme it belongs to."""

    signed: int = 0
    unsigned: int = 0
    gap: int = 0

    def __add__(self, other: "Days") -> "Days":
        return Days(self.signed + other.signed, self.unsigned + other.unsigned, self.gap + other.gap)

    @property
    def without(self) -> int:
        return self.unsigned + self.gap

    @property
    def total(self) -> int:
        return self.signed + self.unsigned + self.gap


class Sort(StrEnum):
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    GAP = "gap"


@dataclass(frozen=True)
class Spell:
    """Consecutive days of one sort, `end` excluded; `term` covers them, runs or is waited for (None: none to come)."""

    sort: Sort
    start: date
    end: date
    term: Term | None

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def years_begun(start: date, end: date) -> int:
    """Return the number of years begun from a day to another, excluded; the same reading as `Agreement.term_years`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(1, -(-months // 12))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last of its month when it has none such."""
    rank = day.month - 1 + months
    year, month = day.year + rank // 12, rank % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def chains(terms: Iterable[Term]) -> list[tuple[Term, ...]]:
    """Return the terms that renew one another, together, by first day. A parent that is not given counts as none."""
    known = {term.id: term for term in terms}
    head = {key: key for key in known}

    def root(key: int) -> int:
        while head[key] != key:
            head[key] = head[head[key]]
            key = head[key]
        return key

    for term in known.values():
        if term.renews in known:
            head[root(term.id)] = root(term.renews)
    by_root: dict[int, list[Term]] = defaultdict(list)
    for term in sorted(known.values(), key=lambda term: (term.starts_on, term.id)):
        by_root[root(term.id)].append(term)
    return [tuple(chain) for chain in by_root.values()]


def spells(chain: Sequence[Term], since: date, until: date, *, goes_on: bool = False) -> list[Spell]:
    """Cut the days from `since` to `until` (excluded) of a chain by their sort, each day in one spell.

    Days before its first term are none of its days; days after its last neither, unless it `goes_on` to `until`.
    """
    if not chain:
        return []
    first = max(since, min(term.starts_on for term in chain))
    last = max(first, until if goes_on else min(until, max(term.ends_before for term in chain)))
    days = {day for term in chain for day in (term.starts_on, term.signed_from, term.ends_before)}
    merged: list[Spell] = []
    for start, end in pairwise(sorted({first, last} | {min(max(day, first), last) for day in days})):
        sort, term = _sort_of(chain, start)
        if merged and (merged[-1].sort, merged[-1].term) == (sort, term):
            start = merged.pop().start
        merged.append(Spell(sort, start, end, term))
    return merged


def _sort_of(chain: Sequence[Term], day: date) -> tuple[Sort, Term | None]:
    running = [term for term in chain if term.runs_on(day)]
    signed = next((term for term in running if term.signed_from <= day), None)
    if signed:
        return Sort.SIGNED, signed
    if running:
        return Sort.UNSIGNED, running[0]
    coming = (term for term in chain if term.starts_on > day)
    return Sort.GAP, min(coming, key=lambda term: (term.starts_on, term.id), default=None)


def days_by_term(terms: Iterable[Term], since: date, until: date) -> dict[int, Days]:
    """Return the days of each term: covered, run unsigned, and waited for after the one before.

    Within a programme each day belongs to one term only: the sum over its terms is the number of its days.
    """
    by_term: dict[int, Days] = defaultdict(Days)
    for chain in chains(terms):
        for spell in spells(chain, since, until):
            if spell.term:
                by_term[spell.term.id] += Days(**{spell.sort.value: spell.days})
    return by_term


def days_in_all(terms: Sequence[Term], since: date, until: date) -> Days:
    """Return each day since an organism's first agreement once, all programmes together: signed by any, or by none."""
    total = Days()
    for spell in spells(terms, since, until, goes_on=True):
        total += Days(**{spell.sort.value: spell.days})
    return total


def unsure_days(terms: Iterable[Term], since: date, until: date) -> int:
    """Return the days of a period when at least one programme ran without a signed agreement (proposed for V5.07)."""
    unsure: set[date] = set()
    for chain in chains(terms):
        for spell in spells(chain, since, until):
            if spell.sort != Sort.SIGNED:
                unsure.update(spell.start + ONE_DAY * rank for rank in range(spell.days))
    return len(unsure)


@dataclass(frozen=True)
class Renewal:
    """A term that ends with nothing signed after it; `follow_up` is what was written and not signed yet."""

    term: Term
    follow_up: Term | None
    days_left: int


def to_renew(terms: Iterable[Term], day: date, months: int = SOON_MONTHS) -> list[Renewal]:
    """Return the terms that end in the next months, and those over whose next one is still unsigned.

    Soonest first. What nobody wrote a follow-up for leaves the list on its last day: a project may simply be over.
    """
    followers: Mapping[int | None, list[Term]] = _followers(terms)
    limit = months_later(day, months)
    renewals = []
    for term in terms:
        after = followers.get(term.id, [])
        is_followed = any(follower.signed_on and follower.signed_on <= day for follower in after)
        is_near = day < term.ends_before <= limit or (term.ends_before <= day and after)
        if is_near and not is_followed and term.starts_on <= day:
            renewals.append(Renewal(term, after[0] if after else None, (term.last_day - day).days))
    return sorted(renewals, key=lambda renewal: (renewal.term.ends_before, renewal.term.id))


def _followers(terms: Iterable[Term]) -> dict[int | None, list[Term]]:
    by_parent: dict[int | None, list[Term]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: (term.starts_on, term.id)):
        by_parent[term.renews].append(term)
    return by_parent
