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
    Declared,
    Population,
    answered_for,
    check_breakdown,
    comparable,
    contradictions,
    declare,
    declared,
    declared_by_agreement,
    declared_in_each,
    declared_over,
    find_declarations,
    joined_days,
    least_of,
    lies_in,
    most_of,
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

    assert find_declarations(whole, [CODE])[CODE] == said
    for other in (
        Population(organism.pk, HALF),
        Population(organism.pk, YEAR, agreement_id=agreement.pk),
        Population(organism.pk, YEAR, mrc_id=Mrc.objects.first().pk),
        Population(organism.pk, YEAR, region_id=organism.region_id),
    ):
        assert CODE not in find_declarations(other, [CODE])


def test_declarations_are_read_by_code_with_their_parts_and_their_author(whole, coordinator, django_assert_num_queries):
    said = say(whole, coordinator, 100, breakdown={sex("femmes"): 60})
    other = say(whole, coordinator, 7, code="V4.05")

    with django_assert_num_queries(2):
        rows = declared(whole)
        told = {code: (row.declaration, row.declaration.declared_by, row.parts) for code, row in rows.items()}
    assert told == {CODE: (said, coordinator, {"sex": {"femmes": 60}}), "V4.05": (other, coordinator, {})}
    with django_assert_num_queries(1):
        single = find_declarations(whole, [CODE])[CODE]
        assert (single.indicator.code, single.declared_by) == (CODE, coordinator)
    assert declared(whole, ["V4.05", "V1.01"]).keys() == {"V4.05"}
    assert declared(whole, []) == {}


def test_what_was_answered_leaves_out_what_was_only_left_blank(whole, coordinator, django_assert_num_queries):
    said = say(whole, coordinator, 100)
    unknown = say(whole, coordinator, None, state="nd", code="V4.05")
    say(whole, coordinator, None, state="blank", code="V4.04")

    with django_assert_num_queries(1):
        assert answered_for(whole) == {CODE: said, "V4.05": unknown}
    assert answered_for(None) == {}


def test_changed_declaration_replaces_and_keeps_the_old_one(whole, coordinator, director):
    old = say(whole, coordinator, 100)

    new = say(whole, director, 120)

    old.refresh_from_db()
    assert (old.replaced_by, old.value, new.value, new.declared_by) == (new, 100, 120, director)
    assert find_declarations(whole, [CODE])[CODE] == new


def test_several_periods_of_the_same_people_are_read_in_one_query(
    organism, neighbour_organism, whole, coordinator, django_assert_num_queries
):
    half = Population(organism.pk, HALF)
    year, six = say(whole, coordinator, 100, breakdown={sex("femmes"): 60}), say(half, coordinator, 40)
    three = say(Population(organism.pk, QUARTER), coordinator, 30)
    say(Population(neighbour_organism.pk, YEAR), coordinator, 7)
    with django_assert_num_queries(1):
        both = declared_in_each([whole, half])
    assert both == [
        ({CODE: Declared(year, {})}, {CODE: [six]}),
        ({CODE: Declared(six, {})}, {CODE: [three]}),
    ]
    with django_assert_num_queries(0):
        assert declared_in_each([]) == []


def test_unchanged_declaration_keeps_its_row_and_its_author(whole, coordinator, director):
    old = say(whole, coordinator)

    assert say(whole, director) == old
    assert Declaration.objects.get().declared_by == coordinator


def test_breakdown_is_merged_and_follows_the_new_figure(whole, coordinator):
    say(whole, coordinator, 100, breakdown={sex("femmes"): 60})
    say(whole, coordinator, 110, breakdown={sex("hommes"): 40})

    parts = dict(find_declarations(whole, [CODE])[CODE].breakdowns.values_list("category__key", "value"))
    assert parts == {"femmes": 60, "hommes": 40}
    say(whole, coordinator, 110, breakdown={sex("hommes"): None})
    assert list(find_declarations(whole, [CODE])[CODE].breakdowns.values_list("category__key", flat=True)) == ["femmes"]


def test_breakdown_above_its_total_is_refused_and_nothing_moves(whole, coordinator):
    say(whole, coordinator, 100, breakdown={sex("femmes"): 60})

    with pytest.raises(DeclarationRefused, match="La ventilation compte 60, le total en compte 50"):
        say(whole, coordinator, 50)

    assert find_declarations(whole, [CODE])[CODE].value == 100


