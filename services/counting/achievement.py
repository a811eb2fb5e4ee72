"""What is reached of a target: judged on the exact figures, printed so that print and judgement agree."""

from dataclasses import dataclass
from fractions import Fraction

from roriq_portal.formats.numbers import BLANK, round_number
from roriq_portal.formats.rates import Exact, format_rate, percentage_of

SHORT_OF = 85
LONGEST_BAR = Fraction(150)


def measure_of(value: Exact | None, denominator: Exact | None) -> Fraction | None:
    """Return what a target is compared with, exactly: the number, or a ratio in per cent; None without a number."""
    if value is None:
        return None
    return percentage_of(value, denominator) if denominator else Fraction(value)


def frozen_measure(number: Exact | None, numerator: Exact | None, denominator: Exact | None) -> Fraction | None:
    """Return the measure of a frozen figure: of a ratio from its two terms, since its rate was printed rounded."""
    return measure_of(number, None) if numerator is None or not denominator else measure_of(numerator, denominator)


@dataclass(frozen=True)
class Achievement:
    """A result beside its target, in one unit: two numbers, or two rates in per cent. None: there is none."""

    result: Exact | None
    target: Exact | None

    @property
    def share(self) -> Fraction | None:
        """In per cent, exactly; None without a result, and of a target of 0, which has no share."""
        return percentage_of(self.result, self.target) if self.result is not None and self.target else None

    @property
    def text(self) -> str:
        """« 83 % »; « – » while no number says it. Beside 85 and 100 it gains the decimals that keep it on its side."""
        return BLANK if self.share is None else format_rate(self.share, 100, thresholds=[SHORT_OF])

    @property
    def is_short(self) -> bool:
        """Whether it is below 85 % of the target."""
        return self.share is not None and self.share < SHORT_OF

    @property
    def bar(self) -> str:
        """How long its bar is on a scale of 150, a string so that no page localises it; empty: no bar."""
        return "" if self.share is None else f"{round_number(min(self.share, LONGEST_BAR))}"

    @property
    def is_cut(self) -> bool:
        """Whether its bar stops before its share."""
        return self.share is not None and self.share > LONGEST_BAR
