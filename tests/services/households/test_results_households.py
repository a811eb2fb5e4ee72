from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from organisms.models import Category
from services.households.actions import HouseholdInput, cancel_step, enter_household, record_service
from services.households.lifecycle import Step, StepRefused, Timeline, anniversary
from services.households.network_totals import read_totals
from services.households.purge import purge_households, quarter_of
from services.households.totals import (
    HouseholdScope,
    Number,
    contributions_of,
    household_totals,
    households_behind,
    is_too_short,
    read_household_figures,
    read_household_figures_twice,
    totals_of,
)
from services.jobs import purge_households as purge_job
from services.models import Household, HouseholdService, HouseholdStep, HouseholdTally
from tests import factories
from tests.services.households.builders import SETTLED, come, follow, make_target, receive, refer, settle, step

YEAR = (date(2025, 4, 1), date(2026, 3, 31))
ONE_DAY = timedelta(days=1)
LATER = (date(2026, 4, 1), date(2027, 3, 31))


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def target(city, organism, coordinator):
    return make_target(city, organism, coordinator)


def read(figures) -> dict:
    return {code: (n.value, n.denominator, n.unknown) for code, n in sorted(figures.items())}


def test_both_report_it_and_the_network_counts_it_once(target, city, organism, coordinator):
    settle(refer(target, coordinator, size=3), coordinator)
    refer(target, coordinator, size=2)
    come(organism, coordinator, size=4)

    totals = household_totals(HouseholdScope(*YEAR))

    assert read(totals.split[city.pk]) == {
        "V1.09": (2, 0, 0),
        "V1.10": (1, 0, 0),
        "V1.11": (3, 0, 0),
        "V4.10": (0, 1, 1),
    }
    assert read(totals.split[organism.pk]) == {
        "V1.09": (2, 0, 0), "V1.10": (2, 0, 0), "V1.11": (7, 0, 0), "V4.10": (0, 2, 2),
    }  # fmt: skip
    assert read(totals.joint) == {"V1.09": (2, 0, 0), "V1.10": (1, 0, 0), "V1.11": (3, 0, 0), "V4.10": (0, 1, 1)}
    assert read(totals.once) == read(totals.split[organism.pk])
    assert totals.split_sum("V1.09").value == 4
    assert household_totals(HouseholdScope(*YEAR, (organism.pk,))).split.keys() == {organism.pk}


def test_settlement_counts_once_both_confirmed(target, organism, coordinator):
    home = receive(refer(target, coordinator), coordinator)
    step(home, organism, "settled", SETTLED, coordinator)
    assert "V1.10" not in household_totals(HouseholdScope(*YEAR)).once

    step(home, target.sender, "confirmed", date(2025, 6, 2), coordinator)

    assert household_totals(HouseholdScope(SETTLED, SETTLED)).once["V1.10"].value == 1


def test_a_cancelled_step_counts_nowhere(target, coordinator):
    home = refer(target, coordinator)
    assert household_totals(HouseholdScope(*YEAR)).once["V1.09"].value == 1
    cancel_step(step=home.steps.get(), organism=target.sender, reason="Inscrit deux fois", by=coordinator)

    assert household_totals(HouseholdScope(*YEAR)).once == {}


def test_retention_keeps_unknown_in_its_denominator(target, organism, coordinator):
    homes = [settle(refer(target, coordinator), coordinator) for _ in range(3)]
    follow(homes[0], coordinator, 6, "stayed", date(2025, 11, 20))
    follow(homes[1], coordinator, 6, "left", date(2025, 12, 1))

    found = household_totals(HouseholdScope(*YEAR)).once["V4.10"]
    assert (found.value, found.denominator, found.unknown) == (1, 3, 1)
    assert read(household_totals(HouseholdScope(*LATER)).once) == {"V4.11": (0, 3, 2)}


