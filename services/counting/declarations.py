"""Figures that records cannot give, declared once for a population and reused wherever it is asked for again."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from agreements.models import AgreementYear
from organisms.models import Category, Indicator, User
from roriq_portal.formats.numbers import format_number
from roriq_portal.logs import log_action
from services.counting.amounts import can_be_added
from services.models import Declaration, DeclaredBreakdown
from services.models.declaration import AnswerState


class DeclarationRefused(Exception):
    """A sentence that says why the figure cannot be declared so."""


@dataclass(frozen=True)
class Population:
    """Who is counted; any other value is another population, declared apart. Empty agreement: the whole organism."""

    organism_id: int
    period: DateRange
    agreement_id: int | None = None
    mrc_id: int | None = None
    region_id: int | None = None


def current_of(population: Population) -> QuerySet[Declaration]:
    """Return the current declarations of one population, whatever the indicator."""
    return _who(population).filter(period=population.period)


def _who(population: Population) -> QuerySet[Declaration]:
    """Return the current declarations of the people of a population, whatever the days."""
    fields = {name: value for name, value in asdict(population).items() if name != "period"}
    exact = {name: value for name, value in fields.items() if value is not None}
    absent = {f"{name}__isnull": True for name, value in fields.items() if value is None}
    return Declaration.objects.current().filter(**exact, **absent)


@dataclass(frozen=True)
class Declared:
    """A declaration with its breakdown at hand: dimension key → category key → number."""

    declaration: Declaration
    parts: dict[str, dict[str, int]]


def declared(population: Population, codes: Iterable[str] | None = None) -> dict[str, Declared]:
    """Return the current declaration of each of these codes, or of all, that has one. Two queries."""
    rows = current_of(population)
    if codes is not None:
        rows = rows.filter(indicator__code__in=list(codes))
    return _with_parts(rows, rows.select_related("indicator", "declared_by"))


def declared_over(population: Population) -> tuple[dict[str, Declared], dict[str, list[Declaration]]]:
    """Return what was declared for a population, and what for parts of its days: code → declarations that share no day.

    Parts are numbers of flows: who is counted in one is counted in the whole, that much at least. Of those that
    share days, the ones that make the most are kept. Two queries.
    """
    exact, parts = _over(population.period, _within([population]))
    return _with_parts(current_of(population), exact), parts


def declared_in_each(
    populations: Sequence[Population],
) -> list[tuple[dict[str, Declared], dict[str, list[Declaration]]]]:
    """Return the same of the same people over several periods, without breakdowns. One query."""
    rows, read = list(_within(populations)) if populations else [], []
    for population in populations:
        exact, parts = _over(population.period, rows)
        read.append(({row.indicator.code: Declared(row, {}) for row in exact}, parts))
    return read


def _within(populations: Sequence[Population]) -> QuerySet[Declaration]:
    """Return what was declared of the people of these populations, over days between the first and the last."""
    periods = [population.period for population in populations]
    span = DateRange(min(period.lower for period in periods), max(period.upper for period in periods))
    return _who(populations[0]).filter(period__contained_by=span).select_related("indicator", "declared_by")


def _over(period: DateRange, rows: Iterable[Declaration]) -> tuple[list[Declaration], dict[str, list[Declaration]]]:
    inside = [row for row in rows if period.lower <= row.period.lower and row.period.upper <= period.upper]
    exact = [row for row in inside if (row.period.lower, row.period.upper) == (period.lower, period.upper)]
    parts: dict[str, list[Declaration]] = {}
    for row in inside:
        if row not in exact and _is_flow(row):
            parts.setdefault(row.indicator.code, []).append(row)
    return exact, {code: most_of(of_code) for code, of_code in parts.items()}


def _is_flow(row: Declaration) -> bool:
    return bool(row.value) and row.denominator is None and row.indicator.nature == Indicator.Nature.FLOW


def most_of(parts: Iterable[Declaration]) -> list[Declaration]:
    """Return, of numbers of one flow over parts of some days, those that tell the most of the whole, in order of days.

    What adds up: the parts that share no day and have the greatest sum, which no other choice passes. Distinct people
    are never added: the greatest part.
    """
    rows = sorted(parts, key=lambda row: (row.period.upper, row.period.lower))
    if not rows:
        return []
    if not can_be_added(rows[0].indicator):
        return [max(rows, key=_value)]
    ends = [row.period.upper for row in rows]
    # best[n]: the choice among the first n, which end first
    best: list[list[Declaration]] = [[]]
    for rank, row in enumerate(rows):
        with_row = [*best[bisect_right(ends, row.period.lower)], row]
        best.append(max(best[rank], with_row, key=_sum))
    return best[-1]


def _value(row: Declaration) -> Decimal:
    return row.value or Decimal(0)


def _sum(rows: Iterable[Declaration]) -> Decimal:
    return sum((_value(row) for row in rows), Decimal(0))


def _with_parts(rows: QuerySet[Declaration], read: Iterable[Declaration]) -> dict[str, Declared]:
    cells = DeclaredBreakdown.objects.filter(declaration__in=rows.values("pk"))
    by_id = {row.pk: Declared(row, {}) for row in read}
    for declaration_id, dimension, category, value in cells.values_list(
        "declaration", "category__dimension__key", "category__key", "value"
    ):
        if declaration_id in by_id:  # declared by somebody between the two queries
            by_id[declaration_id].parts.setdefault(dimension, {})[category] = value
    return {known.declaration.indicator.code: known for known in by_id.values()}


def answered_for(population: Population | None) -> dict[str, Declaration]:
    """Return what was declared for exactly a population, by code, without breakdowns. One query, none for nobody."""
    rows = current_of(population).exclude(state=AnswerState.BLANK).select_related("indicator") if population else []
    return {row.indicator.code: row for row in rows}


def declared_by_agreement(years: Iterable[AgreementYear]) -> dict[tuple[int, str], Declaration]:
    """Return what was declared for exactly these years of agreements, by (agreement, code). One query."""
    days = {(year.agreement_id, year.during.lower, year.during.upper) for year in years}
    rows = Declaration.objects.current().filter(
        agreement__in={agreement for agreement, _, _ in days}, mrc=None, region=None
    )
    answered = rows.exclude(state=AnswerState.BLANK).select_related("indicator")
    return {
        (row.agreement_id, row.indicator.code): row
        for row in answered
        if row.agreement_id and (row.agreement_id, row.period.lower, row.period.upper) in days
    }


def least_of(parts: list[Declaration]) -> Decimal:
    """Return what a whole counts at least, by the parts that `declared_over` gives."""
    return _sum(parts)


def joined_days(parts: Iterable[Declaration]) -> list[tuple[date, date]]:
    """Return the days of parts in order, as (first, day after the last); those that touch make one."""
    days: list[tuple[date, date]] = []
    for part in parts:
        if days and days[-1][1] == part.period.lower:
            days[-1] = (days[-1][0], part.period.upper)
        else:
            days.append((part.period.lower, part.period.upper))
    return days


def find_declarations(population: Population, codes: Iterable[str]) -> dict[str, Declaration]:
    """Return what was declared for exactly this population, by code, of those codes. One query."""
    rows = current_of(population).filter(indicator__code__in=list(codes))
    return {row.indicator.code: row for row in rows.select_related("indicator", "declared_by")}


@log_action
@transaction.atomic
def declare(
    *,
    population: Population,
    indicator: Indicator,
    state: str,
    value: Decimal | None,
    denominator: Decimal | None = None,
    breakdown: Mapping[int, int | None] | None = None,
    by: User,
) -> Declaration:
    """Make this figure the current declaration of its population; return it.

    `breakdown`: category id → number, for those categories only; a None takes one away. An unchanged figure keeps its
    row; a changed one gets a new row and the old one points to it. Refuses a breakdown above the total.
    """
    current = current_of(population).select_for_update().filter(indicator=indicator).first()
    saved = dict(current.breakdowns.values_list("category", "value")) if current else {}
    parts = _merged(saved, breakdown or {}) if value is not None else {}
    check_breakdown(value, parts)
    if current and (current.state, current.value, current.denominator) == (state, value, denominator):
        if parts != saved:
            current.breakdowns.all().delete()
            _write_breakdown(current, parts)
        return current
    new = Declaration(
        **asdict(population),
        indicator=indicator,
        state=state,
        value=value,
        denominator=denominator,
        declared_by=by,
    )
    if current:
        # The reference is checked at commit, so that the old row can leave its place before the new one takes it
        new.pk = _next_pk()
        Declaration.objects.filter(pk=current.pk).update(replaced_by=new.pk)
    new.save(force_insert=True)
    _write_breakdown(new, parts)
    return new


def check_breakdown(value: Decimal | None, parts: Mapping[int, int]) -> None:
    """Refuse (DeclarationRefused) parts whose sum, in one dimension, passes the total. One query."""
    sums: dict[int, int] = {}
    dimensions = dict(Category.objects.filter(pk__in=list(parts)).values_list("pk", "dimension"))
    for category_id, number in parts.items():
        sums[dimensions[category_id]] = sums.get(dimensions[category_id], 0) + number
    worst = max(sums.values(), default=0)
    if worst > (value or 0):
        raise DeclarationRefused(f"La ventilation compte {worst}, le total en compte {format_number(value or 0)}.")


def _merged(saved: Mapping[int, int], given: Mapping[int, int | None]) -> dict[int, int]:
    return {category_id: number for category_id, number in {**saved, **given}.items() if number is not None}


def _write_breakdown(declaration: Declaration, parts: Mapping[int, int]) -> None:
    DeclaredBreakdown.objects.bulk_create(
        [DeclaredBreakdown(declaration=declaration, category_id=key, value=number) for key, number in parts.items()]
    )


def _next_pk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('services_declaration', 'id'))")
        return cursor.fetchone()[0]


def lies_in(part: Declaration, whole: Declaration) -> bool:
    """Whether everyone counted by one declaration is counted by the other: within its days, agreement and place."""
    within = part.period.lower >= whole.period.lower and part.period.upper <= whole.period.upper
    return within and all(
        getattr(whole, name) is None or getattr(part, name) == getattr(whole, name)
        for name in ("agreement_id", "mrc_id", "region_id")
    )


def comparable(organism_id: int, period: DateRange, codes: Iterable[str]) -> list[Declaration]:
    """Return what an organism declared of these codes for days of the period, whatever the population."""
    near = Declaration.objects.current().filter(
        organism=organism_id,
        indicator__code__in=list(codes),
        period__overlap=period,
        value__isnull=False,
        denominator__isnull=True,
    )
    return list(near.select_related("indicator", "agreement"))


def contradictions(ids: Iterable[int], near: Iterable[Declaration]) -> list[tuple[Declaration, Declaration]]:
    """Return (part, whole) pairs of declarations of `near` where the part counts more than its whole.

    A distinct count of a population never passes that of a wider one (decision 0019). At least one
    of each pair is among `ids`.
    """
    wanted, rows = set(ids), list(near)
    asked = [row for row in rows if row.pk in wanted]
    pairs = [pair for row in asked for other in rows for pair in ((row, other), (other, row))]
    return [(part, whole) for part, whole in dict.fromkeys(pairs) if _counts_more(part, whole)]


def _counts_more(part: Declaration, whole: Declaration) -> bool:
    same = (part.organism_id, part.indicator_id) == (whole.organism_id, whole.indicator_id)
    if not same or part.value is None or whole.value is None:
        return False
    return lies_in(part, whole) and part.value > whole.value
