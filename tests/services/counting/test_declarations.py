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
    find_declaration,
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
