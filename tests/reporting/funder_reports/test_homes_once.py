"""Households over the reports of one funder: split, summed, each once, sealed, and never a household."""

import json
from datetime import date

import pytest
from django.urls import reverse

from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.distinct_households import read_distinct_households
from reporting.models import Version
from services.models import Household
from tests import factories
from tests.refusals import as_owner
from tests.reporting.builders.reports import answer, fill, make_funder_report, make_issued
from tests.services.households.builders import make_target, refer, settle
from tests.services.results.test_views_results import text

DAYS = (date(2025, 4, 1), date(2026, 4, 1))


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def city_director(city):
    return factories.make_seated_user("Directrice de la ville", city, "director")


@pytest.fixture
def city_agreement(city, funder):
    return factories.make_agreement(city, funder, "MTL-2024-01")


@pytest.fixture
def homes(city, organism, city_agreement, agreement, coordinator) -> list[Household]:
    """Six of both, charged to both agreements."""
    target = make_target(city, organism, coordinator, agreements=(city_agreement, agreement))
    return [settle(refer(target, coordinator, size=3), coordinator) for _ in range(6)]


@pytest.fixture
def both(homes, agreement, city_agreement, director, city_director):
    return make_issued(agreement, director), make_issued(city_agreement, city_director)


def numbers(found) -> dict[str, int | None]:
    rows = {row.reference or row.organism: row.numbers[1] for row in (*found.rows, found.summed, found.once)}
    return rows


def test_two_reports_of_the_same_households_add_to_twice_and_count_once(both, funder_agent):
    assert numbers(read_distinct_households(funder_agent, *DAYS)) == {
        "MIN-2024-031": 6, "MTL-2024-01": 6, "Somme des rapports": 12, "Chaque ménage une fois": 6,
    }  # fmt: skip


def test_households_of_one_side_only_count_with_the_others(
    both, organism, agreement, city, director, coordinator, funder_agent
):
    own = make_target(city, organism, coordinator, agreements=(None, agreement))
    for _ in range(2):
        settle(refer(own, coordinator), coordinator)
    before = numbers(read_distinct_households(funder_agent, *DAYS))
    assert before["Chaque ménage une fois"] == 6, "what was written since the report is in no figure"

    issue_again(both[0], director)

    assert numbers(read_distinct_households(funder_agent, *DAYS)) == {
        "MIN-2024-031": 8, "MTL-2024-01": 6, "Somme des rapports": 14, "Chaque ménage une fois": 8,
    }  # fmt: skip


def issue_again(report, by) -> None:
    report.refresh_from_db()
    issue_report(report=report, by=by, key="00000000-0000-0000-0000-00000000000a", reason="Deux ménages de plus")


def test_the_figure_is_what_the_paper_says_and_a_corrected_one_stays_out(
    homes, agreement, director, coordinator, funder_agent
):
    report = make_funder_report(agreement, coordinator)
    answer(report, "a3", coordinator, 4, override_reason="Deux dossiers papier")
    fill(report, director)
    issue_report(report=report, by=director, key="00000000-0000-0000-0000-00000000000b")
    assert "households" not in json.loads(Version.objects.get().content)
    found = read_distinct_households(funder_agent, *DAYS)
    assert (found.rows, found.once.numbers) == ([], (None, None, None))


def test_what_a_form_that_masks_hides_is_not_said_here(both, funder_agent):
    forms = {report.template_version_id for report in both}
    as_owner(
        "SET LOCAL session_replication_role = replica;"
        f" UPDATE reporting_templateversion SET masks_small_counts = true WHERE id = {min(forms)}"
    )
    assert len(forms) == 1
    assert read_distinct_households(funder_agent, *DAYS).rows == []


def test_a_version_holds_numbers_that_lead_to_nobody(both, homes):
    for version in Version.objects.all():
        kept = json.loads(version.content)["households"]
        assert kept["V1.10"] == {str(home.pk): 1 for home in homes}
        assert not any(home.key in version.content for home in homes)


def test_another_funder_and_another_year_read_nothing(both, other_funder, funder_agent):
    stranger = factories.make_funder_user("Agente d’ailleurs", other_funder)
    assert read_distinct_households(stranger, *DAYS).rows == []
    assert read_distinct_households(funder_agent, date(2023, 4, 1), date(2024, 4, 1)).rows == []


def test_the_page_and_its_file_say_the_same(both, homes, funder_agent, client_for):
    client, url = client_for(funder_agent), reverse("reporting:funder-households")
    page = text(client.get(url, {"annee": "etat-2025"}))
    assert "Chaque ménage une fois" in page
    assert page.count('data-label="Ménages installés">6<') == 3
    assert page.count('data-label="Ménages installés">12<') == 1
    assert not any(home.key in page for home in homes)
    sheet = client.get(url, {"annee": "etat-2025", "sortie": "csv"}).content.decode("utf-8-sig")
    assert "Somme des rapports;;;;12;" in sheet
    assert "Chaque ménage une fois;;;;6;" in sheet
    assert url in client.get(reverse("reporting:funder-desk")).content.decode()


@pytest.mark.parametrize("year", ["etat-1800", "abc", "etat-9999", ""])
def test_an_odd_year_opens_on_the_newest_one(funder_agent, client_for, year):
    answer_ = client_for(funder_agent).get(reverse("reporting:funder-households"), {"annee": year})
    assert answer_.status_code == 200
    assert "Aucun rapport de cette année" in text(answer_)


def test_the_page_takes_the_same_queries_whatever_was_received(
    both, funder_agent, client_for, django_assert_num_queries
):
    client, url = client_for(funder_agent), reverse("reporting:funder-households")
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url, {"annee": "etat-2010"})
    with django_assert_num_queries(5):
        client.get(url, {"annee": "etat-2025"})
