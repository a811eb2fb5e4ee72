"""Where an agreement stands: year n of N, time passed, what is done and a forecast that anybody can redo."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agreements.agreement.actions import save_requirement
from agreements.models import AgreementPartner, PeriodTarget, Requirement, Target
from organisms.models import Indicator
from organisms.names import sort_name
from reporting.management.demo import past_moments
from reporting.monitoring.pace import Elapsed, Mark, elapsed_of, foreseen
from reporting.monitoring.shared_targets import Whose, shared_target_progress
from services.counting.declarations import Population, declare
from services.models import Partner
from tests import factories
from tests.agreements.money import builders as money
from tests.reporting.builders import funder_reports, reports

DAY = date(2026, 11, 22)
START = date(2026, 4, 1)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def rows_of(page: str, *codes: str) -> list[dict[str, str]]:
    """The cells of these marks, by their labels, without their tags."""
    rows = []
    for code in codes:
        row = page[page.index(f">{code}</span>") :]
        cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', row[: row.index("</tr>")], re.DOTALL)
        rows.append({name: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for name, cell in cells})
    return rows


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
    ("done", "passed", "due", "expected"),
    [
        (10, 100, None, Fraction(73, 2)),
        (0, 100, None, 0),
        (10, 29, None, None),
        (10, 30, None, Fraction(365, 3)),
        (10, 365, None, None),
        (None, 100, None, None),
        (10, 100, Fraction(1, 2), 20),
        (10, 100, Fraction(0), None),
    ],
)
def test_the_forecast_is_the_pace_so_far(done, passed, due, expected):
    assert foreseen(None if done is None else Decimal(done), Elapsed(365, passed), due) == expected


@given(st.integers(0, 100_000), st.integers(30, 364), st.none() | st.fractions(0, 1))
def test_a_forecast_is_never_below_what_is_done(done, passed, due):
    ahead = foreseen(Decimal(done), Elapsed(365, passed), due)
    assert ahead is None or ahead >= done


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(30, 364))
def test_more_done_is_never_less_foreseen(done, more, passed):
    elapsed = Elapsed(365, passed)
    assert foreseen(Decimal(done + more), elapsed) >= foreseen(Decimal(done), elapsed)


@pytest.mark.parametrize(
    ("target", "done", "passed", "due", "short"),
    [
        (100, 40, 182, None, True),
        (100, 43, 182, None, False),
        (100, 84, 365, None, True),
        (100, 85, 365, None, False),
        (100, None, 182, None, False),
        (0, 3, 182, None, False),
        # The agreement asks a fifth of the year by then
        (100, 20, 182, Fraction(1, 5), False),
        (100, 16, 182, Fraction(1, 5), True),
    ],
)
def test_short_is_under_85_per_cent_at_the_end_of_the_year(target, done, passed, due, short):
    number = None if done is None else Decimal(done)
    mark = Mark("V1.06", "Séjours", "séjour", Decimal(target), number, Elapsed(365, passed), has_pace=True, due=due)
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
    (stays, met) = rows_of(page, "V1.06", "V1.04")
    assert (stays["Fait"], stays["Part faite"], stays["Prévision"], met["Fait"]) == ("11", "61 %", "17", "–")


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
    assert rows_of(page, "V1.06")[0]["Fait"] == "–"
    funder_reports.make_issued(agreement, director)
    record(organism, agreement, 5, day=date(2025, 6, 4))
    page = words(client.get(address(agreement, "?an=2")))
    assert rows_of(page, "V1.06")[0]["Fait"] == "3"
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
    assert max(small) <= 22


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
    assert rows_of(page, "V1.06")[0]["Fait"] == "9"
    assert "365 jours sur 365" in page
    assert 'x="50"' in page
    assert "is-short" not in page


def declare_for(agreement, days, code, value, by, denominator=None):
    return declare(
        population=Population(agreement.organism_id, days, agreement.pk),
        indicator=Indicator.objects.get(code=code),
        state="value",
        value=Decimal(value),
        denominator=denominator,
        by=by,
    )


def met(organism, agreement, *names, day=date(2026, 6, 3)):
    for name in names:
        row = {"organism": organism, "kind": "employer", "name": name, "sort_name": sort_name(name)}
        partner_ids = (Partner.objects.create(**row).pk,) if name else ()
        more = {"day": day, "agreements": [agreement], "partner_ids": partner_ids}
        factories.make_activity(organism, "Visite d’entreprise", **more)


def test_what_partner_organisms_charged_counts(client_for, coordinator, organism, neighbour_organism, agreement):
    promise(agreement, "V1.06", 8)
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    record(neighbour_organism, agreement, 4)

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))
        results = words(client_for(coordinator).get(reverse("services:agreement-results", args=[agreement.pk])))

    assert rows_of(page, "V1.06")[0]["Fait"] == "4"
    assert rows_of(page, "V1.06")[0]["Part faite"] == "50 %"
    assert 'data-label="Taux">50 %<' in results


def test_what_a_report_declared_shows_and_leads_to_its_line(client_for, coordinator, agreement):
    promise(agreement, "V1.10", 10_000)
    report = funder_reports.make_open(agreement, coordinator, day=date(2026, 6, 1))
    reports.answer(report, "a3", coordinator, 9705)

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))

    assert rows_of(page, "V1.10")[0] == {"Fait": "9 705", "Cible": "10 000", "Part faite": "97 %", "Prévision": "–"}
    line = f"{reverse('reporting:report-section', args=[report.pk, 'v1'])}#ligne-a3"
    assert f'<a href="{line}">' in page
    assert client_for(coordinator).get(line).status_code == 200


def test_what_was_declared_for_a_half_is_the_least_of_the_year(client_for, coordinator, agreement):
    promise(agreement, "V2.02", 40)
    half = DateRange(date(2026, 4, 1), date(2026, 10, 1))
    declare_for(agreement, half, "V2.02", 24, coordinator)

    with past_moments.at(past_moments.moment(date(2027, 3, 31))):
        page = words(client_for(coordinator).get(address(agreement)))

    (row,) = rows_of(page, "V2.02")
    assert (row["Fait"], row["Part faite"]) == ("au moins 24", "au moins 60 %")
    assert "déclaré du 1er avril 2026 au 30 septembre 2026" in page
    # What may be more is not judged
    assert "is-short" not in page


def test_a_lower_bound_is_said(client_for, coordinator, organism, agreement):
    promise(agreement, "V3.01", 20)
    met(organism, agreement, "Acier Beaulieu", "Scierie Blais", "")

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))

    assert rows_of(page, "V3.01")[0]["Fait"] == "au moins 2"
    assert "une fiche n’en nomme aucun" in page


def test_employers_of_two_organisms_are_never_added(client_for, coordinator, organism, neighbour_organism, agreement):
    promise(agreement, "V3.01", 20)
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    met(organism, agreement, "Acme inc.", "Scierie Blais")
    met(neighbour_organism, agreement, "ACME Inc.")

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))
        url = reverse("services:agreement-results", args=[agreement.pk])
        results = words(client_for(coordinator).get(url))

    assert rows_of(page, "V3.01")[0]["Fait"] == "au moins 2"
    assert "au moins : 2 organismes nomment chacun les leurs" in results
    assert ">au moins 2</a>" in results


def test_a_ratio_is_measured_as_a_rate_whatever_the_day(client_for, coordinator, agreement):
    promise(agreement, "V4.11", 75)
    declare_for(agreement, agreement.years.get(number=3).during, "V4.11", 5, coordinator, denominator=Decimal(8))

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))

    row = {"Fait": "62,5 %", "Cible": "75 %", "Part faite": "83 %", "Prévision": "–"}
    assert rows_of(page, "V4.11") == [row]
    assert "5 sur 8" in page
    assert 'x="100"' in page


def test_not_collected_is_said_and_not_a_dash(client_for, coordinator, agreement):
    promise(agreement, "V1.04", 60)
    population = Population(agreement.organism_id, agreement.years.get(number=3).during, agreement.pk)
    code = Indicator.objects.get(code="V1.04")
    declare(population=population, indicator=code, state="nd", value=None, by=coordinator)

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))

    assert rows_of(page, "V1.04")[0]["Fait"] == "n. d."


def test_a_zero_that_a_report_confirmed_reaches_nothing_of_its_target(client_for, coordinator, agreement):
    promise(agreement, "V1.06", 18)
    report = funder_reports.make_open(agreement, coordinator, day=date(2026, 6, 1))
    reports.answer(report, "a2", coordinator, state="zero")

    with past_moments.at(past_moments.moment(date(2027, 4, 2))):
        page = words(client_for(coordinator).get(address(agreement, "?an=3")))
        url = reverse("services:agreement-results", args=[agreement.pk])
        results = words(client_for(coordinator).get(url, {"periode": "an-3"}))

    assert rows_of(page, "V1.06")[0] == {"Fait": "0", "Cible": "18", "Part faite": "0 %", "Prévision": "–"}
    assert "is-short" in page
    assert 'data-label="Taux">0 %<' in results


def test_a_bar_that_stops_says_so_and_its_number_leads_to_its_records(client_for, coordinator, organism, agreement):
    promise(agreement, "V1.06", 2)
    record(organism, agreement, 4)

    with past_moments.at(past_moments.moment(DAY)):
        page = words(client_for(coordinator).get(address(agreement)))

    assert rows_of(page, "V1.06")[0]["Part faite"] == "200 % barre coupée à 150 %"
    assert f"/o/{organism.pk}/activites/?indicateur=V1.06&amp;du=2026-04-01&amp;au=2027-03-31" in page


def test_from_outside_a_number_leads_to_its_line_of_the_report(client_for, funder_agent, director, agreement, organism):
    promise(agreement, "V1.06", 18, number=2)
    record(organism, agreement, 3, day=date(2025, 6, 3))
    issued = funder_reports.make_issued(agreement, director)
    client = client_for(funder_agent)

    page = words(client.get(address(agreement, "?an=2")))

    line = f"{reverse('reporting:funder-report-version', args=[issued.pk, 1])}#ligne-A2"
    assert f'<a href="{line}">3</a>' in page
    assert 'id="ligne-A2"' in words(client.get(line))


@pytest.mark.parametrize(
    ("done", "target", "passed", "said", "short"),
    [
        # 84,23 against 84,15: the rounded 84 would be below
        (42, 99, 182, "84,2", False),
        # 84,86 against 85: the rounded 85 would reach it
        (85, 100, 365, "–", False),
        (43, 100, 185, "84,8", True),
        (100, 200, 182, "201", False),
    ],
)
def test_a_forecast_is_judged_exactly_and_printed_on_its_side(done, target, passed, said, short):
    elapsed = Elapsed(365, passed)
    mark = Mark("V1.06", "x", "séjour", Decimal(target), Decimal(done), elapsed, has_pace=True)

    assert (mark.forecast_text, mark.is_short) == (said, short)


def give_half(agreement, by, target, value):
    half = Requirement(kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31)
    requirement = save_requirement(agreement=agreement, requirement=half, by=by)
    deliverable = requirement.deliverables.get(period__startswith=START)
    PeriodTarget.objects.create(target=target, deliverable=deliverable, value=Decimal(value))


@pytest.mark.parametrize(("half", "ahead", "tick"), [(4, "18", 'x="22"'), (None, "8", 'x="50"')])
def test_what_is_due_and_foreseen_follow_the_target_of_the_half_year(
    client_for, coordinator, organism, agreement, half, ahead, tick
):
    target = promise(agreement, "V1.06", 18)
    if half is not None:
        give_half(agreement, coordinator, target, half)
    record(organism, agreement, 4)

    with past_moments.at(past_moments.moment(date(2026, 9, 30))):
        page = words(client_for(coordinator).get(address(agreement)))

    [row] = rows_of(page, "V1.06")
    assert (row["Prévision"], tick in page) == (ahead, True)
    assert row["Cible"] == ("18 avril à septembre 2026 : 4" if half else "18")


def test_the_funder_and_the_shared_page_read_it_too(client_for, coordinator, funder_agent, organism, agreement):
    give_half(agreement, coordinator, promise(agreement, "V1.06", 18), 4)
    record(organism, agreement, 4)
    with past_moments.at(past_moments.moment(date(2026, 9, 30))):
        seen = words(client_for(funder_agent).get(address(agreement)))
        page = shared_target_progress(Whose("x", organism_id=organism.pk), date(2026, 9, 30))

    assert "avril à septembre 2026 : 4" in seen
    [mark] = page.groups[0].marks
    assert (mark.due, mark.foreseen, mark.tick) == (Fraction(2, 9), 18, "22")
