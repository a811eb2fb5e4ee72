"""What a part of a year is measured against."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.terms.target_texts import read_target, target_words
from agreements.amendments.period_targets import Aim, share_due, share_of_year, target_over
from agreements.models import AgreementYear, Deliverable, PeriodTarget, Requirement, Target
from organisms.models import Indicator

YEAR = DateRange(date(2024, 4, 1), date(2025, 4, 1))
HALF = DateRange(date(2024, 4, 1), date(2024, 10, 1))
QUARTER = DateRange(date(2024, 4, 1), date(2024, 7, 1))


def month(number: int) -> DateRange:
    """The `number`th month of the year, from 1."""
    rank = 2 + number
    first = date(2024 + rank // 12, rank % 12 + 1, 1)
    return DateRange(first, (first + timedelta(days=32)).replace(day=1))


def of_period(period: DateRange, value, kind="interim", key=1) -> PeriodTarget:
    row = Deliverable(pk=key, requirement=Requirement(kind=kind), period=period)
    return PeriodTarget(deliverable=row, value=Decimal(value))


def a_target(nature="flow", value=25, *, distinct=False) -> Target:
    indicator = Indicator(nature=nature, unit="personne distincte" if distinct else "séjour")
    return Target(year=AgreementYear(during=YEAR), indicator=indicator, value=Decimal(value))


@pytest.mark.parametrize(
    ("period", "share"),
    [
        ((date(2024, 4, 1), date(2025, 4, 1)), Fraction(1)),
        ((date(2024, 4, 1), date(2024, 10, 1)), Fraction(1, 2)),
        ((date(2024, 6, 1), date(2024, 7, 1)), Fraction(1, 12)),
        ((date(2024, 4, 1), date(2024, 4, 11)), Fraction(10, 365)),
    ],
)
def test_whole_months_are_counted_in_months_and_other_days_in_days(period, share):
    assert share_of_year(YEAR, DateRange(*period)) == share


@given(st.integers(0, 364))
def test_two_parts_of_a_year_make_the_year_when_both_are_days(cut):
    year = DateRange(date(2024, 5, 15), date(2025, 5, 15))
    middle = date.fromordinal(year.lower.toordinal() + cut)
    parts = [share_of_year(year, DateRange(*days)) for days in ((year.lower, middle), (middle, year.upper))]
    assert sum(parts) == 1


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        ("flow", Aim(Fraction(25, 2), Decimal(25))),
        ("stock", Aim(Fraction(25), Decimal(25))),
        ("ratio", Aim(Fraction(25), Decimal(25))),
    ],
)
def test_a_flow_has_its_share_a_rate_and_a_state_the_same_target(nature, expected):
    aim = target_over(a_target(nature), HALF)

    assert (aim, aim.is_share) == (expected, nature == "flow")


@pytest.mark.parametrize("nature", ["flow", "stock", "ratio"])
def test_a_period_has_what_the_agreement_gives_it_zero_included(nature):
    target = a_target(nature)

    assert target_over(target, HALF, [of_period(HALF, 7)]) == Aim(Fraction(7), 25)
    assert target_over(target, HALF, [of_period(HALF, 0)]) == Aim(Fraction(0), 25)


def test_a_deliverable_has_its_own_before_that_of_the_same_days():
    given_twice = [of_period(HALF, 7, "interim", 1), of_period(HALF, 9, "financial", 2)]

    assert target_over(a_target(), HALF, given_twice, 2).value == 9
    assert target_over(a_target(), HALF, given_twice, 1).value == 7


def test_months_that_make_a_quarter_give_its_target_and_two_of_them_do_not():
    months = [of_period(month(n), n, "monthly", n) for n in (1, 2, 3)]

    assert target_over(a_target(), QUARTER, months) == Aim(Fraction(6), Decimal(25))
    # Another kind of report in the same days is added to none of them
    assert target_over(a_target(), QUARTER, [*months, of_period(month(1), 40, "interim", 5)]).value == 6
    assert target_over(a_target(), QUARTER, [*months, of_period(month(4), 9, "monthly", 4)]).value == 6
    assert target_over(a_target(), QUARTER, months[:2]).value == Fraction(25, 4)
    assert target_over(a_target(distinct=True), QUARTER, months).value == Fraction(25, 4)
    assert target_over(a_target("ratio"), QUARTER, months).value == 25


@pytest.mark.parametrize(
    ("given_rows", "passed", "due"),
    [
        ([], 73, Fraction(1, 5)),
        ([of_period(HALF, 5)], 183, Fraction(1, 5)),
        ([of_period(HALF, 5)], 365, Fraction(1)),
        ([of_period(HALF, 0)], 183, Fraction(0)),
        ([of_period(HALF, 25)], 200, Fraction(1)),
        # More than the year's: all that is given is due in its half
        ([of_period(HALF, 40)], 183, Fraction(1)),
        # The month has its own, the half what its other days have: the shortest first
        ([of_period(month(1), 10, "monthly"), of_period(HALF, 5)], 30, Fraction(2, 5)),
        ([of_period(month(n), 2, "monthly", n) for n in range(1, 13)], 30, Fraction(1, 12)),
    ],
)
def test_what_is_due_follows_the_targets_of_periods(given_rows, passed, due):
    assert share_due(a_target(), given_rows, passed) == due


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 50)), max_size=6, unique_by=lambda pair: pair[0]),
    st.integers(0, 100),
    st.integers(0, 365),
)
def test_what_is_due_never_shrinks_and_ends_whole(months, value, passed):
    rows = [of_period(month(number), number_of, "monthly", number) for number, number_of in months]
    target = a_target(value=value)

    assert 0 <= share_due(target, rows, passed) <= share_due(target, rows, passed + 1) <= 1
    assert share_due(target, rows, 365) == 1


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [("32.00", (32, None), "32"), ("32.00/16.50", (32, Decimal("16.5")), "32, 16,5 au rapport d’étape")],
)
def test_the_text_of_a_target_is_read_for_ever(text, read, words):
    assert read_target(text) == read
    assert target_words(text, False) == words
