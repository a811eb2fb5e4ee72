from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.counting.periods import Period, PeriodForm, offered, period_of_state_year

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1995, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_the_day_before_and_begins_earlier(start, length):
    period = Period("", "", start, start + timedelta(days=length))

    assert period.before.end == start - timedelta(days=1)
    assert period.before.start <= period.before.end


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), date(2024, 4, 1)),
        (date(2024, 1, 1), date(2024, 12, 31), date(2023, 1, 1)),
        (date(2024, 3, 1), date(2024, 3, 31), date(2024, 2, 1)),
        (date(2025, 6, 3), date(2025, 6, 12), date(2025, 5, 24)),
    ],
)
def test_a_month_has_a_month_before_and_ten_days_ten_days(start, end, before):
    assert Period("", "", start, end).before.start == before


def test_a_state_year_is_a_period_of_both_its_days():
    year = period_of_state_year(2025)

    assert (year.key, year.words) == ("etat-2025", "Année de l’État 2025-2026")
    assert (year.start, year.end) == (date(2025, 4, 1), date(2026, 3, 31))


def form_of(data, **more) -> PeriodForm:
    return PeriodForm(data, today=TODAY, **more)


def test_without_a_choice_the_state_year_that_runs_is_shown():
    assert form_of(None).period == period_of_state_year(2026)


def test_a_month_is_chosen_by_its_key():
    period = form_of({"periode": "mois-2026-02"}).period

    assert (period.start, period.end, period.words) == (date(2026, 2, 1), date(2026, 2, 28), "Février 2026")


def test_two_days_rule_over_the_list():
    period = form_of({"periode": "etat-2024", "du": "2026-05-02", "au": "2026-05-09"}).period

    assert (period.start, period.end) == (date(2026, 5, 2), date(2026, 5, 9))


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"du": "2026-05-09", "au": "2026-05-02"}, "au", "avant"),
        ({"du": "2026-05-09"}, "au", "les deux jours"),
        ({"au": "2026-05-09"}, "du", "les deux jours"),
        ({"du": "9999-01-01", "au": "9999-02-01"}, "du", "1990 et 2100"),
        ({"du": "\0", "au": "2026-05-02"}, "du", "2026-05-19"),
        ({"du": "1991-01-01", "au": "2026-05-02"}, "au", "Dix ans"),
        ({"periode": "10**30"}, "periode", "liste"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_the_usual_year_stays(data, field, words):
    form = form_of(data)

    assert form.period == period_of_state_year(2026)
    assert words in form.errors[field][0]


def test_totals_over_organisms_are_offered_by_year_only():
    keys = [one.key for _, found in offered(TODAY, whole=True) for one in found]

    assert {key.split("-")[0] for key in keys} == {"etat", "civile"}
    assert form_of({"periode": "mois-2026-02"}, whole=True).period == period_of_state_year(2026)
    assert form_of({"du": "2026-05-02", "au": "2026-05-09"}, whole=True).period == period_of_state_year(2026)


def test_a_year_that_runs_is_compared_with_the_same_days_of_the_year_before():
    period = form_of({"periode": "etat-2026"}).period

    assert (period.before.start, period.before.end) == (date(2025, 4, 1), date(2025, 11, 23))
    assert form_of({"periode": "etat-2025"}).period.before.end == date(2025, 3, 31)


def test_a_year_that_runs_over_organisms_is_compared_whole():
    assert form_of({"periode": "etat-2026"}, whole=True).period.before.end == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "end", "lived", "last"),
    [
        (date(2028, 1, 1), date(2028, 12, 31), date(2028, 2, 29), date(2027, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 30), date(2026, 2, 28)),
        (date(2026, 11, 15), date(2026, 11, 28), date(2026, 11, 23), date(2026, 11, 9)),
    ],
)
def test_the_same_day_of_a_shorter_month_is_its_last(start, end, lived, last):
    assert Period("", "", start, end, lived).before.end == last


@given(DAYS, st.integers(0, 800), st.integers(0, 800))
def test_what_was_lived_is_compared_with_days_of_the_period_before(start, length, lived):
    whole = Period("", "", start, start + timedelta(days=length))
    part = Period("", "", start, whole.end, start + timedelta(days=min(lived, length)))

    assert part.before.start == whole.before.start
    assert part.before.start <= part.before.end <= whole.before.end
