"""The totals of households over the network: by organism, joint, de-duplicated, by region of origin and arrival."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from organisms.models import Organism
from roriq_portal.files.spreadsheets import Table
from services.counting.masking import MASKED
from services.households.retention import NOT_COLLECTED, format_household_number, is_one_household
from services.households.totals import (
    Contribution,
    Figures,
    HouseholdScope,
    Number,
    Totals,
    add_up,
    household_contributions,
    is_too_short,
    totals_of,
)

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
    name: str
    numbers: list[Number | None]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Column and words: « 7 », « 8 sur 10 », « – »."""
        return list(zip(COLUMNS.values(), [format_household_number(number) for number in self.numbers], strict=True))


@dataclass(frozen=True)
class TotalsPage:
    """`split_sum` reads what adding the organisms would give, `once` counts each household once."""

    organisms: list[TotalsRow]
    arrivals: list[TotalsRow]
    origins: list[TotalsRow]
    split_sum: TotalsRow
    joint: TotalsRow
    once: TotalsRow

    def tables(self) -> list[Table]:
        summed = [self.split_sum, self.joint, self.once]
        return [
            _table("Par organisme", "Organisme", [*self.organisms, *summed], totals=3),
            _table("Région d’arrivée", "Région", self.arrivals),
            _table("Région d’origine", "Région", self.origins),
        ]


def _table(name: str, first: str, rows: list[TotalsRow], totals: int = 0) -> Table:
    head = [first]
    for code, words in COLUMNS.items():
        head += [words, f"{words}, sur", f"{words}, inconnus"] if code.startswith("V4") else [words]
    return Table(name, head, [[row.name, *_cells(row)] for row in rows], totals=totals)


def _cells(row: TotalsRow) -> Iterable[int | str | None]:
    for code, number in zip(COLUMNS, row.numbers, strict=True):
        if not code.startswith("V4"):
            yield number.value if number else None
        elif number and is_one_household(number.denominator):
            yield from (MASKED, MASKED, MASKED)
        elif number:
            yield from (NOT_COLLECTED if number.is_unknown else number.value, number.denominator, number.unknown)
        else:
            yield from (None, None, None)


def read_totals(start: date, end: date) -> TotalsPage:
    """Return the totals of a period, both days included, without retention of less than a year. Four queries."""
    organisms = Organism.objects.select_related("region").order_by("sort_name")
    by_id = {organism.pk: organism for organism in organisms}
    counted = household_contributions(HouseholdScope(start, end))
    rows = [row for row in counted if not is_too_short(row.code, start, end)]
    totals = totals_of(rows)
    return TotalsPage(
        [_row(organism.name, totals.split[pk]) for pk, organism in by_id.items() if pk in totals.split],
        _by_region(rows, lambda row: by_id[row.receiver_id].region.name),
        _by_region(rows, lambda row: by_id[row.sender_id].region.name if row.sender_id else BY_ITSELF),
        TotalsRow("Somme des organismes", [_or_none(_summed(totals, code)) for code in COLUMNS]),
        _row("Selon une cible conjointe, une fois", totals.joint),
        _row("Réseau, chaque ménage une fois", totals.once),
    )


def _summed(totals: Totals, code: str) -> Number:
    """The organisms added up; a household that two of them count stays one household, and hidden as such."""
    once = totals.once.get(code, Number())
    return once if is_one_household(once.denominator) else totals.split_sum(code)


def _by_region(rows: list[Contribution], name_of) -> list[TotalsRow]:
    groups: dict[str, list[Contribution]] = {}
    for contribution in rows:
        groups.setdefault(name_of(contribution), []).append(contribution)
    return [_row(name, add_up(group)) for name, group in sorted(groups.items())]


def _row(name: str, figures: Figures) -> TotalsRow:
    return TotalsRow(name, [figures.get(code) for code in COLUMNS])


def _or_none(number: Number) -> Number | None:
    return number if number.value or number.denominator else None
