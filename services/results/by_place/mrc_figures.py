"""What was done by MRC of the place of each activity: figures of records alone, whose rows add up to their total."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from organisms.models import Indicator, MrcRegion
from organisms.names import sort_name
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_number
from services.activities.filters import NO_MRC as NOT_IN_ANY
from services.activities.filters import NO_PLACE
from services.counting.activity_totals import activities
from services.counting.indicator_labels import words_of
from services.counting.periods import Period
from services.masking.signs import MASKED
from services.masking.tables import ALL, Key
from services.models import Count
from services.results.by_place.crossed import AWAY, INSIDE, NO_MRC, NOWHERE, OWN, CrossedTotals, read_crossed_totals
from services.results.by_place.senses import Sense
from services.results.masked_totals import MaskedTotals
from services.results.subjects import Subject

HEAD = ("Code", "Indicateur", "Unité", "MRC")
# A row is its rank, the MRCs by name before what lies in none, and its words
Row = tuple[int, str]
WITHOUT_MRC: Row = (1, "Municipalités sans MRC")
ELSEWHERE: Row = (2, "Ailleurs que dans la région")
WITHOUT_PLACE: Row = (3, "Sans lieu")
WITHOUT_PLACE_AT_ALL = "Sans lieu, dans tout le réseau"
NOTES = {WITHOUT_PLACE[1]: "en ligne ou non précisé", WITHOUT_PLACE_AT_ALL: "n’est dans le total d’aucune région"}


@dataclass(frozen=True)
class PlaceLine:
    """One row: `text` is the figure as it may be read; `note` says what the row holds when its name does not.

    `records`: the address of its records, empty where the reader may not open them.
    """

    words: str
    text: str
    value: Decimal | None
    note: str = ""
    records: str = ""


@dataclass(frozen=True)
class PlaceFigures:
    """One indicator over the period. `value` None in a row or a total: no record, or hidden.

    `beside`: what the total does not hold, the records of the whole network that have no place.
    """

    indicator: Indicator
    words: str
    lines: list[PlaceLine]
    total: PlaceLine
    beside: PlaceLine | None = None

    @property
    def all_lines(self) -> list[PlaceLine]:
        return [*self.lines, self.total, *([self.beside] if self.beside else [])]


@dataclass
class _Rows:
    """One indicator. `values`: None where there is no record; `hidden`: the rows that are not printed.

    `records`: the address of the records of a row.
    """

    values: dict[Row, Decimal | None]
    total: PlaceLine
    hidden: set[Row] = field(default_factory=set)
    beside: PlaceLine | None = None
    records: Mapping[Row, str] = field(default_factory=dict)


def figures_by_mrc(subject: Subject, period: Period) -> list[PlaceFigures]:
    """Return, for each indicator that records count, its figure in each MRC, in the indicators' order.

    An organism's: every MRC where it worked, in two queries. A region's, in four: what its organisms did in each of its
    MRCs, elsewhere and without a place; or what was done in each of its MRCs by whomever. An MRC is a region's for the
    records of the days when it lay there. What is hidden is hidden with the pages of results of that year.
    """
    if subject.region_id is None:
        return _named(_of_organism(subject, period), {})
    stays = _stays(subject.region_id, period)
    totals, homes = read_crossed_totals(period)
    rows_by_code = {}
    for code in totals.by_code:
        rows = _region_rows(subject, totals, homes, code)
        if rows:
            rows.values = {**{(0, name): None for name in stays}, **rows.values}
            rows_by_code[code] = _withheld(rows, subject.sense) if code in totals.withheld else rows
    return _named(rows_by_code, stays)


def named_indicators(codes: Iterable[str]) -> list[tuple[Indicator, str]]:
    """Return these indicators that records count, in their order, each with its words. One query."""
    known = Indicator.objects.filter(code__in=list(codes), source=Indicator.Source.RECORDS)
    return [(indicator, indicator.words) for indicator in known.annotate(words=words_of("pk")).order_by("order")]


def line_of(words: str, value: Decimal | None, *, is_hidden: bool = False, note: str = "") -> PlaceLine:
    """Return a row as it may be read: a number, the sign of what is hidden, a dash where there is no record."""
    note = note or NOTES.get(words, "")
    if is_hidden or value is None:
        return PlaceLine(words, MASKED if is_hidden else BLANK, None, note)
    return PlaceLine(words, format_number(value), value, note)


def _named(rows: Mapping[str, _Rows], stays: Mapping[str, str]) -> list[PlaceFigures]:
    figures = []
    for indicator, words in named_indicators(rows):
        own = rows[indicator.code]
        lines = [
            replace(
                line_of(row[1], value, is_hidden=row in own.hidden, note=stays.get(row[1], "")),
                records=own.records.get(row, ""),
            )
            for row, value in sorted(own.values.items(), key=lambda pair: (pair[0][0], sort_name(pair[0][1])))
        ]
        figures.append(PlaceFigures(indicator, words, lines, own.total, own.beside))
    return figures


def _of_organism(subject: Subject, period: Period) -> dict[str, _Rows]:
    counted = Count.objects.filter(activity__in=activities(subject.scope(period))).order_by()
    place = ("activity__municipality__mrc__name", "activity__municipality__mrc__code", "activity__municipality")
    rows_by_code: dict[str, dict[Row, Decimal]] = {}
    keys: dict[Row, str] = {WITHOUT_MRC: NOT_IN_ANY, WITHOUT_PLACE: NO_PLACE}
    for code, mrc, key, town, total in counted.values_list("indicator__code", *place).annotate(total=Sum("value")):
        row = (0, mrc) if mrc else WITHOUT_MRC if town else WITHOUT_PLACE
        keys.setdefault(row, key)
        rows = rows_by_code.setdefault(code, {})
        rows[row] = rows.get(row, Decimal(0)) + total
    return {code: _rows_of_organism(subject, period, code, rows, keys) for code, rows in rows_by_code.items()}


def _rows_of_organism(
    subject: Subject, period: Period, code: str, rows: Mapping[Row, Decimal], keys: Mapping[Row, str]
) -> _Rows:
    """Return the rows of one indicator; each leads to its records where the reader opens them."""
    address = subject.records_query(code, period)
    records = {row: f"{address}&mrc={keys[row]}" for row in rows} if address else {}
    return _Rows({**rows}, line_of("Total", sum(rows.values(), Decimal(0))), records=records)


def _stays(region_id: int, period: Period) -> dict[str, str]:
    """Return the MRCs that lay in a region during a period, by name, each with its days when they are not all."""
    days = DateRange(period.start, period.end + timedelta(days=1))
    rows = MrcRegion.objects.filter(region=region_id, during__overlap=days).order_by("mrc__sort_name", "during")
    days_by_name = {}
    for name, during in rows.values_list("mrc__name", "during"):
        said = [f"à compter du {format_day(during.lower)}"] if during.lower and during.lower > period.start else []
        if during.upper and during.upper <= period.end:
            said.append(f"jusqu’au {format_day(during.upper - timedelta(days=1))}")
        days_by_name[name] = ", ".join(said)
    return days_by_name


def _region_rows(subject: Subject, totals: CrossedTotals, homes: MaskedTotals, code: str) -> _Rows | None:
    """Return the rows of one indicator in the sense of a region, None where it counts nothing there."""
    region = subject.region_id
    if subject.sense == Sense.HOME:
        whole = homes.of(region).get(code)
        cells = _mrc_cells(totals, code, OWN, region) | {ELSEWHERE: (AWAY, region), WITHOUT_PLACE: (NOWHERE, region)}
        total = line_of("Total", whole.value, is_hidden=homes.hides(code, region)) if whole else None
        return _filled(totals, code, cells, total) if total else None
    value = totals.value(code, (INSIDE, region))
    if value is None and code not in totals.withheld:
        return None
    total = line_of("Total", value, is_hidden=totals.hides(code, (INSIDE, region)))
    rows = _filled(totals, code, _mrc_cells(totals, code, INSIDE, region), total)
    nowhere: Key = (NOWHERE, ALL)
    is_hidden = totals.hides(code, nowhere)
    rows.beside = line_of(WITHOUT_PLACE_AT_ALL, totals.value(code, nowhere), is_hidden=is_hidden)
    return rows


def _mrc_cells(totals: CrossedTotals, code: str, kind: str, region: int | None) -> dict[Row, Key]:
    """Return the row of each MRC of a region, and of its municipalities without one, where there are records."""
    cells = [cell for cell in totals.by_code[code] if isinstance(cell, tuple) and cell[:2] == (kind, region)]
    return {WITHOUT_MRC if cell[2] == NO_MRC else (0, cell[2]): cell for cell in cells if len(cell) == 3}


def _filled(totals: CrossedTotals, code: str, cells: Mapping[Row, Key], total: PlaceLine) -> _Rows:
    values = {row: value for row, cell in cells.items() if (value := totals.value(code, cell)) is not None}
    return _Rows({**values}, total, {row for row in values if totals.hides(code, cells[row])})


def _withheld(rows: _Rows, sense: Sense) -> _Rows:
    """Return rows of which none says even whether there is a record."""
    beyond = (WITHOUT_MRC, ELSEWHERE, WITHOUT_PLACE) if sense == Sense.HOME else (WITHOUT_MRC,)
    rows.values |= {row: rows.values.get(row) for row in beyond}
    rows.hidden = set(rows.values)
    return rows


def place_table(figures: Iterable[PlaceFigures], words: str) -> Table:
    """Return every indicator by MRC, one row each, its total last; `words`: the period, and what is counted in it."""
    rows = [
        (each.indicator.code, each.words, each.indicator.unit_plural, line.words, cell_of(line))
        for each in figures
        for line in each.all_lines
    ]
    return Table("Résultats par MRC", (*HEAD, words), rows)


def cell_of(line: PlaceLine) -> Cell:
    if line.value is None:
        return line.text
    return int(line.value) if line.value == line.value.to_integral_value() else line.value
