"""What was done by MRC of the place of each activity: figures of records alone, whose rows add up to their total."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from organisms.models import Indicator, Mrc
from organisms.names import sort_name
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.numbers import BLANK, format_number
from services.counting.activity_totals import activities
from services.counting.indicator_labels import words_of
from services.counting.masking import hidden_cells, scale_of
from services.counting.periods import Period
from services.masking.signs import MASKED
from services.masking.tables import Standing, Tables
from services.models import Count
from services.results.masked_totals import NOTHING_MASKED, MaskedTotals, read_masked_totals
from services.results.subjects import Subject

WITHOUT_MRC = "Municipalités sans MRC"
WITHOUT_PLACE = "Sans lieu"
ELSEWHERE = "Ailleurs que dans la région"
HEAD = ("Code", "Indicateur", "Unité", "MRC")
# The order of the rows: the MRCs by name, then what lies in none
PLACE, NO_MRC, AWAY, NOWHERE = range(4)
Row = tuple[int, str]
# Among the rows of an indicator: all of them
TOTAL: Row = (-1, "")


@dataclass(frozen=True)
class PlaceLine:
    """One row: `text` is the figure as it may be read; `note` says what the row holds when its name does not."""

    words: str
    text: str
    value: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class PlaceFigures:
    """One indicator over the period. `value` None in a row or a total: no record, or hidden."""

    indicator: Indicator
    words: str
    lines: list[PlaceLine]
    total: PlaceLine


def figures_by_place(subject: Subject, period: Period) -> list[PlaceFigures]:
    """Return, for each indicator that records count, its figure in each MRC, in the indicators' order. Three queries.

    An organism's: every MRC where it worked. A region's: what the organisms that live there did, in each of its MRCs,
    then elsewhere, in a fourth query; its total is hidden where the page of results hides it, and no row of 1 to 4
    can be computed from the others.
    """
    own = _own_mrcs(subject, period)
    values = _values(subject, period, own)
    masked = read_masked_totals(period) if subject.is_whole else NOTHING_MASKED
    hidden = _hidden_rows(subject, values, masked) if subject.is_whole else {}
    codes = {code for code, _ in values}
    known = Indicator.objects.filter(code__in=codes, source=Indicator.Source.RECORDS).annotate(words=words_of("pk"))
    return [_figures(indicator, own, values, hidden.get(indicator.code)) for indicator in known.order_by("order")]


def _values(subject: Subject, period: Period, own: list[str]) -> dict[tuple[str, Row], Decimal]:
    """Return (code, row) → total. Rows of places outside a region are one."""
    counted = Count.objects.filter(activity__in=activities(subject.scope(period))).order_by()
    place = ("activity__municipality__mrc__name", "activity__municipality__region", "activity__municipality")
    grouped = counted.values_list("indicator__code", *place).annotate(total=Sum("value"))
    values: dict[tuple[str, Row], Decimal] = {}
    for code, mrc, region, town, total in grouped:
        row = _row(subject, own, mrc, region, town)
        values[code, row] = values.get((code, row), Decimal(0)) + total
    return values


def _row(subject: Subject, own: list[str], mrc: str | None, region: int | None, town: int | None) -> Row:
    if town is None:
        return NOWHERE, WITHOUT_PLACE
    if mrc and (subject.region_id is None or mrc in own):
        return PLACE, mrc
    if mrc is None and subject.region_id in (None, region):
        return NO_MRC, WITHOUT_MRC
    return AWAY, ELSEWHERE


def _own_mrcs(subject: Subject, period: Period) -> list[str]:
    """Return the MRCs of a region on the last day of a period; none for another subject."""
    if subject.region_id is None:
        return []
    lies = Q(regions__region=subject.region_id, regions__during__contains=period.end)
    return list(Mrc.objects.filter(lies).order_by("sort_name").values_list("name", flat=True))


def _hidden_rows(
    subject: Subject, values: dict[tuple[str, Row], Decimal], masked: MaskedTotals
) -> dict[str, frozenset[Row]]:
    """Return code → the rows to hide; of a hidden total, every row that is not 0, and `TOTAL` itself."""
    tables: dict[str, Tables] = {}
    told: dict[str, list[Row]] = {}
    hidden: dict[str, frozenset[Row]] = {}
    scales = {}
    by_code: dict[str, dict[Row, Decimal]] = {code: {} for code, _ in values}
    for (code, row), value in sorted(values.items()):
        if value:
            by_code[code][row] = value
    for code, rows in by_code.items():
        if masked.hides(code, subject.region_id):
            hidden[code] = frozenset([*rows, TOTAL])
            continue
        scales[code] = scale_of(rows.values())
        tables[code], told[code] = Tables(), list(rows)
        for row, value in rows.items():
            tables[code].add(row, int(value * scales[code]))
        tables[code].add(TOTAL, sum(int(value * scales[code]) for value in rows.values()), Standing.KNOWN)
        tables[code].tie(TOTAL, rows)
    found = hidden_cells(tables, scales=scales)
    return hidden | {
        code: frozenset(row for row in values_of if row in found[code]) for code, values_of in told.items()
    }


def _figures(
    indicator, own: list[str], values: dict[tuple[str, Row], Decimal], hidden: frozenset[Row] | None
) -> PlaceFigures:
    rows: dict[Row, Decimal | None] = {(PLACE, name): None for name in own}
    rows |= {row: value for (code, row), value in values.items() if code == indicator.code}
    total = sum((value for value in rows.values() if value is not None), Decimal(0))
    hidden = hidden or frozenset()
    lines = [_line(row, value, row in hidden) for row, value in sorted(rows.items(), key=_in_order)]
    whole = PlaceLine("Total", MASKED, None) if TOTAL in hidden else PlaceLine("Total", format_number(total), total)
    return PlaceFigures(indicator, indicator.words, lines, whole)


def _in_order(pair: tuple[Row, Decimal | None]) -> tuple[int, str]:
    (rank, name), _ = pair
    return rank, sort_name(name)


def _line(row: Row, value: Decimal | None, is_hidden: bool) -> PlaceLine:
    note = "en ligne ou non précisé" if row[0] == NOWHERE else ""
    if value is None or is_hidden:
        return PlaceLine(row[1], MASKED if is_hidden else BLANK, None, note)
    return PlaceLine(row[1], format_number(value), value, note)


def place_table(figures: Iterable[PlaceFigures], period: Period) -> Table:
    """Return every indicator by MRC, one row each, its total last."""
    rows = [
        (each.indicator.code, each.words, each.indicator.unit_plural, line.words, _cell(line))
        for each in figures
        for line in [*each.lines, each.total]
    ]
    return Table("Résultats par MRC", (*HEAD, period.words), rows)


def _cell(line: PlaceLine) -> Cell:
    if line.value is None:
        return line.text
    return int(line.value) if line.value == line.value.to_integral_value() else line.value