def test_a_cohort_holds_the_households_whose_day_has_come(organism, coordinator):
    today = timezone.localdate()
    start, end = today - timedelta(days=250), today + timedelta(days=100)
    homes = [come(organism, coordinator, day=today - timedelta(days=215)) for _ in range(9)]
    come(organism, coordinator, day=today - timedelta(days=150))
    for home in homes[:6]:
        follow(home, coordinator, 6, "stayed", today)
    follow(homes[6], coordinator, 6, "left", today)
    follow(homes[7], coordinator, 6, "unknown", today)

    known = household_totals(HouseholdScope(start, end)).once["V4.10"]

    # Ten have their day in the period, nine have had it; one of the two unknown ones was never asked about
    assert known == Number(6, 9, 2, unasked=1)
    assert "V4.11" not in household_totals(HouseholdScope(start, end + timedelta(days=400))).once


def test_a_follow_up_day_of_today_is_in_its_cohort_and_one_of_tomorrow_is_not(organism, coordinator):
    today = timezone.localdate()
    last = max(day for back in range(170, 200) if anniversary(day := today - timedelta(days=back), 6) <= today)
    come(organism, coordinator, day=last)
    come(organism, coordinator, day=last + ONE_DAY)

    once = household_totals(HouseholdScope(today - timedelta(days=30), today + timedelta(days=30))).once

    assert once["V4.10"] == Number(0, 1, 1, unasked=1)


@pytest.mark.parametrize(
    ("first", "last", "is_short"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), False),
        (date(2025, 4, 1), date(2026, 3, 30), True),
        (date(2025, 4, 1), date(2025, 9, 30), True),
        (date(2025, 4, 1), date(2028, 3, 31), False),
        (date(2025, 4, 15), date(2026, 4, 14), False),
    ],
)
def test_a_retention_is_read_over_a_year_at_least(first, last, is_short):
    assert is_too_short("V4.10", first, last) is is_short
    assert is_too_short("V1.10", first, last) is False


def test_the_network_reads_no_retention_of_half_a_year_and_no_rate_where_nothing_is_known(organism, coordinator):
    for _ in range(5):
        come(organism, coordinator)

    assert read_totals(*YEAR).once.numbers[3] == Number(0, 5, 5, unasked=5)
    assert read_totals(*YEAR).once.cells[3] == ("Rétention à 6\u00a0mois", "n.\u00a0d., 5 inconnus")
    assert read_totals(*YEAR).tables()[0].rows[0][4:7] == ["n.\u00a0d.", 5, 5]
    half = read_totals(date(2025, 10, 1), date(2026, 3, 31))
    assert half.once.numbers[3] is None


def test_the_page_of_totals_has_each_organism_each_region_and_three_sums(
    target, city, organism, coordinator, django_assert_num_queries
):
    settle(refer(target, coordinator, size=3), coordinator)
    refer(target, coordinator, size=2)
    come(organism, coordinator, size=4)

    with django_assert_num_queries(4):
        page = read_totals(*YEAR)

    def counted(rows):
        return {
            row.name: [number and (number.denominator or number.value) for number in row.numbers[:4]] for row in rows
        }

    assert counted(page.organisms) == {city.name: [2, 1, 3, 1], organism.name: [2, 2, 7, 2]}
    assert counted(page.arrivals) == {organism.region.name: [2, 2, 7, 2]}
    assert counted(page.origins) == {city.region.name: [2, 1, 3, 1], "Venus d’eux-mêmes": [None, 1, 4, 1]}
    assert counted([page.split_sum, page.joint, page.once]) == {
        "Somme des organismes": [4, 3, 10, 3],
        "Selon une cible conjointe, une fois": [2, 1, 3, 1],
        "Réseau, chaque ménage une fois": [2, 2, 7, 2],
    }
    # Of so few, nothing is printed: neither a household alone nor the people of two
    assert {words for row in page.rows for _, words in row.cells[:4]} == {"x", "–"}
    assert page.split_sum.numbers[5] is None


