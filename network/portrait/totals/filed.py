"""What organisms filed of one indicator, in approved versions of annual reports, and which numbers are hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from agreements.models import Target
from network.portrait.totals.asked_lines import AskedLine, year_range
from network.portrait.totals.figures import Figure, Source, hidden_figure
from organisms.models import Indicator
from reporting.models import Report
from roriq_portal.formats.typed import Unread, read_number
from services.counting.amounts import can_be_added
from services.counting.masking import hidden_cells, is_small, scale_of
from services.masking.audiences import Audience
from services.masking.tables import ALL, Key, Standing, Tables

EXCUSED, NOT_FILED, NOT_APPROVED = "dispensé", "pas déposé", "pas encore approuvé"
OWN, REGION = "organism", "region"
NOTHING = Figure(source=Source.REPORTS)


@dataclass(frozen=True)
class Filed:
    """`figure`: what the approved version printed; `why`: in place of it, why there is none yet."""

    figure: Figure = NOTHING
    why: str = ""


@dataclass(frozen=True)
class FiledYear:
    """Organism → what it filed for a year. `targets`: organism → what its agreements promise for that very year."""

    by_organism: Mapping[int, Filed] = field(default_factory=dict)
    targets: Mapping[int, Decimal] = field(default_factory=dict)


def read_filed(indicator: Indicator, years: Iterable[int], lines: Iterable[AskedLine]) -> dict[int, FiledYear]:
    """Return State year → what organisms filed of an indicator, in the lines that are its number. Two queries.

    Only of organisms whose report has the component of the indicator. What is small is hidden, with what would give it
    away where the numbers add up, as totals over organisms are.
    """
    periods = {year_range(year): year for year in years}
    reports = Report.objects.annual().filter(period__in=periods, components__contains=[indicator.component]).order_by()
    keys = sorted({line.key for line in lines if line.code == indicator.code})
    texts = [KeyTextTransform("text", KeyTextTransform(key, "question_count__lines")) for key in keys]
    said = Coalesce(*texts) if len(texts) > 1 else texts[0] if texts else F("number")
    columns = ("period", "organism", "region", "state", "filed_at", "excused_at", "question_count__version")
    by_year: dict[int, dict[int, Filed]] = {year: {} for year in periods.values()}
    regions: dict[int, dict[int, int]] = {year: {} for year in periods.values()}
    for period, organism, region, state, filed_at, excused_at, version, text in reports.values_list(*columns, said):
        is_read = state == Report.State.APPROVED and version is not None and texts
        why = "" if is_read else _why(excused_at, filed_at)
        by_year[periods[period]][organism] = Filed(_figure(text), "") if is_read else Filed(why=why)
        regions[periods[period]][organism] = region
    masked = _masked(by_year, regions if can_be_added(indicator) else None)
    targets = _targets(indicator, periods)
    return {year: FiledYear(masked[year], targets[year]) for year in by_year}


def _why(excused_at, filed_at) -> str:
    if excused_at:
        return EXCUSED
    return NOT_APPROVED if filed_at else NOT_FILED


def _figure(text: str | None) -> Figure:
    """Return what a version printed, with its number: a version prints whole what it counts."""
    if not text:
        return NOTHING
    try:
        return Figure(text, read_number(text), Source.REPORTS)
    except Unread:
        return Figure(text, None, Source.REPORTS)


def _targets(indicator: Indicator, periods: Mapping[DateRange, int]) -> dict[int, dict[int, Decimal]]:
    """Return year → organism → target: the sum of its agreements' where it has a sum, else that of its only one."""
    rows = Target.objects.filter(indicator=indicator, year__during__in=periods).order_by()
    values: dict[int, dict[int, list[Decimal]]] = {year: {} for year in periods.values()}
    for during, organism, value in rows.values_list("year__during", "year__agreement__organism", "value"):
        values[periods[during]].setdefault(organism, []).append(value)
    adds = can_be_added(indicator)
    return {
        year: {organism: sum(targets, Decimal(0)) for organism, targets in own.items() if adds or len(targets) == 1}
        for year, own in values.items()
    }


def _masked(
    by_year: Mapping[int, Mapping[int, Filed]], regions: Mapping[int, Mapping[int, int]] | None
) -> dict[int, dict[int, Filed]]:
    """Hide small numbers; of those that add up, whose `regions` are given, also what would give one away."""
    numbers = {
        year: {key: Decimal(row.figure.value) for key, row in own.items() if isinstance(row.figure.value, Decimal)}
        for year, own in by_year.items()
    }
    hidden = _hidden(numbers, regions) if regions else {year: _small(own) for year, own in numbers.items()}
    return {
        year: {key: Filed(hidden_figure(Source.REPORTS)) if key in hidden[year] else row for key, row in own.items()}
        for year, own in by_year.items()
    }


def _small(numbers: Mapping[int, Decimal]) -> set[int]:
    return {key for key, value in numbers.items() if is_small(value, Audience.NETWORK)}


def _hidden(
    years: Mapping[int, Mapping[int, Decimal]], regions: Mapping[int, Mapping[int, int]]
) -> dict[int, set[int]]:
    """Return year → whose numbers are hidden."""
    scales = {year: scale_of(numbers.values()) for year, numbers in years.items()}
    tables = {year: _laid(numbers, regions[year], scales[year]) for year, numbers in years.items()}
    cells = hidden_cells(tables, Audience.NETWORK, scales=scales)
    return {year: {key for key in numbers if (OWN, key) in cells[year]} for year, numbers in years.items()}


def _laid(numbers: Mapping[int, Decimal], regions: Mapping[int, int], scale: int) -> Tables:
    """Lay numbers with what they add up to: of a region from its report or its results, of all from the network's."""
    tables = Tables()
    within: dict[Key, list[Key]] = {}
    for key in sorted(numbers):
        tables.add((OWN, key), int(numbers[key] * scale))
        within.setdefault((REGION, regions[key]), []).append((OWN, key))
    for region, members in within.items():
        _add_sum(tables, region, members, scale)
    if within:
        _add_sum(tables, ALL, [*within], scale)
    return tables


def _add_sum(tables: Tables, key: Key, parts: Sequence[Key], scale: int) -> None:
    """Add a sum that a reader may know already, unless it is small: nothing prints that one."""
    whole = sum(tables.cells[part].value for part in parts)
    tables.add(key, whole, Standing.OFFERED if is_small(Decimal(whole) / scale, Audience.NETWORK) else Standing.KNOWN)
    tables.tie(key, parts)
