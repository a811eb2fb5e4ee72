"""The measures of the map, and how each is read by region with what is hidden of it. No query."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from network.portrait.totals.figures import Figure
from organisms.models import Component
from roriq_portal.formats.numbers import Exact

SETTLED = "V1.10"
MONEY = "argent"


@dataclass(frozen=True)
class Measure:
    """`code`: its indicator, empty of money; `place`: whose region it is counted in; `of`: what a sentence counts."""

    key: str
    code: str
    title: str
    place: str
    of: str
    component: Component | None = None

    @property
    def is_money(self) -> bool:
        return not self.code

    @property
    def counts_households(self) -> bool:
        return self.code == SETTLED

    @property
    def words(self) -> str:
        return f"{self.code} {self.title}".strip()


ARRIVAL, HOME = "région d’arrivée", "région de l’organisme"
MEASURES = {
    measure.key: measure
    for measure in (
        Measure("menages", SETTLED, "Ménages installés", ARRIVAL, "des ménages installés", Component.RECRUITMENT),
        Measure("embauches", "V3.07", "Embauches", HOME, "des embauches", Component.EMPLOYERS),
        Measure(
            "rapprochement", "V4.13", "Activités de rapprochement", HOME, "des activités de rapprochement",
            Component.SETTLEMENT,
        ),
        Measure(MONEY, "", "Argent des ententes signées", HOME, "de l’argent signé"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One measure in one year: region → number of those that are printed, the regions that are hidden, their total.

    `total` None: it is hidden, or nothing was recorded.
    """

    numbers: Mapping[int, Exact] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    total: Exact | None = None
    hides_total: bool = False


def reading_of(figure_of: Callable[[int | None], Figure], regions: Iterable[int]) -> Reading:
    """Return a measure by region from what is printed of each; `figure_of`: region, or None for all, → its figure."""
    figures, whole = {region: figure_of(region) for region in regions}, figure_of(None)
    return Reading(
        {region: figure.value for region, figure in figures.items() if figure.value is not None},
        frozenset(region for region, figure in figures.items() if figure.is_hidden),
        whole.value,
        whole.is_hidden,
    )


def money_signed(by_region: Mapping[int, Decimal]) -> Reading:
    """Return the money by region; the network reads every agreement, and nothing of it is hidden."""
    return Reading(by_region, total=sum(by_region.values(), Decimal(0)) if by_region else None)
