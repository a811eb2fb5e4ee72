"""Which part of its targets each organism reached, from approved annual reports alone. Queries, then pure.

A point has no name. A small count of another organism makes none: its place would tell it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Target
from network.barometer.recommendations import FEWEST_ORGANISMS
from network.consolidation.figures.lines import Book, ConsolidatedLine, read_book
from network.consolidation.figures.sources import sources_of
from network.models import ConsolidatedReport
from organisms.models import Indicator
from reporting.models import Line
from roriq_portal.formats.rates import percentage_of
from services.counting.amounts import can_be_added
from services.counting.masking import is_small
from services.masking.audiences import Audience

Targets = Mapping[tuple[int, str], Decimal]


@dataclass(frozen=True)
class SharesOfTarget:
    """One indicator, in per cent of the target, exactly. `own`: None while its own report is not approved.

    `others`: those of the other organisms, in no order that tells one. `words`: as the report prints it.
    """

    code: str
    words: str
    own: Fraction | None
    others: tuple[Fraction, ...]

    @property
    def every(self) -> tuple[Fraction, ...]:
        return self.others if self.own is None else (*self.others, self.own)

    @property
    def is_enough(self) -> bool:
        """Whether enough organisms have a share for a point to tell of none."""
        return len(self.every) >= FEWEST_ORGANISMS

    @property
    def middle(self) -> Fraction | None:
        return Fraction(median(self.every)) if self.is_enough else None


def read_shares(organism_id: int, days: DateRange, codes: Collection[str]) -> list[SharesOfTarget]:
    """Return the indicators of which an organism has a target over exactly these days, in the order of the report.

    Three queries, however many organisms there are.
    """
    sources = sources_of(ConsolidatedReport(scope=ConsolidatedReport.Scope.NETWORK, period=days))
    book, targets = read_book(sources, shares_activities=False), _targets(days, codes)
    lines = {line.line.terms[0].code: line for line in book.lines.values() if _says_one(line, codes)}
    return [
        _shares(code, line, book, targets, organism_id)
        for code, line in lines.items()
        if targets.get((organism_id, code))
    ]


def _says_one(line: ConsolidatedLine, codes: Collection[str]) -> bool:
    """Whether a line is the number of one indicator, whole."""
    terms = line.line.terms
    is_number = line.line.kind == Line.Kind.FIGURE
    return is_number and len(terms) == 1 and not terms[0].categories and terms[0].code in codes


def _targets(days: DateRange, codes: Collection[str]) -> Targets:
    """Return (organism, code) → what its agreements aim at together; absent where their targets have no sum."""
    rows = Target.objects.filter(year__during=days, indicator__code__in=list(codes)).select_related("indicator")
    given: dict[tuple[int, Indicator], list[Decimal]] = defaultdict(list)
    for row in rows.select_related("year__agreement"):
        given[row.year.agreement.organism_id, row.indicator].append(row.value)
    return {
        (organism, indicator.code): sum(values, Decimal(0))
        for (organism, indicator), values in given.items()
        if len(values) == 1 or can_be_added(indicator)
    }


def _shares(code: str, line: ConsolidatedLine, book: Book, targets: Targets, own_id: int) -> SharesOfTarget:
    own, others = None, []
    for source, cell in zip(book.sources, line.cells, strict=True):
        target = targets.get((source.organism_id, code))
        if not target or cell.number is None:
            continue
        share = percentage_of(cell.number, target)
        if source.organism_id == own_id:
            own = share
        elif not is_small(cell.number, Audience.ORGANISM):
            others.append(share)
    return SharesOfTarget(code, line.words, own, tuple(sorted(others)))
