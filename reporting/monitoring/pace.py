"""The pace of a year: the time that passed, what is done of a target, and what it announces. Pure; reads no row."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from roriq_portal.formats.numbers import BLANK, Exact, format_number, round_beside, round_number, round_up
from roriq_portal.formats.rates import format_measure, format_rate, percentage_of
from services.counting.achievement import SHORT_OF, Achievement
from services.counting.answer_format import at_least

LEAST_DAYS = 30
MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Elapsed:
    """The days of a year of an agreement: how many it has, and how many have passed on the day."""

    days: int
    passed: int

    @property
    def share(self) -> int:
        """In per cent, on the scale of the bar."""
        return int(round_number(percentage_of(self.passed, self.days)))

    @property
    def share_text(self) -> str:
        return format_rate(self.passed, self.days)


@dataclass(frozen=True)
class Mark:
    """One target of the year. `done`: in its unit, a ratio in per cent; None: nobody says it, and `said` may say why.

    `due`: which part of it is due today, that of the days when None. `has_pace`: what is done announces the rest; that
    of a rate or of a lower bound does not. `is_least`: there may be more than `done`. `is_flow`: it grows in the year;
    a rate or a state is measured as it stands. `periods`: the targets of its periods. `link`: where `done` comes from.
    """

    code: str
    words: str
    unit: str
    target: Decimal
    done: Exact | None
    elapsed: Elapsed
    has_pace: bool = False
    due: Fraction | None = None
    periods: tuple[str, ...] = ()
    said: str = ""
    note: str = ""
    link: str = ""
    is_least: bool = False
    is_ratio: bool = False
    is_flow: bool = True

    @property
    def achievement(self) -> Achievement:
        return Achievement(self.done, self.target)

    @property
    def share_text(self) -> str:
        reached = self.achievement
        return at_least(reached.text) if self.is_least and reached.share is not None else reached.text

    @property
    def is_short(self) -> bool:
        """Whether the year ends, at this exact pace, below 85 % of the target."""
        if self.is_least or self.done is None:
            return False
        if self.elapsed.passed == self.elapsed.days or not self.is_flow:
            return self.achievement.is_short
        return self.foreseen is not None and Achievement(self.foreseen, self.target).is_short

    @property
    def foreseen(self) -> Fraction | None:
        """What the year ends with at the pace so far, exactly; None where that says nothing."""
        return foreseen(self.done, self.elapsed, self.due) if self.has_pace else None

    @property
    def catch_up(self) -> str:
        """« Il en faut 14 par mois d’ici la fin, 9 jusqu’ici. »; empty without a pace, or when this one is enough."""
        if self.done is None or self.foreseen is None or self.foreseen >= self.target:
            return ""
        left, gone = self.elapsed.days - self.elapsed.passed, self.elapsed.passed
        needed = round_up((Fraction(self.target) - Fraction(self.done)) * Fraction(MONTH) / left, 1)
        so_far = round_number(Fraction(self.done) * Fraction(MONTH) / gone, 1)
        return f"Il en faut {format_number(needed)} par mois d’ici la fin, {format_number(so_far)} jusqu’ici."

    @property
    def tick(self) -> str:
        """Where the bar should be today: at what is due, or at the target of what does not grow with the year."""
        if not self.is_flow:
            return "100"
        return f"{self.elapsed.share if self.due is None else round_number(self.due * 100)}"

    @property
    def target_text(self) -> str:
        return format_measure(self.target, self.is_ratio)

    @property
    def done_text(self) -> str:
        return self.said or (BLANK if self.done is None else format_measure(self.done, self.is_ratio))

    @property
    def forecast_text(self) -> str:
        """Rounded; with the decimals that keep it on its side of the target and of its 85 %."""
        if self.foreseen is None:
            return BLANK
        return format_number(round_beside(self.foreseen, [self.target, Fraction(self.target) * SHORT_OF / 100]))


def elapsed_of(start: date, end: date, day: date) -> Elapsed:
    """Return the days from a day to another, excluded, and those that have passed when `day` is over."""
    return Elapsed((end - start).days, min(max((day + timedelta(days=1) - start).days, 0), (end - start).days))


def foreseen(done: Exact | None, elapsed: Elapsed, due: Fraction | None = None) -> Fraction | None:
    """Return what the year ends with at the pace so far: what is done ÷ the part that is due, exactly.

    That part is what the agreement gives its periods, else days passed ÷ days of the year. None before 30 days, once
    the year is over, while nothing is due, or when nothing says what is done. A plain rule, seasons left aside.
    """
    if done is None or not LEAST_DAYS <= elapsed.passed < elapsed.days:
        return None
    share = Fraction(elapsed.passed, elapsed.days) if due is None else due
    return Fraction(done) / share if share else None
