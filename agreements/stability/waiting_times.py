"""Waiting times: how long a funder takes to sign, to answer, to pay. Pure: plain days in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median_low

from agreements.stability.signature_days import Term


@dataclass(frozen=True)
class Wait:
    """Something a funder was waited for, from a day to another; `ended` None: still waited for."""

    funder_id: int
    organism_id: int
    begun: date
    ended: date | None


@dataclass(frozen=True)
class WaitLengths:
    """How long waits last: the middle one and the longest of those that ended, and those that have not.

    `middle_so_far`, `longest_so_far`: of all of them, those that still last counted until the day they are read: who
    answered one report in 12 days and leaves three without a word does not answer in 12 days.
    """

    ended: int
    middle: int | None
    longest: int | None
    late: int
    waiting: int
    waiting_longest: int | None
    middle_so_far: int | None
    longest_so_far: int | None


def wait_lengths(waits: Iterable[Wait], day: date) -> WaitLengths:
    """Return how long these waits lasted, and on `day` still last; later days are not known yet."""
    known = [wait for wait in waits if wait.begun <= day or (wait.ended and wait.ended <= day)]
    over = sorted((wait.ended - wait.begun).days for wait in known if wait.ended and wait.ended <= day)
    still = [(day - wait.begun).days for wait in known if not wait.ended or wait.ended > day]
    return WaitLengths(
        ended=len(over),
        middle=median_low(over) if over else None,
        longest=over[-1] if over else None,
        late=sum(1 for days in over if days > 0),
        waiting=len(still),
        waiting_longest=max(still, default=None),
        middle_so_far=median_low([*over, *still]) if known else None,
        longest_so_far=max([*over, *still], default=None),
    )


def signing_waits(terms: Iterable[Term]) -> list[Wait]:
    """Return how long each signatory let each term run before its signature: from its first day."""
    return [
        Wait(funder, term.organism_id, term.starts_on, term.signed_on) for term in terms for funder in term.funder_ids
    ]


@dataclass(frozen=True)
class OwedInstalment:
    """What a funder owed on a day, and what came: (day, amount) of each payment."""

    funder_id: int
    organism_id: int
    owed_on: date
    amount: Decimal
    payments: tuple[tuple[date, Decimal], ...] = ()


def paying_waits(instalments: Iterable[OwedInstalment]) -> list[Wait]:
    """Return how long each instalment was waited for: until the day when what came reaches what was owed."""
    return [
        Wait(instalment.funder_id, instalment.organism_id, instalment.owed_on, _paid_on(instalment))
        for instalment in instalments
    ]


def _paid_on(instalment: OwedInstalment) -> date | None:
    received = Decimal(0)
    for day, amount in sorted(instalment.payments):
        received += amount
        if received >= instalment.amount:
            return day
    return None