def test_parts_are_added_within_their_dimension(db):
    old = Category.objects.filter(dimension__key="age").first().pk
    check_breakdown(Decimal(100), {sex("femmes"): 60, sex("hommes"): 40, old: 100})
    check_breakdown(None, {})
    for total, parts, words in (
        (Decimal(100), {sex("femmes"): 60, sex("hommes"): 41, old: 50}, "compte 101, le total en compte 100"),
        (Decimal(0), {sex("femmes"): 1}, "compte 1, le total en compte 0"),
        (None, {sex("femmes"): 1}, "compte 1, le total en compte 0"),
    ):
        with pytest.raises(DeclarationRefused, match=words):
            check_breakdown(total, parts)


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


def test_what_is_compared_is_of_one_organism_its_codes_and_days_and_is_a_number(
    whole, organism, neighbour_organism, agreement, coordinator, django_assert_num_queries
):
    charged = say(Population(organism.pk, QUARTER, agreement_id=agreement.pk), coordinator, 3)
    say(Population(neighbour_organism.pk, HALF), coordinator, 5)
    say(whole, coordinator, 5, code="V4.05")
    say(Population(organism.pk, DateRange(date(2025, 10, 1), date(2026, 1, 1))), coordinator, 5)
    say(Population(organism.pk, HALF), coordinator, None, state="nd")
    say(whole, coordinator, 5, denominator=Decimal(8))

    with django_assert_num_queries(1):
        near = comparable(organism.pk, HALF, [CODE])
        assert [(row, row.indicator.code, row.agreement) for row in near] == [(charged, CODE, agreement)]


@pytest.mark.parametrize(
    ("changed", "is_told"),
    [({}, True), ({"organism_id": 2}, False), ({"indicator_id": 5}, False), ({"value": None}, False)],
)
def test_only_numbers_of_one_indicator_of_one_organism_contradict_each_other(changed, is_told):
    same = {"organism_id": 1, "indicator_id": 4, "period": YEAR}
    part, whole = Declaration(pk=1, value=Decimal(9), **same), Declaration(pk=2, **{**same, "value": 8, **changed})
    assert contradictions([1], [part, whole]) == ([(part, whole)] if is_told else [])
    assert contradictions([2], [Declaration(pk=1, value=None, **same), whole]) == []


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


def test_a_part_of_nothing_adds_nothing():
    assert least_of(most_of([declared_part(0, 5, 0), declared_part(5, 5, 3)])) == 3
    assert least_of([declared_part(0, 5, 0)]) == 0
    # A decimal, as the sum of any parts
    assert least_of([]).is_zero()


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


def test_parts_of_a_period_are_flows_and_people_their_greatest(whole, organism, coordinator, django_assert_num_queries):
    def say_of(period, value, code=CODE, **given):
        return say(Population(organism.pk, period), coordinator, value, code=code, **given)

    year = say(whole, coordinator, 100)
    say_of(DateRange(date(2025, 10, 1), date(2026, 1, 1)), 7)
    say_of(QUARTER, 10)
    half = say_of(HALF, 30)
    second = say_of(SECOND, 4, code="V4.04")
    say_of(QUARTER, 3, code="V4.04")
    say_of(DateRange(date(2025, 8, 1), date(2025, 11, 1)), 2, code="V4.04")
    say_of(DateRange(date(2025, 11, 1), date(2026, 1, 1)), 0, state="zero", code="V4.04")
    say_of(QUARTER, 5, code="V4.08")

    with django_assert_num_queries(2):
        exact, parts = declared_over(whole)
        names = {row.declared_by.name for rows in parts.values() for row in rows}

    assert {code: known.declaration for code, known in exact.items()} == {CODE: year}
    assert parts == {CODE: [half], "V4.04": [second]}
    assert names == {coordinator.name}


def test_a_whole_counts_at_least_the_sum_of_what_adds_up_or_its_greatest_part(whole, organism, coordinator):
    def say_parts(code):
        halves = (QUARTER, SECOND)
        numbers = zip(halves, (10, 20), strict=True)
        return [say(Population(organism.pk, days), coordinator, n, code=code) for days, n in numbers]

    added = Indicator.objects.filter(source="declared", nature="flow").exclude(unit__contains="distinct").first()
    assert least_of(most_of(say_parts(added.code))) == 30
    assert least_of(most_of(say_parts(CODE))) == 20


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
