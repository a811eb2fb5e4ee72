from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import Category, Indicator, Mrc
from services.counting.declarations import (
    DeclarationRefused,
    Population,
    comparable,
    contradictions,
    declare,
    declared_by_agreement,
    declared_over,
    find_declaration,
    least_of,
    lies_in,
)
from services.models import Declaration, DeclaredBreakdown

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
HALF = DateRange(date(2025, 4, 1), date(2025, 10, 1))
QUARTER = DateRange(date(2025, 4, 1), date(2025, 7, 1))
SECOND = DateRange(date(2025, 7, 1), date(2025, 10, 1))
CODE = "V4.03"


@pytest.fixture
def whole(organism) -> Population:
    return Population(organism.pk, YEAR)


def say(population, by, value=100, state="value", code=CODE, **given) -> Declaration:
    value = None if value is None else Decimal(value)
    indicator = Indicator.objects.get(code=code)
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


def test_parts_of_a_period_are_flows_that_share_no_day(whole, organism, coordinator, django_assert_num_queries):
    def say_of(period, value, code=CODE, **given):
        return say(Population(organism.pk, period), coordinator, value, code=code, **given)

    year = say(whole, coordinator, 100)
    third = say_of(DateRange(date(2025, 10, 1), date(2026, 1, 1)), 7)
    quarter, half = say_of(QUARTER, 10), say_of(HALF, 30)
    second = say_of(SECOND, 4, code="V4.04")
    first = say_of(QUARTER, 3, code="V4.04")
    say_of(DateRange(date(2025, 8, 1), date(2025, 11, 1)), 2, code="V4.04")
    say_of(DateRange(date(2025, 11, 1), date(2026, 1, 1)), 0, state="zero", code="V4.04")
    say_of(QUARTER, 5, code="V4.08")

    with django_assert_num_queries(2):
        exact, parts = declared_over(whole)
        names = {row.declared_by.name for rows in parts.values() for row in rows}

    assert {code: known.declaration for code, known in exact.items()} == {CODE: year}
    assert parts == {CODE: [half, third], "V4.04": [first, second]}
    assert quarter not in parts[CODE]
    assert names == {coordinator.name}


def test_a_whole_counts_at_least_the_sum_of_what_adds_up_or_its_greatest_part(whole, organism, coordinator):
    def say_parts(code):
        halves = (QUARTER, SECOND)
        numbers = zip(halves, (10, 20), strict=True)
        return [say(Population(organism.pk, days), coordinator, n, code=code) for days, n in numbers]

    added = Indicator.objects.filter(source="declared", nature="flow").exclude(unit__contains="distinct").first()
    assert least_of(say_parts(added.code)) == 30
    assert least_of(say_parts(CODE)) == 20


def test_what_was_declared_for_years_of_agreements_is_theirs_alone(
    whole, organism, agreement, coordinator, django_assert_num_queries
):
    year = agreement.years.first()
    charged = Population(organism.pk, year.during, agreement_id=agreement.pk)
    said = say(charged, coordinator, 12)
    say(charged, coordinator, None, state="blank", code="V4.04")
    say(Population(organism.pk, DateRange(year.during.lower, date(2025, 5, 1)), agreement_id=agreement.pk), coordinator)
    say(Population(organism.pk, year.during), coordinator)
    for place in ({"mrc_id": Mrc.objects.first().pk}, {"region_id": organism.region_id}):
        population = Population(organism.pk, year.during, agreement_id=agreement.pk, **place)
        say(population, coordinator, 3, code="V4.08")

    with django_assert_num_queries(1):
        assert declared_by_agreement([year]) == {(agreement.pk, CODE): said}
    assert declared_by_agreement([]) == {}


@pytest.mark.parametrize(
    ("part", "wide", "is_inside"),
    [
        ({"period": HALF}, {"period": YEAR}, True),
        ({"period": YEAR}, {"period": HALF}, False),
        ({"period": QUARTER}, {"period": SECOND}, False),
        ({"period": SECOND}, {"period": QUARTER}, False),
        ({"period": HALF, "agreement_id": 1}, {"period": YEAR}, True),
        ({"period": HALF}, {"period": YEAR, "agreement_id": 1}, False),
        ({"period": HALF, "agreement_id": 1}, {"period": YEAR, "agreement_id": 1}, True),
        ({"period": HALF, "agreement_id": 1}, {"period": YEAR, "agreement_id": 2}, False),
        ({"period": HALF, "mrc_id": 1}, {"period": YEAR, "mrc_id": 2}, False),
        ({"period": HALF, "region_id": 1}, {"period": YEAR, "region_id": 2}, False),
    ],
)
def test_a_population_lies_in_one_of_more_days_and_places(part, wide, is_inside):
    assert lies_in(Declaration(**part), Declaration(**wide)) is is_inside
