"""The lines of a page of results: one indicator over a period, in words and in numbers."""

from dataclasses import dataclass, field
from decimal import Decimal

from organisms.models import Indicator
from roriq_portal.formats.numbers import BLANK, format_change
from roriq_portal.formats.rates import format_measure, format_points
from services.counting.achievement import Achievement
from services.counting.amounts import Amount
from services.counting.answer_format import at_least
from services.counting.definitions import Break

TO_ASK = "à demander"


@dataclass(frozen=True)
class PartLine:
    """One category: `width` is its bar on a scale of 100, a string so that no page localises it; empty: no bar."""

    words: str
    value: Decimal | None
    text: str
    width: str


@dataclass(frozen=True)
class AxisLine:
    words: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True)
class FigureLine:
    """One indicator over the period. `amount` None: nothing to say, or hidden; `text` replaces it.

    `aim` is the target of the year, None when there is none. `is_least`: there may be more, and nothing is judged.
    `past`: the number of the period before, where `before` is one; `moved`: the difference with it, of a rate
    in points. `is_break`: the meaning is not the same, which has no difference.
    `without_place`: what records without a place count in the network, which no region's work holds.
    Made blank, then filled by the source that answers it.
    """

    indicator: Indicator
    words: str
    breaks: tuple[Break, ...] = ()
    aim: Decimal | None = None
    text: str = BLANK
    amount: Amount | None = None
    note: str = ""
    before: str = BLANK
    past: Decimal | None = None
    moved: Decimal | None = None
    is_break: bool = False
    records: str = ""
    is_counted: bool = False
    is_least: bool = False
    declaration_id: int | None = None
    axes: tuple[AxisLine, ...] = ()
    without_place: str = ""

    @property
    def unit(self) -> str:
        return self.indicator.unit_plural

    @property
    def says_something(self) -> bool:
        return self.text not in (BLANK, TO_ASK)

    @property
    def change(self) -> str:
        """« +12 », « −0,5 point », « rupture », nothing where there is nothing to compare."""
        if self.moved is None:
            return "rupture" if self.is_break else ""
        return format_points(self.moved) if self.indicator.is_ratio else format_change(self.moved)

    @property
    def target(self) -> str:
        return "" if self.aim is None else format_measure(self.aim, self.indicator.is_ratio)

    @property
    def achievement(self) -> Achievement:
        return Achievement(self.amount.measure if self.amount else None, self.aim)

    @property
    def rate(self) -> str:
        """What is reached of the target, « 75 % »; « – » while no number says it, empty without a target."""
        if self.aim is None:
            return ""
        reached = self.achievement
        return at_least(reached.text) if self.is_least and reached.share is not None else reached.text


@dataclass(frozen=True)
class ComponentFigures:
    """`is_outside`: neither the organism nor the agreement names it, and something was done there all the same."""

    number: int
    words: str
    lines: list[FigureLine] = field(default_factory=list)
    is_outside: bool = False

    @property
    def title(self) -> str:
        """« Volet 4 – Accueil… », « Hors des volets – Volet 4 – Accueil… »."""
        title = f"Volet {self.number} – {self.words}"
        return f"Hors des volets – {title}" if self.is_outside else title

    @property
    def short_title(self) -> str:
        return f"Volet {self.number}, hors des volets" if self.is_outside else f"Volet {self.number}"

    @property
    def broken_down(self) -> list[FigureLine]:
        return [line for line in self.lines if line.axes]
