"""The totals of households over the network: by organism, joint, de-duplicated, by region of origin and arrival."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from organisms.models import Organism
from roriq_portal.files.spreadsheets import Table
from services.counting.masking import signs_table, threshold_of
from services.households.masked_totals import (
    ARRIVAL,
    JOINT,
    ONCE,
    ORGANISM,
    ORIGIN,
    SPLIT,
    Figure,
    HiddenHouseholds,
    hidden_households,
)
from services.households.retention import NOT_COLLECTED, format_household_number, is_one_household
from services.households.totals import (
    Contribution,
    Figures,
    HouseholdScope,
    Number,
    add_up,
    household_contributions,
    is_too_short,
    totals_of,
)
from services.masking.audiences import Audience
from services.masking.signs import MASKED, signs_of

COLUMNS = {
    "V1.09": "Ménages référés",
    "V1.10": "Ménages installés",
    "V1.11": "Personnes installées",
    "V4.10": "Rétention à 6\u00a0mois",
    "V4.11": "Rétention à 12\u00a0mois",
    "V4.12": "Rétention à 24\u00a0mois",
}
BY_ITSELF = "Venus d’eux-mêmes"


@dataclass(frozen=True)
class TotalsRow:
    """`hidden`: the codes whose number is masked."""

    name: str
    numbers: list[Number | None]
    hidden: frozenset[str] = frozenset()

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Column and words: « 7 », « 8 sur 10 », « x », « – »."""
        said = [
            MASKED if self.hides(code, number) else format_household_number(number)
            for code, number in zip(COLUMNS, self.numbers, strict=True)
        ]
        return list(zip(COLUMNS.values(), said, strict=True))

    def hides(self, code: str, number: Number | None) -> bool:
        """Whether a number is not printed; what became of one household is printed nowhere."""
        return code in self.hidden or (number is not None and is_one_household(number.denominator))


@dataclass(frozen=True)
class TotalsPage:
    """`split_sum` reads what adding the organisms would give, `once` counts each household once."""

    organisms: list[TotalsRow]
    arrivals: list[TotalsRow]
    origins: list[TotalsRow]
    split_sum: TotalsRow
    joint: TotalsRow
    once: TotalsRow

    @property
    def rows(self) -> list[TotalsRow]:
        return [*self.organisms, *self.arrivals, *self.origins, self.split_sum, self.joint, self.once]

    @property
    def signs(self) -> list[tuple[str, str]]:
        return signs_of((words for row in self.rows for _, words in row.cells), threshold_of(Audience.NETWORK))

    @property
    def masked(self) -> int:
        """How many numbers are hidden."""
        return sum(words == MASKED for row in self.rows for _, words in row.cells)

    def tables(self) -> list[Table]:
        summed = [self.split_sum, self.joint, self.once]
        return [
            _table("Par organisme", "Organisme", [*self.organisms, *summed], totals=3),
            _table("Région d’arrivée", "Région", self.arrivals),
            _table("Région d’origine", "Région", self.origins),
            signs_table(self.signs),
        ]


def _table(name: str, first: str, rows: list[TotalsRow], totals: int = 0) -> Table:
    head = [first]
    for code, words in COLUMNS.items():
        head += [words, f"{words}, sur", f"{words}, inconnus"] if code.startswith("V4") else [words]
    return Table(name, head, [[row.name, *_cells(row)] for row in rows], totals=totals)


def _cells(row: TotalsRow) -> Iterable[int | str | None]:
    for code, number in zip(COLUMNS, row.numbers, strict=True):
        columns = 3 if code.startswith("V4") else 1
        if row.hides(code, number):
            yield from [MASKED] * columns
        elif number is None:
            yield from [None] * columns
        elif columns == 1:
            yield number.value
        else:
            yield from (NOT_COLLECTED if number.is_unknown else number.value, number.denominator, number.unknown)


def read_totals(start: date, end: date) -> TotalsPage:
    """Return the totals of a period, both days included, without retention of less than a year. Four queries.

    All of them are masked together: none gives another away, neither here nor on the pages of results of that year.
    """
    organisms = Organism.objects.select_related("region").order_by("sort_name")
    by_id = {organism.pk: organism for organism in organisms}
    counted = household_contributions(HouseholdScope(start, end))
    rows = [row for row in counted if not is_too_short(row.code, start, end)]
    totals = totals_of(rows)
    hidden = hidden_households(rows, {pk: organism.region_id for pk, organism in by_id.items()})
    names = {organism.region_id: organism.region.name for organism in by_id.values()} | {None: BY_ITSELF}
    split = {code: number for code in COLUMNS if (number := totals.split_sum(code)).value or number.denominator}
    return TotalsPage(
        [_row(by_id[pk].name, totals.split[pk], hidden, (ORGANISM, pk)) for pk in by_id if pk in totals.split],
        _by_region(rows, names, hidden, ARRIVAL, lambda row: by_id[row.receiver_id].region_id),
        _by_region(rows, names, hidden, ORIGIN, lambda row: by_id[row.sender_id].region_id if row.sender_id else None),
        _row("Somme des organismes", split, hidden, SPLIT),
        _row("Selon une cible conjointe, une fois", totals.joint, hidden, JOINT),
        _row("Réseau, chaque ménage une fois", totals.once, hidden, ONCE),
    )


def _by_region(
    rows: list[Contribution],
    names: Mapping[int | None, str],
    hidden: HiddenHouseholds,
    kind: str,
    region_of: Callable[[Contribution], int | None],
) -> list[TotalsRow]:
    groups: dict[int | None, list[Contribution]] = {}
    for contribution in rows:
        groups.setdefault(region_of(contribution), []).append(contribution)
    ordered = sorted(groups, key=lambda region: names[region])
    return [_row(names[region], add_up(groups[region]), hidden, (kind, region)) for region in ordered]


def _row(name: str, figures: Figures, hidden: HiddenHouseholds, figure: Figure) -> TotalsRow:
    masked = frozenset(code for code in COLUMNS if hidden.hides(code, figure))
    return TotalsRow(name, [figures.get(code) for code in COLUMNS], masked)
