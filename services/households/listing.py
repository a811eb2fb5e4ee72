"""The lists of households: the rules of the timeline in SQL, so that a list is narrowed and paged by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, TypedDict

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, CharField, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.files.spreadsheets import Cell
from roriq_portal.paging import bounded_count, format_bounded, rows_after
from services.households.rows import HouseholdRow, household_rows, with_steps
from services.models import Household, HouseholdReading, HouseholdStep
from services.models.household import FOLLOW_UPS

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    HouseholdOfState = WithAnnotations[Household, "Standing"]

CHUNK = 500
OLDEST = "anciens"
SHEET_HEAD = ("Clé", "Avec", "Personnes", "Catégorie", "État", "Suivi dû (mois)", "Suivi dû le", "Payé par une entente")


@dataclass(frozen=True)
class HouseholdPage:
    """One page of households. `due`: how many follow-ups have come in all, whatever narrows the list."""

    rows: list[HouseholdRow]
    total: int
    next_key: str
    has_before: bool
    due: int

    @property
    def total_words(self) -> str:
        return format_bounded(self.total, "ménage", "ménages")


@dataclass(frozen=True)
class ReadingPage:
    rows: list[HouseholdReading]
    next_key: str
    has_before: bool


class Standing(TypedDict):
    """What `with_state` adds to a row, for what narrows and orders it."""

    state: str
    due_on: date | None


def with_state(rows: QuerySet[Household], organism_id: int) -> "QuerySet[HouseholdOfState]":
    """Return households with `state`, as this organism is shown it, and `due_on`, the day of its next follow-up.

    The rules are those of `timeline_of`; a test compares both on the same households. Only the receiver has follow-ups.
    """
    settled = Subquery(_steps(kind="settled").values("day")[:1], output_field=DateField())
    agreed = Q(sender__isnull=True) | Exists(_steps(kind="confirmed"))
    moved_in = rows.alias(agreed_on=Case(When(agreed, then=settled), output_field=DateField()))
    return moved_in.alias(due_on=_due_on(organism_id), state=_state(organism_id))


def _steps(**which) -> QuerySet[HouseholdStep]:
    return HouseholdStep.objects.live().filter(household=OuterRef("pk"), **which).order_by()


def _state(organism_id: int) -> Case:
    settled = Q(agreed_on__isnull=False)
    has_left = Exists(_steps(result="left")) & ~Q(sender=organism_id, sender__isnull=False)
    return Case(
        When(~Exists(_steps()), then=Value("void")),
        When(Exists(_steps(kind="refused")), then=Value("refused")),
        When(Exists(_steps(kind="withdrawn")), then=Value("withdrawn")),
        When(settled & has_left, then=Value("left")),
        When(settled, then=Value("settled")),
        When(Exists(_steps(kind="settled")), then=Value("to_confirm")),
        When(Q(sender__isnull=True) | Exists(_steps(kind="acknowledged")), then=Value("under_way")),
        default=Value("to_acknowledge"),
        output_field=CharField(),
    )


def _due_on(organism_id: int) -> Case:
    """PostgreSQL adds months as `anniversary` does: 31 August gives the last day of February."""
    return Case(
        *(
            When(
                ~Exists(_steps(kind="follow_up", months=months)) & ~Exists(_steps(result="left", months__lte=months)),
                receiver=organism_id,
                then=Func(
                    F("agreed_on"),
                    template=f"(%(expressions)s + interval '{months} months')::date",
                    output_field=DateField(),
                ),
            )
            for months in FOLLOW_UPS
        ),
        output_field=DateField(),
    )


def chosen(rows: "QuerySet[HouseholdOfState]", asked: Mapping, today: date) -> "QuerySet[HouseholdOfState]":
    """Narrow rows of `with_state` by the cleaned values of the list's form; `behind`: households of a figure only."""
    if asked.get("cle"):
        rows = rows.filter(key__icontains=asked["cle"])
    if asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("cible"):
        rows = rows.filter(joint_target=asked["cible"])
    if "behind" in asked:
        rows = rows.filter(pk__in=asked["behind"])
    if asked.get("suivi"):
        rows = rows.filter(due_on__lte=today)
    return rows.order_by(*_order(asked))


def _order(asked: Mapping) -> tuple[str, ...]:
    return ("pk",) if asked.get("tri") == OLDEST else ("-pk",)


def household_page(
    organism: Organism, every: "QuerySet[HouseholdOfState]", asked: Mapping, after: str, today: date
) -> HouseholdPage:
    """Return 25 households after a key: the rows with their steps, and all that the page counts.

    `every`: households of `with_state`, before they are narrowed.
    """
    rows = chosen(every, asked, today)
    page = rows_after(with_steps(rows), _order(asked), after)
    shown = household_rows(organism, page.rows, today, _terms(organism))
    due = bounded_count(every.filter(due_on__lte=today))
    next_key = page.next_key(page.rows[-1].pk) if page.rows else ""
    return HouseholdPage(shown, bounded_count(rows), next_key, page.has_before, due)


def due_page(organism: Organism, every: "QuerySet[HouseholdOfState]", after: str, today: date) -> HouseholdPage:
    """Return 25 households whose follow-up has come, the oldest first, after a key of day and household."""
    rows = every.filter(due_on__lte=today)
    page, total = rows_after(with_steps(rows), ("due_on", "pk"), after), bounded_count(rows)
    shown = household_rows(organism, page.rows, today, _terms(organism))
    last = shown[-1] if shown else None
    next_key = page.next_key(last.due.day, last.household.pk) if last and last.due else ""
    return HouseholdPage(shown, total, next_key, page.has_before, total)


def reading_page(rows: QuerySet[HouseholdReading], after: str) -> ReadingPage:
    """Return 25 readings after a key, the newest first. One query."""
    page = rows_after(rows, ("-pk",), after)
    return ReadingPage(page.rows, page.next_key(page.rows[-1].pk) if page.rows else "", page.has_before)


def sheet_rows(organism: Organism, rows: QuerySet[Household], today: date) -> Iterator[list[Cell]]:
    """Yield every household of a list under SHEET_HEAD, as its rows show it; two more queries for each 500."""
    terms = _terms(organism)
    waiting = with_steps(rows).iterator(CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        yield from map(_cells, household_rows(organism, chunk, today, terms))


def _cells(row: HouseholdRow) -> list[Cell]:
    household, due = row.household, row.due
    category = household.category.words if household.category else ""
    paid = ("Non" if row.is_unfunded else "Oui") if due else ""
    facts = (due.months, due.day) if due else (None, None)
    return [household.key, row.other, household.size, category, row.words, *facts, paid]


def _terms(organism: Organism) -> list[DateRange]:
    return list(Agreement.objects.filter(organism=organism).order_by().values_list("during", flat=True))
