"""A measure over the 17 regions beside the year before, as it is printed: numbers, shades, legend, sentence. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from network.portrait.sections.regions.measures import Measure, Reading
from network.portrait.sections.regions.shades import shade_limits, shade_of
from organisms.models import Region
from roriq_portal.formats.money import format_short_money
from roriq_portal.formats.numbers import BLANK, Exact, format_number, round_number
from roriq_portal.formats.phrases import counted
from services.masking.signs import MASKED

NO_MEMBER, NOTHING, HIDDEN = "aucun organisme membre", "rien d’inscrit", "masqué"
MOST_NAMED = 5


@dataclass(frozen=True)
class RegionNumber:
    """`value` None: hidden, or nothing was recorded. `shade`: from 1, 0 of zero and of what has no number."""

    code: str
    name: str
    value: Exact | None
    text: str
    before: str
    before_value: Exact | None
    shade: int
    is_masked: bool
    is_member: bool

    @property
    def has_number(self) -> bool:
        return self.value is not None

    @property
    def words(self) -> str:
        """« 77 », « masqué », « aucun organisme membre », « rien d’inscrit »: what is read aloud after its name."""
        if self.is_masked:
            return HIDDEN
        return self.text if self.has_number else NOTHING if self.is_member else NO_MEMBER


@dataclass(frozen=True)
class RegionFigures:
    """`rows`: the 17 regions by name; `limits`: the least number of each shade after the first."""

    measure: Measure
    rows: tuple[RegionNumber, ...]
    limits: tuple[Fraction, ...]
    total: Exact | None
    total_text: str
    before_total: Exact | None
    before_total_text: str

    @property
    def masked(self) -> int:
        return sum(row.is_masked for row in self.rows)

    @property
    def has_numbers(self) -> bool:
        return any(row.has_number for row in self.rows)

    @property
    def is_empty(self) -> bool:
        return not self.has_numbers and not self.masked

    @property
    def said(self) -> str:
        """In how few regions half of the measure is, from printed numbers alone; empty where the total is hidden."""
        if not self.total:
            return ""
        first = half_of((row for row in self.rows if row.value), self.total)
        if not first or len(first) > MOST_NAMED:
            return ""
        names = ", ".join(row.name for row in first)
        start = f"À elles seules, {len(first)} régions comptent" if first[1:] else "À elle seule, une région compte"
        said = f"{start} la moitié {self.measure.of} ou plus\u00a0: {names}"
        if self.masked:
            said += f"\u00a0; {counted(self.masked, 'nombre est masqué', 'nombres sont masqués')}"
        return f"{said}."

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Shade → the numbers that have it, in words: « moins de 30 », « 30 à 59 », « 90 et plus »."""
        shown = [row.value for row in self.rows if row.value]
        if not shown:
            return []
        if not self.limits:
            return [(1, printed(self.measure, shown[0]))]
        bounds = [printed(self.measure, limit) for limit in self.limits]
        are_whole = not self.measure.is_money and all(limit.denominator == 1 for limit in self.limits)
        ends = [printed(self.measure, limit - 1) for limit in self.limits] if are_whole else bounds
        to = "à" if are_whole else "à moins de"
        middle = [f"{first} {to} {last}" for (first, _), (_, last) in pairwise(zip(bounds, ends, strict=True))]
        first, last = bounds[0], bounds[-1]
        return list(enumerate([f"moins de {first}", *middle, f"{last} et plus"], start=1))


def printed(measure: Measure, value: Exact) -> str:
    """Return « 1 204 », « 1,4 M$ »."""
    number = round_number(value, 2)
    return format_short_money(number) if measure.is_money else format_number(number)


def half_of(rows: Iterable[RegionNumber], total: Exact) -> list[RegionNumber]:
    """Return the fewest rows that make half of the total together, greatest first; nothing when they do not."""
    chosen: list[RegionNumber] = []
    reached = Fraction(0)
    for row in sorted(rows, key=lambda row: (-(row.value or 0), row.name)):
        chosen.append(row)
        reached += Fraction(row.value or 0)
        if 2 * reached >= Fraction(total):
            return chosen
    return []


def region_figures(
    measure: Measure, now: Reading, before: Reading, regions: Mapping[int, Region], members: Collection[int]
) -> RegionFigures:
    """Return what is printed of a measure. `members`: the regions of which an organism is a member."""
    limits = shade_limits(now.numbers.values())
    rows = (_row(measure, pk, region, (now, before), limits, pk in members) for pk, region in regions.items())
    return RegionFigures(
        measure,
        tuple(sorted(rows, key=lambda row: regions_order(row, regions))),
        tuple(limits),
        now.total,
        _total_text(measure, now),
        before.total,
        _total_text(measure, before),
    )


def regions_order(row: RegionNumber, regions: Mapping[int, Region]) -> str:
    return next(region.sort_name for region in regions.values() if region.code == row.code)


def _row(
    measure: Measure,
    pk: int,
    region: Region,
    readings: tuple[Reading, Reading],
    limits: Sequence[Fraction],
    member: bool,
) -> RegionNumber:
    now, before = readings
    value = now.numbers.get(pk)
    return RegionNumber(
        region.code,
        region.name,
        value,
        _text(measure, now, pk),
        _text(measure, before, pk),
        before.numbers.get(pk),
        shade_of(value or 0, limits),
        pk in now.hidden,
        member,
    )


def _text(measure: Measure, reading: Reading, pk: int) -> str:
    if pk in reading.hidden:
        return MASKED
    value = reading.numbers.get(pk)
    return BLANK if value is None else printed(measure, value)


def _total_text(measure: Measure, reading: Reading) -> str:
    if reading.hides_total:
        return MASKED
    return BLANK if reading.total is None else printed(measure, reading.total)
