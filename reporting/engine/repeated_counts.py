"""Lines repeated for what activities name, a component, an MRC, an agreement, a funder: each part, and the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from reporting.engine.figures import Least
from reporting.engine.form.spec import BandSpec, LineSpec
from reporting.engine.report_context import ReportContext
from reporting.engine.term_sums import sum_terms
from reporting.models import Line, Term
from services.counting.activity_totals import UNTOLD, Scope
from services.counting.item_totals import (
    Item,
    ItemPartners,
    ItemTotals,
    activities_by_item,
    counts_by_item,
    of_items,
    partners_by_item,
)

# Activities do not say of which service they are: a line repeated by service is asked
ITEMS: dict[str, Item] = {
    Line.Repetition.COMPONENT: Item.COMPONENT,
    Line.Repetition.MRC: Item.MRC,
    Line.Repetition.AGREEMENT: Item.AGREEMENT,
    Line.Repetition.FUNDER: Item.FUNDER,
}
Repeated = Mapping[str, tuple[BandSpec, ...]]


@dataclass(frozen=True)
class PartedCount:
    """`parts`: part key → number, of those that have one; `whole`: of all of them, each activity or partner once.

    `least`: part key → what a part names at least, where some of its activities name nobody.
    """

    parts: dict[str, Decimal]
    whole: Decimal | None
    least: dict[str, Least] = field(default_factory=dict)


def item_of(line: LineSpec) -> Item | None:
    """Return what parts a repeated line where activities say it; None of a line that is asked, or not repeated."""
    is_counted = line.reads_activities and not set(line.codes) & UNTOLD
    return ITEMS.get(line.for_each) if is_counted and line.kind == Line.Kind.FIGURE else None


def item_key(part: BandSpec) -> str:
    """Return the component, code or row that a part of a repeated line is of: « 4 » of « component-4 »."""
    return part.key.partition("-")[2]


def of_parts(line: LineSpec, parts: Iterable[BandSpec]) -> Q:
    """Return the condition on the activities that the parts of a line count; none for a line that is not parted."""
    item = item_of(line)
    return of_items(item, map(item_key, parts)) if item else Q()


def parted_counts(context: ReportContext, lines: Iterable[LineSpec], repeated: Repeated) -> dict[str, PartedCount]:
    """Return line key → what its parts count, of the lines that activities part.

    At most two queries for each scope and repetition of each source, whatever the number of parts.
    """
    parted = [
        _Parted(line, scope, item, {part.key: item_key(part) for part in repeated[line.for_each]})
        for line in lines
        if (item := item_of(line)) and (scope := context.scope(line)) and repeated[line.for_each]
    ]
    facts = _read(parted)
    return {row.line.key: facts.count(row) for row in parted}


@dataclass(frozen=True)
class _Parted:
    """A line, which activities it counts, and the parts that it counts them by: part key → item."""

    line: LineSpec
    scope: Scope
    item: Item
    parts: dict[str, str]

    @property
    def place(self) -> tuple[Scope, Item]:
        return self.scope, self.item


@dataclass(frozen=True)
class _Facts:
    """What the activities of each scope and item add up to, each read once."""

    activities: dict[tuple[Scope, Item], tuple[dict[str, int], int]]
    counts: dict[tuple[Scope, Item], ItemTotals]
    partners: dict[tuple[Scope, Item, tuple[str, ...]], dict[str, ItemPartners]]

    def count(self, row: _Parted) -> PartedCount:
        line = row.line
        if line.source == Line.Source.PARTNERS:
            return _of_partners(row.parts, self.partners[*row.place, line.codes])
        if line.counts_activities:
            by_item, whole = self.activities[row.place]
            numbers = {key: Decimal(by_item[item]) for key, item in row.parts.items() if item in by_item}
            return PartedCount(numbers, Decimal(whole) if numbers else None)
        totals = self.counts[row.place]
        sums = {key: sum_terms(line, Term.Part.VALUE, totals.parts.get(item, {})) for key, item in row.parts.items()}
        known = {key: value for key, value in sums.items() if value is not None}
        return PartedCount(known, sum_terms(line, Term.Part.VALUE, totals.whole))


def _read(parted: list[_Parted]) -> _Facts:
    items = {row.place: list(row.parts.values()) for row in parted}
    named = {(*row.place, row.line.codes) for row in parted if row.line.source == Line.Source.PARTNERS}
    codes: dict[tuple[Scope, Item], set[str]] = {}
    for row in parted:
        if row.line.source == Line.Source.RECORDS and row.line.terms:
            codes.setdefault(row.place, set()).update(row.line.codes)
    return _Facts(
        {place: activities_by_item(*place, items[place]) for place in _counting_activities(parted)},
        {(scope, item): counts_by_item(scope, codes[scope, item], item, items[scope, item]) for scope, item in codes},
        {(scope, item, asked): partners_by_item(scope, asked, item) for scope, item, asked in named},
    )


def _counting_activities(parted: list[_Parted]) -> set[tuple[Scope, Item]]:
    return {row.place for row in parted if row.line.counts_activities}


def _of_partners(parts: Mapping[str, str], by_item: Mapping[str, ItemPartners]) -> PartedCount:
    """A part is known when each of its activities names a partner; the whole, when every part is."""
    said = {key: by_item[item] for key, item in parts.items() if item in by_item}
    known = {key: Decimal(len(row.named)) for key, row in said.items() if not row.unnamed}
    least = {key: Least(len(row.named), row.unnamed) for key, row in said.items() if row.unnamed}
    whole = Decimal(len(frozenset().union(*(row.named for row in said.values()))))
    return PartedCount(known, whole if said and not least else None, least)
