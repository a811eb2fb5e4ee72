"""One number of one year, as it may be read, and where it comes from. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import format_ratio, percentage_of
from services.masking.signs import MASKED

Exact = Decimal | Fraction | int


class Source(StrEnum):
    """Where a number comes from, in the words that a reader sees."""

    RECORDS = "les fiches de tous les organismes"
    HOUSEHOLDS = "les ménages inscrits, chacun une fois"
    REPORTS = "le rapport du réseau, figé"
    AGREEMENTS = "les ententes"
    OFFERS = "l’offre de services"


# « n. d. »
LONGEST_SIGN = 5


@dataclass(frozen=True)
class Figure:
    """`value` None: there is none, or it is hidden, and no mark is drawn. `part`, `whole`: the terms of a rate."""

    text: str = BLANK
    value: Exact | None = None
    source: Source = Source.RECORDS
    part: Decimal | int = 0
    whole: Decimal | int = 0

    @property
    def is_hidden(self) -> bool:
        return self.text == MASKED

    @property
    def is_in_words(self) -> bool:
        """Whether it says why there is no number, at more length than a sign does."""
        return self.value is None and len(self.text) > LONGEST_SIGN

    @property
    def number(self) -> Decimal | None:
        """What is counted; None of a rate, and where nothing may be read."""
        return None if self.value is None or isinstance(self.value, Fraction) else Decimal(self.value)

    @property
    def is_rate(self) -> bool:
        return bool(self.whole)


def counted_figure(value: Decimal | int, source: Source = Source.RECORDS) -> Figure:
    return Figure(format_number(value), Decimal(value), source)


def rate_figure(part: int, whole: int, source: Source) -> Figure:
    """Return a rate from its two terms, of which the whole is not zero."""
    return Figure(format_ratio(part, whole), percentage_of(part, whole), source, part, whole)


def hidden_figure(source: Source = Source.RECORDS) -> Figure:
    return Figure(MASKED, None, source)