def test_one_household_that_two_organisms_count_is_hidden_in_their_sum(target, coordinator):
    settle(refer(target, coordinator), coordinator)

    page = read_totals(*YEAR)

    assert (page.once.cells[3][1], page.split_sum.cells[3][1]) == ("x", "x")


def test_charged_scope_goes_through_the_agreement_of_that_side(city, organism, agreement, funder, coordinator):
    other = factories.make_agreement(city, funder, "MTL-1")
    charged = make_target(city, organism, coordinator, agreements=(other, agreement))
    free = make_target(city, organism, coordinator)
    refer(charged, coordinator)
    refer(free, coordinator)

    def count(organisms, agreements):
        return household_totals(HouseholdScope(*YEAR, organisms, agreements)).once.get("V1.09", Number()).value

    assert count((organism.pk,), ()) == 2
    assert count((organism.pk,), (agreement.pk,)) == 1
    assert count((city.pk,), (other.pk,)) == 1
    assert count((city.pk,), (agreement.pk,)) == 0
    # A funder who pays both sides counts the household once
    assert count((), (agreement.pk, other.pk)) == 1


def test_place_is_where_it_arrived(target, city, organism, coordinator):
    refer(target, coordinator)

    def count(region):
        return household_totals(HouseholdScope(*YEAR, region_ids=(region,))).once.get("V1.09", Number()).value

    assert (count(organism.region_id), count(city.region_id)) == (1, 0)


def test_category_is_a_breakdown_of_counts_not_of_ratios(target, coordinator):
    kind = Category.objects.get(dimension__key="immigration", key="refugies")
    settle(refer(target, coordinator, size=5, category=kind), coordinator)
    refer(target, coordinator)

    figures = household_totals(HouseholdScope(*YEAR)).once

    assert figures["V1.10"].by_category == {"refugies": 1}
    assert figures["V1.11"].by_category == {"refugies": 5}
    assert figures["V4.10"].by_category == {}
    assert figures["V1.09"] == Number(2, by_category={"refugies": 1})


def test_book_says_since_which_state_year_households_are_kept(target, organism, neighbour_organism, coordinator):
    refer(target, coordinator, day=date(2026, 1, 15))

    book = read_household_figures(HouseholdScope(*YEAR, (organism.pk,)))

    assert book.since == date(2025, 4, 1)
    assert book.of("V1.09", date(2025, 4, 1)).value == 1
    assert book.of("V1.09", date(2025, 1, 1)) is None
    assert read_household_figures(HouseholdScope(*YEAR, (neighbour_organism.pk,))).since is None


