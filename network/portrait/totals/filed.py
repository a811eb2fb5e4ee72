"""What organisms filed of one indicator, in approved versions of annual reports, and which numbers are hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from agreements.models import Target
from network.portrait.totals.figures import Figure, Source, hidden_figure
from organisms.models import Indicator
from reporting.models import Report, Term
from roriq_portal.fiscal_year import state_year_start
from roriq_portal.formats.typed import Unread, read_number
from services.counting.amounts import can_be_added
from services.counting.masking import hidden_cells, is_small, scale_of
from services.masking.tables import ALL, Standing, Tables

EXCUSED, NOT_FILED, NOT_APPROVED = "dispensé", "pas déposé", "pas encore approuvé"
OWN = "organism"
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


def year_range(year: int) -> DateRange:
    return DateRange(state_year_start(year), state_year_start(year + 1))


def read_filed(indicator: Indicator, years: Iterable[int]) -> dict[int, FiledYear]:
    """Return State year → what organisms filed of an indicator. Four queries.

    Only of organisms whose report has the component of the indicator. What is 1 to 4 is hidden, with what would give it
    away where the numbers add up, as totals over organisms are.
    """
    periods = {year_range(year): year for year in years}
    reports = Report.objects.annual().filter(period__in=periods, components__contains=[indicator.component]).order_by()
    versions = set(reports.values_list("template_version", flat=True))
    terms = Term.objects.filter(line__version__in=versions, indicator=indicator)
    keys = sorted(set(terms.values_list("line__key", flat=True)))
    texts = [KeyTextTransform("text", KeyTextTransform(key, "question_count__lines")) for key in keys]
    said = Coalesce(*texts) if len(texts) > 1 else texts[0] if texts else F("number")
    rows = reports.values_list("period", "organism", "state", "filed_at", "excused_at", "question_count__version", said)
    by_year: dict[int, dict[int, Filed]] = {year: {} for year in periods.values()}
    for period, organism, state, filed_at, excused_at, version, text in rows:
        is_read = state == Report.State.APPROVED and version is not None and texts
        why = "" if is_read else _why(excused_at, filed_at)
        by_year[periods[period]][organism] = Filed(_figure(text), "") if is_read else Filed(why=why)
    targets = _targets(indicator, periods)
    adds = can_be_added(indicator)
    return {year: FiledYear(_masked(own, adds=adds), targets[year]) for year, own in by_year.items()}


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


def _masked(own: Mapping[int, Filed], *, adds: bool) -> dict[int, Filed]:
    numbers = {key: Decimal(row.figure.value) for key, row in own.items() if isinstance(row.figure.value, Decimal)}
    hidden = _hidden(numbers) if adds else {key for key, value in numbers.items() if is_small(value)}
    return {key: Filed(hidden_figure(Source.REPORTS)) if key in hidden else row for key, row in own.items()}


def _hidden(numbers: Mapping[int, Decimal]) -> set[int]:
    """Return whose numbers are hidden: a reader may know what they add up to, from the report of the network."""
    tables, scale = Tables(), scale_of(numbers.values())
    for key in sorted(numbers):
        tables.add((OWN, key), int(numbers[key] * scale))
    whole = sum(numbers.values(), Decimal(0))
    tables.add(ALL, int(whole * scale), Standing.OFFERED if is_small(whole) else Standing.KNOWN)
    tables.tie(ALL, [(OWN, key) for key in sorted(numbers)])
    cells = hidden_cells({OWN: tables}, scales={OWN: scale})[OWN]
    return {key for key in numbers if (OWN, key) in cells}
