"""A number that knows its unit and its nature, so that figures which do not add up cannot be added by mistake."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from organisms.models import Indicator
from services.counting.achievement import measure_of


class NotAddable(TypeError):
    """A sentence that says why two figures have no sum."""


@dataclass(frozen=True)
class Amount:
    """So much of one unit; a ratio keeps its denominator. Only a flow of things, none distinct, has a sum.

    `+` refuses (NotAddable) another unit, distinct people or families, a state at a day, a ratio, and a bare number
    (decision 0019).
    """

    value: Decimal
    unit: str
    nature: str = Indicator.Nature.FLOW
    is_distinct: bool = False
    denominator: Decimal | None = None

    @property
    def measure(self) -> Fraction | None:
        """What a target is compared with, exactly: the number, or a ratio in per cent; None of a ratio of nothing."""
        is_told = self.nature != Indicator.Nature.RATIO or self.denominator
        return measure_of(self.value, self.denominator) if is_told else None

    def __add__(self, other: "Amount") -> "Amount":
        if not isinstance(other, Amount):
            raise NotAddable("Un nombre sans unité ne s’ajoute à aucun résultat.")
        for amount in (self, other):
            amount.check_flows()
        if self.unit != other.unit:
            raise NotAddable(f"Ces unités ne s’additionnent pas\u00a0: {self.unit} et {other.unit}.")
        return replace(self, value=self.value + other.value)

    def __radd__(self, other: object) -> "Amount":
        """`sum()` begins with a bare 0: `add_up` is the way to add."""
        raise NotAddable("Un nombre sans unité ne s’ajoute à aucun résultat.")

    def check_flows(self) -> None:
        """Refuse (NotAddable) to be part of a sum."""
        if self.is_distinct:
            raise NotAddable(f"Des unités distinctes ne s’additionnent jamais\u00a0: {self.unit}.")
        if self.nature != Indicator.Nature.FLOW:
            words = Indicator.Nature(self.nature).label
            raise NotAddable(f"Seul un flux s’additionne\u00a0; ceci est un {words}.")


def amount_of(indicator: Indicator, value: Decimal | int, denominator: Decimal | int | None = None) -> Amount:
    """Return so much of an indicator, in its unit and nature; of a ratio, with what it is counted on."""
    over = None if denominator is None else Decimal(denominator)
    return Amount(Decimal(value), indicator.unit, indicator.nature, indicator.is_distinct, over)


def can_be_added(indicator: Indicator) -> bool:
    """Whether the figures of an indicator have a sum over months, organisms or agreements."""
    return indicator.nature == Indicator.Nature.FLOW and not indicator.is_distinct


def add_up(amounts: Iterable[Amount]) -> Amount | None:
    """Return the sum, None of nothing. One amount alone is its own sum, whatever its nature. Raises NotAddable."""
    total: Amount | None = None
    for amount in amounts:
        total = amount if total is None else total + amount
    return total
