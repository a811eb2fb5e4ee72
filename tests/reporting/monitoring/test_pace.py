"""Where an agreement stands: year n of N, time passed, what is done and a forecast that anybody can redo."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Target
from organisms.models import Indicator
from reporting.management.demo import past_moments
from reporting.monitoring.target_progress import Elapsed, Mark, elapsed_of, forecast
from tests import factories
from tests.agreements.money import builders as money
from tests.reporting.builders import funder_reports

DAY = date(2026, 11, 22)
START = date(2026, 4, 1)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def address(agreement, query=""):
    return reverse("reporting:agreement-pace", args=[agreement.pk]) + query


def promise(agreement, code, value, number=3):
    year = agreement.years.get(number=number)
    return Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=Decimal(value))


def record(organism, agreement, times, day=date(2026, 6, 3)):
    for _ in range(times):
        factories.make_activity(
            organism, "Séjour exploratoire", day=day, agreements=[agreement], quantity=1, immigrants=2
        )


@pytest.mark.parametrize(
    ("day", "passed"),
    [
        (START - timedelta(days=1), 0),
        (START, 1),
        (date(2026, 9, 29), 182),
        (date(2027, 3, 31), 365),
        (date(2030, 1, 1), 365),
    ],
)
def test_a_day_has_passed_when_it_is_over(day, passed):
    assert elapsed_of(START, date(2027, 4, 1), day) == Elapsed(365, passed)


@pytest.mark.parametrize(
    ("done", "passed", "expected"),
    [
        (10, 100, 37),
        (0, 100, 0),
        (10, 29, None),
        (10, 30, 122),
        (10, 365, None),
        (None, 100, None),
    ],
)
def test_the_forecast_is_the_pace_so_far(done, passed, expected):
    found = forecast(None if done is None else Decimal(done), Elapsed(365, passed))
    assert found == (None if expected is None else Decimal(expected))


@given(st.integers(0, 100_000), st.integers(30, 364))
def test_a_forecast_is_never_below_what_is_done(done, passed):
    assert forecast(Decimal(done), Elapsed(365, passed)) >= done


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(30, 364))
def test_more_done_is_never_less_foreseen(done, more, passed):
    elapsed = Elapsed(365, passed)
    assert forecast(Decimal(done + more), elapsed) >= forecast(Decimal(done), elapsed)


@pytest.mark.parametrize(
    ("target", "done", "passed", "ahead", "short"),
    [
        (100, 40, 182, 80, True),
        (100, 43, 182, 86, False),
        (100, 84, 365, None, True),
        (100, 85, 365, None, False),
        (100, None, 182, None, False),
        (0, 3, 182, 6, False),
    ],
)
def test_short_is_under_85_per_cent_at_the_end_of_the_year(target, done, passed, ahead, short):
    told = [None if one is None else Decimal(one) for one in (done, ahead)]
    mark = Mark("V1.06", "Séjours", "séjour", Decimal(target), told[0], Elapsed(365, passed), told[1])
    assert mark.is_short == short


def test_the_organism_sees_its_records_of_today_and_what_they_announce(client_for, coordinator, organism, agreement):
    promise(agreement, "V1.06", 18)
    promise(agreement, "V1.04", 101)
    record(organism, agreement, 11)
    record(organism, agreement, 2, day=date(2026, 3, 31))
    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))
    assert "an 3 de 3" in page
    assert "236 jours sur 365, soit 65 % de l’année" in page
    assert 'data-label="Fait">11</td>' in page
    assert 'data-label="Part faite">61 %</td>' in page
    assert 'data-label="Prévision">17</td>' in page
    assert 'data-label="Fait">–</td>' in page


@pytest.mark.parametrize(
    ("query", "number"), [("?an=1", 1), ("?an=2", 2), ("?an=9", 3), ("?an=abc", 3), ("?an=-1", 3), ("?an=²", 3)]
)
def test_a_year_is_chosen_and_an_odd_one_is_the_current(client_for, coordinator, agreement, query, number):
    with past_moments.at(past_moments.moment(DAY)):
        assert f"an {number} de 3" in words(client_for(coordinator).get(address(agreement, query)))


@pytest.mark.parametrize(("reader", "is_shown"), [("coordinator", True), ("network", True), ("funder_agent", False)])
def test_a_funder_reads_no_spending_that_nobody_reported(
    request, client_for, reader, is_shown, coordinator, organism, agreement
):
    year = agreement.years.get(number=3)
    money.spend(money.budget(year, coordinator)["Salaires"], coordinator, 12_345, day=date(2026, 6, 3))
    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(request.getfixturevalue(reader)).get(address(agreement, "?an=3")))
    assert ("Non dépensé de l’an 3" in page, "87 655,00" in page) == (is_shown, is_shown)


@pytest.mark.parametrize("reader", ["funder_agent", "network"])
def test_from_outside_only_what_was_issued_shows(request, client_for, reader, director, organism, agreement):
    promise(agreement, "V1.06", 18, number=2)
    record(organism, agreement, 3, day=date(2025, 6, 3))
    client = client_for(request.getfixturevalue(reader))
    page = words(client.get(address(agreement, "?an=2")))
    assert "Aucun rapport transmis pour cette année" in page
    assert 'data-label="Fait">–</td>' in page
    funder_reports.make_issued(agreement, director)
    record(organism, agreement, 5, day=date(2025, 6, 4))
    page = words(client.get(address(agreement, "?an=2")))
    assert 'data-label="Fait">3</td>' in page
    assert "jusqu’au 31 mars 2026" in page


def test_the_page_makes_as_many_queries_with_many_targets(client_for, coordinator, funder_agent, organism, agreement):
    promise(agreement, "V1.06", 18)
    client, other = client_for(coordinator), client_for(funder_agent)

    def statements(who):
        who.get(address(agreement))
        with CaptureQueriesContext(connection) as captured:
            assert who.get(address(agreement)).status_code == 200
        return len(captured)

    small = statements(client), statements(other)
    for code in ("V1.04", "V1.10", "V2.02", "V2.03", "V4.13", "V4.14", "V5.01"):
        promise(agreement, code, 40)
    record(organism, agreement, 12)
    assert (statements(client), statements(other)) == small
    assert max(small) <= 20


def test_an_agreement_without_target_is_taught(client_for, coordinator, agreement):
    assert "Aucune cible pour cette année" in words(client_for(coordinator).get(address(agreement)))


def test_the_time_since_a_report_is_not_held_against_it(client_for, funder_agent, director, organism, agreement):
    promise(agreement, "V1.06", 18)
    record(organism, agreement, 9)
    interim = {"kind": "interim", "period_from_month": 4, "period_months": 6, "due_month": 10, "due_day": 31}
    with past_moments.at(past_moments.moment(DAY)):
        funder_reports.make_issued(agreement, director, day=date(2026, 6, 1), **interim)
    with past_moments.at(past_moments.moment(date(2027, 6, 1))):
        page = words(client_for(funder_agent).get(address(agreement, "?an=3")))
    assert 'data-label="Fait">9</td>' in page
    assert "365 jours sur 365" in page
    assert 'x="50"' in page
    assert "is-short" not in page