def test_since_when_households_are_kept_is_read_in_two_rows_at_most(target, organism, coordinator):
    for day in (date(2025, 4, 12), date(2024, 12, 31), date(2025, 4, 11)):
        receive(refer(target, coordinator, day=day), coordinator)
    rows = []

    def counted(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        rows.append(context["cursor"].rowcount)
        return done

    with connection.execute_wrapper(counted):
        figures = read_household_figures(HouseholdScope(*YEAR, (organism.pk,)))

    assert figures.since == date(2024, 4, 1)
    assert len(rows) == 4
    assert rows[-1] <= 2


def test_households_are_kept_since_the_organism_keeps_any_whatever_the_agreement_and_the_place(
    organism, far_organism, agreement, coordinator
):
    come(organism, coordinator)
    scope = HouseholdScope(*YEAR, (organism.pk,), (agreement.pk,), (far_organism.region_id,))

    figures = read_household_figures(scope)

    assert (figures.figures, figures.since) == ({}, date(2025, 4, 1))
    assert read_household_figures(replace(scope, agreement_ids=())).since == date(2025, 4, 1)
    assert read_household_figures(replace(scope, region_ids=())).since == date(2025, 4, 1)


def test_each_figure_says_the_households_behind_it(target, organism, coordinator):
    settled = settle(refer(target, coordinator, size=3), coordinator)
    referred = refer(target, coordinator, size=2)

    assert households_behind(HouseholdScope(*YEAR)) == {
        "V1.09": {settled.pk: 1, referred.pk: 1}, "V1.10": {settled.pk: 1}, "V1.11": {settled.pk: 3},
    }  # fmt: skip
    assert households_behind(HouseholdScope(SETTLED, SETTLED)).keys() == {"V1.10", "V1.11"}
    assert households_behind(HouseholdScope(SETTLED + ONE_DAY, date(2025, 10, 1))) == {}


def test_two_periods_are_read_at_once_and_a_day_may_lie_in_both(target, organism, coordinator):
    settle(refer(target, coordinator, day=date(2025, 4, 10)), coordinator)
    scope = HouseholdScope(*YEAR, (organism.pk,))

    before, after = read_household_figures_twice(scope, SETTLED, SETTLED)
    assert (before.figures.keys(), after.figures.keys()) == (
        {"V1.09", "V1.10", "V1.11"}, {"V1.10", "V1.11", "V4.10"},
    )  # fmt: skip
    assert before.since == after.since == date(2025, 4, 1)
    before, after = read_household_figures_twice(scope, SETTLED - ONE_DAY, SETTLED + ONE_DAY)
    assert (before.figures.keys(), after.figures.keys()) == ({"V1.09"}, {"V4.10"})


def test_households_of_a_region_are_those_of_one_of_its_organisms(target, city, organism, far_organism, coordinator):
    refer(target, coordinator)
    come(far_organism, coordinator)

    def figures(region, **more):
        return read(household_totals(HouseholdScope(*YEAR, home_region_id=region, **more)).once)

    assert figures(city.region_id) == figures(organism.region_id) == {"V1.09": (1, 0, 0)}
    assert figures(far_organism.region_id).keys() == {"V1.10", "V1.11", "V4.10"}
    assert figures(city.region_id, organism_ids=(organism.pk,)) == {}


def test_a_purged_household_of_another_quarter_is_in_no_figure(organism, coordinator):
    home = come(organism, coordinator, day=date(2020, 5, 1))
    Household.objects.filter(pk=home.pk).update(keep_until=date(2024, 5, 1))
    purge_households(date(2026, 1, 1))

    def codes(*days):
        return set(household_totals(HouseholdScope(*days)).once)

    before, after = read_household_figures_twice(
        HouseholdScope(date(2020, 4, 1), date(2020, 6, 30)), date(2020, 4, 1), date(2020, 4, 2)
    )
    assert (before.figures.keys(), after.figures.keys()) == ({"V1.10", "V1.11"}, set())
    assert codes(date(2020, 4, 1), date(2020, 6, 30)) == {"V1.10", "V1.11"}
    assert codes(date(2020, 4, 2), date(2020, 9, 30)) == set()
    assert codes(date(2019, 4, 1), date(2020, 4, 1)) == {"V1.10", "V1.11"}
    assert codes(date(2019, 4, 1), date(2020, 3, 31)) == set()


def test_services_come_after_the_settlement_and_once_a_day(target, organism, coordinator):
    home = settle(refer(target, coordinator), coordinator)
    kept = {"household": home, "organism": organism, "component": 4, "by": coordinator}

    with pytest.raises(StepRefused, match="après l’installation"):
        record_service(**kept, day=date(2025, 5, 19))
    record_service(**kept, day=SETTLED)
    record_service(**kept, day=SETTLED)

    assert HouseholdService.objects.filter(household=home).count() == 1


@pytest.mark.usefixtures("within_term")
def test_purge_erases_what_leads_to_a_family_and_keeps_every_total(target, organism, coordinator):
    kind = Category.objects.get(dimension__key="immigration", key="economique")
    home = settle(refer(target, coordinator, size=5, category=kind, note="Deux enfants"), coordinator)
    follow(home, coordinator, 6, "stayed", date(2025, 11, 20))
    record_service(household=home, organism=organism, component=4, day=SETTLED, by=coordinator)
    refer(target, coordinator)
    home.refresh_from_db()
    years = [YEAR, LATER, (date(2027, 4, 1), date(2028, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30))]
    before = [read_all(years_of) for years_of in years]

    Household.objects.exclude(pk=home.pk).update(keep_until=date(2090, 1, 1))
    assert purge_households(home.keep_until) == 0
    # The database refuses a purge dated in the future: the household's last day is moved back instead
    Household.objects.filter(pk=home.pk).update(keep_until=date(2026, 1, 1))
    purge_job(timestamp=0)

    home.refresh_from_db()
    assert (home.size, home.category, home.keep_until) == (None, None, None)
    assert home.purged_on is not None
    assert not HouseholdStep.objects.filter(household=home).exists()
    assert not HouseholdService.objects.filter(household=home).exists()
    assert [read_all(years_of) for years_of in years] == before
    assert set(HouseholdTally.objects.values_list("quarter", flat=True)) >= {date(2025, 4, 1), date(2025, 10, 1)}
    tallied = HouseholdTally.objects.count()
    purge_job(timestamp=0)
    assert HouseholdTally.objects.count() == tallied


def read_all(days):
    totals = household_totals(HouseholdScope(*days))
    return read(totals.once), read(totals.joint), {pk: read(figures) for pk, figures in totals.split.items()}


def test_a_purged_household_still_says_since_when_households_are_kept(organism, coordinator):
    home = come(organism, coordinator, day=date(2020, 5, 1))
    Household.objects.filter(pk=home.pk).update(keep_until=date(2024, 5, 1))
    purge_households(date(2026, 1, 1))

    book = read_household_figures(HouseholdScope(date(2020, 4, 1), date(2021, 3, 31), (organism.pk,)))

    assert book.since == date(2020, 4, 1)
    assert book.of("V1.10", date(2020, 4, 1)).value == 1


DAYS = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@st.composite
def homes(draw):
    sender = draw(st.sampled_from([None, 1, 2, 3]))
    receiver, joint = draw(st.sampled_from([11, 12])), draw(st.sampled_from([None, 21, 22])) if sender else None
    day = draw(DAYS)
    steps = [Step("settled", "receiver", day)]
    if sender:
        steps = [
            Step("referred", "sender", day),
            Step("acknowledged", "receiver", day),
            *steps,
            Step("confirmed", "sender", day),
        ]
    if draw(st.booleans()):
        result = draw(st.sampled_from(["stayed", "left", "unknown"]))
        steps.append(Step("follow_up", "receiver", anniversary(day, 6), 6, result))
    timeline = Timeline(tuple(steps), sender is not None)
    return contributions_of(timeline, draw(st.integers(1, 20)), (sender, receiver, joint))


@given(st.lists(homes(), max_size=12))
@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
def test_once_is_never_more_than_the_sum_of_the_organisms(many):
    found = [one for home in many for one in home]
    totals = totals_of(found)

    for code, once in totals.once.items():
        summed, joint = totals.split_sum(code), totals.joint.get(code, Number())
        assert joint.value <= once.value <= summed.value <= 2 * once.value
        assert once.denominator <= summed.denominator <= 2 * once.denominator
        assert once.value + once.unknown <= once.denominator or not once.denominator
    assert totals.once.get("V4.10", Number()).denominator == len(many)


@given(DAYS)
def test_the_quarter_of_a_day_holds_it(day):
    first = quarter_of(day)

    assert first <= day < anniversary(first, 3)
    assert first.month in (1, 4, 7, 10)


def test_a_double_click_enters_one_household(organism, coordinator):
    key, new = uuid4(), HouseholdInput(3, None, SETTLED)
    first, again = (enter_household(organism=organism, new=new, submit_key=key, by=coordinator) for _ in range(2))

    assert first == again
    assert Household.objects.count() == 1
