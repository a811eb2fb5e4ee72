"""The lists of households: the rules of the timeline in SQL, so that a list is narrowed, sorted and paged by key."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.lists.rows import Prepare
from services.households.rows import household_rows
from services.models import Household, HouseholdStep
from services.models.household import FOLLOW_UPS

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    HouseholdOfState = WithAnnotations[Household, "Standing"]


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
        rows = due_among(rows, today)
    return rows


def rows_of(organism: Organism, today: date) -> Prepare:
    """Return what makes of households, read with their steps, the rows of a list of this organism. One query in all."""
    terms = list(Agreement.objects.filter(organism=organism).order_by().values_list("during", flat=True))
    return lambda households: household_rows(organism, households, today, terms)


def due_among(every: "QuerySet[HouseholdOfState]", today: date) -> "QuerySet[HouseholdOfState]":
    """Return the households of `with_state` whose follow-up has come."""
    return every.filter(due_on__lte=today)
