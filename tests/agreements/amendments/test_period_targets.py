"""What a part of a year is measured against."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from agreements.amendments.period_targets import PeriodTarget, share_of_year, target_over
from agreements.models import AgreementYear, Target
from organisms.models import Indicator

YEAR = DateRange(date(2024, 4, 1), date(2025, 4, 1))


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
        ("flow", PeriodTarget(Fraction(25, 2), Decimal(25))),
        ("stock", PeriodTarget(Fraction(25), Decimal(25))),
        ("ratio", PeriodTarget(Fraction(25), Decimal(25))),
    ],
)
def test_a_flow_has_its_share_a_rate_and_a_state_the_same_target(nature, expected):
    target = Target(year=AgreementYear(during=YEAR), indicator=Indicator(nature=nature), value=Decimal(25))

    aim = target_over(target, DateRange(date(2024, 4, 1), date(2024, 10, 1)))

    assert (aim, aim.is_share) == (expected, nature == "flow")
