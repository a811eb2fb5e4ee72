from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from organisms.models import Category, Indicator, Mrc
from services.counting.declarations import (
    DeclarationRefused,
    Population,
    comparable,
    contradictions,
    declare,
    declared_over,
    find_declaration,
    joined_days,
    least_of,
    most_of,
)
from services.models import Declaration, DeclaredBreakdown

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
HALF = DateRange(date(2025, 4, 1), date(2025, 10, 1))
CODE = "V4.03"


@pytest.fixture
def whole(organism) -> Population:
    return Population(organism.pk, YEAR)


def say(population, by, value=100, state="value", **given) -> Declaration:
    value = None if value is None else Decimal(value)
    indicator = Indicator.objects.get(code=CODE)
    return declare(population=population, indicator=indicator, state=state, value=value, by=by, **given)


def sex(key) -> int:
    return Category.objects.get(dimension__key="sex", key=key).pk


def test_declare_is_found_for_exactly_its_population(whole, organism, agreement, coordinator):
    said = say(whole, coordinator)

    assert find_declaration(whole, CODE) == said
    for other in (
        Population(organism.pk, HALF),
        Population(organism.pk, YEAR, agreement_id=agreement.pk),
        Population(organism.pk, YEAR, mrc_id=Mrc.objects.first().pk),
        Population(organism.pk, YEAR, region_id=organism.region_id),
    ):
        assert find_declaration(other, CODE) is None


def test_changed_declaration_replaces_and_keeps_the_old_one(whole, coordinator, director):
    old = say(whole, coordinator, 100)

    new = say(whole, director, 120)

    old.refresh_from_db()
    assert (old.replaced_by, old.value, new.value, new.declared_by) == (new, 100, 120, director)
    assert find_declaration(whole, CODE) == new


def test_unchanged_declaration_keeps_its_row_and_its_author(whole, coordinator, director):
    old = say(whole, coordinator)

    assert say(whole, director) == old
    assert Declaration.objects.get().declared_by == coordinator


def test_breakdown_is_merged_and_follows_the_new_figure(whole, coordinator):
    say(whole, coordinator, 100, breakdown={sex("femmes"): 60})
    say(whole, coordinator, 110, breakdown={sex("hommes"): 40})

    parts = dict(find_declaration(whole, CODE).breakdowns.values_list("category__key", "value"))
    assert parts == {"femmes": 60, "hommes": 40}
    say(whole, coordinator, 110, breakdown={sex("hommes"): None})
    assert list(find_declaration(whole, CODE).breakdowns.values_list("category__key", flat=True)) == ["femmes"]


def test_breakdown_above_its_total_is_refused_and_nothing_moves(whole, coordinator):
    say(whole, coordinator, 100, breakdown={sex("femmes"): 60})

    with pytest.raises(DeclarationRefused, match="La ventilation compte 60, le total en compte 50"):
        say(whole, coordinator, 50)

    assert find_declaration(whole, CODE).value == 100


def test_declaration_without_number_takes_its_breakdown_away(whole, coordinator):
    say(whole, coordinator, 100, breakdown={sex("femmes"): 60})

    said = say(whole, coordinator, None, state="nd")

    assert (said.state, said.breakdowns.count()) == ("nd", 0)


def test_two_current_declarations_of_one_population_cannot_be(whole, organism, coordinator):
    said = say(whole, coordinator)

    with pytest.raises(IntegrityError, match="declared_once"), transaction.atomic():
        Declaration.objects.create(
            organism=organism, indicator=said.indicator, period=YEAR, state="zero", value=0, declared_by=coordinator
        )


@pytest.mark.parametrize(("part", "warned"), [(101, True), (100, False)])
def test_part_counts_at_most_its_whole(whole, organism, agreement, coordinator, part, warned):
    wide = say(whole, coordinator, 100)
    charged = say(Population(organism.pk, YEAR, agreement_id=agreement.pk), coordinator, part)

    near = comparable(organism.pk, YEAR, [CODE])
    pairs = contradictions([charged.pk], near)

    assert pairs == ([(charged, wide)] if warned else [])
    assert contradictions([wide.pk], near) == pairs


def test_half_year_counts_at_most_its_year_and_strangers_do_not_count(whole, organism, neighbour_organism, coordinator):
    half = say(Population(organism.pk, HALF), coordinator, 120)
    year = say(whole, coordinator, 100)
    say(Population(neighbour_organism.pk, YEAR), coordinator, 5)

    near = comparable(organism.pk, HALF, [CODE])
    assert contradictions([half.pk], near) == [(half, year)]
    assert contradictions([], near) == []


def test_breakdown_rows_are_held_below_by_the_database(whole, coordinator):
    said = say(whole, coordinator, 10)

    with pytest.raises(IntegrityError, match="breakdown above total"), transaction.atomic():
        DeclaredBreakdown.objects.create(declaration=said, category_id=sex("femmes"), value=11)


def declared_part(first: int, days: int, value: int, unit: str = "démarche") -> Declaration:
    start = date(2025, 4, 1) + timedelta(days=first)
    indicator = Indicator(nature="flow", unit=unit)
    return Declaration(period=DateRange(start, start + timedelta(days=days)), value=Decimal(value), indicator=indicator)


PARTS = st.lists(
    st.builds(declared_part, st.integers(0, 40), st.integers(1, 30), st.integers(1, 20)), min_size=1, max_size=7
)


def share_days(rows) -> bool:
    ordered = sorted((row.period.lower, row.period.upper) for row in rows)
    return any(before[1] > after[0] for before, after in pairwise(ordered))


@given(PARTS)
def test_parts_that_share_days_give_the_greatest_lower_bound(parts):
    chosen = most_of(parts)
    apart = [rows for size in range(1, len(parts) + 1) for rows in combinations(parts, size) if not share_days(rows)]

    assert not share_days(chosen)
    assert least_of(chosen) == max(sum(row.value for row in rows) for rows in apart)


@given(PARTS, st.permutations(range(7)))
def test_the_order_in_which_parts_were_declared_changes_nothing(parts, order):
    again = [parts[rank] for rank in order if rank < len(parts)]
    assert least_of(most_of(again)) == least_of(most_of(parts))


@given(PARTS)
def test_distinct_people_of_parts_are_at_least_those_of_the_greatest(parts):
    people = [declared_part(0, 1, int(row.value), "personne distincte") for row in parts]
    assert least_of(most_of(people)) == max(row.value for row in parts)


def test_the_days_of_parts_are_joined_where_they_touch():
    first, second, third = declared_part(0, 5, 1), declared_part(5, 5, 1), declared_part(20, 2, 1)
    assert joined_days([first, second, third]) == [
        (date(2025, 4, 1), date(2025, 4, 11)),
        (date(2025, 4, 21), date(2025, 4, 23)),
    ]


def test_a_great_part_in_the_middle_passes_two_small_ones_around_it(organism, coordinator):
    indicator = Indicator.objects.get(code="V5.07")
    for first, last, value in (((4, 1), (6, 1), 10), ((5, 1), (8, 1), 50), ((7, 1), (9, 1), 20)):
        days = DateRange(date(2025, *first), date(2025, *last))
        declare(
            population=Population(organism.pk, days), indicator=indicator, state="value", value=Decimal(value),
            by=coordinator,
        )  # fmt: skip

    _, parts = declared_over(Population(organism.pk, DateRange(date(2025, 4, 1), date(2026, 4, 1))))

    assert least_of(parts["V5.07"]) == 50
