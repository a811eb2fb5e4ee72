"""Beside the network: closed until its coordination opens it, unnamed, and only from five organisms on."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.models import Target
from network.models import PortraitComparison
from network.organism_portrait.beside import read_shares
from network.organism_portrait.comparison import choose_comparison
from organisms.models import Indicator
from reporting.models import Report
from reporting.reports.actions.filing import approve_report, submit_report
from tests import factories
from tests.network.organism_portrait.test_pages import YEAR, file_of, page_of, row_of
from tests.refusals import refused_to_both
from tests.reporting.builders.annual_reports import fill, make_campaign
from tests.services.results.test_views_results import text

PAGE = "network:portrait-comparison"
DAYS = DateRange(date(2025, 4, 1), date(2026, 4, 1))
CLOSED = "Le réseau n’a pas ouvert cette comparaison"


@pytest.fixture
def others(organism, funder, network, director):
    """The organism and five others, of a region without pivot, each with a target of 10 on V4.13."""
    houses = [organism, *(factories.make_organism(f"Autre {rank}", region="01") for rank in range(5))]
    for rank, house in enumerate(houses):
        agreement = factories.make_agreement(house, funder, f"ENT-{rank}")
        year = agreement.years.get(number=2)
        Target.objects.create(year=year, indicator=Indicator.objects.get(code="V4.13"), value=Decimal(10))
    return houses


def approved(house, network, number, campaign) -> Report:
    """The annual report of an organism that did so many activities of V4.13, filed and approved."""
    director = factories.make_seated_user(f"Direction de {house.name}", house, "director")
    for _ in range(number):
        factories.make_activity(house, "Activité de rapprochement", day=date(2025, 6, 3), by=director)
    report = fill(Report.objects.get(campaign=campaign, organism=house), director)
    submit_report(report=report, by=director, key=uuid4(), reason="")
    report.refresh_from_db()
    approve_report(report=report, by=network, key=uuid4())
    return report


def test_nothing_is_shown_until_the_coordination_opens_it(others, organism, coordinator, network, client_for):
    client = client_for(coordinator)
    assert CLOSED in text(client.get(page_of(organism), YEAR))

    client_for(network).post(reverse(PAGE), {"montrer": "oui"})

    assert CLOSED not in text(client.get(page_of(organism), YEAR))
    choice = PortraitComparison.objects.get()
    assert (choice.is_shown, choice.by) == (True, network)
    client_for(network).post(reverse(PAGE), {"montrer": "non"})
    assert CLOSED in text(client.get(page_of(organism), YEAR))
    assert PortraitComparison.objects.count() == 2


def test_a_second_click_writes_nothing(network, client_for):
    client = client_for(network)
    for _ in range(2):
        client.post(reverse(PAGE), {"montrer": "oui"})

    assert PortraitComparison.objects.count() == 1
    assert network.name in text(client.get(reverse(PAGE)))


@pytest.mark.parametrize("asked", [{}, {"montrer": ""}, {"montrer": "OUI"}, {"montrer": "1"}])
def test_a_request_that_does_not_say_which_way_changes_nothing(asked, network, client_for):
    choose_comparison(is_shown=True, by=network)
    client = client_for(network)

    page = text(client.post(reverse(PAGE), asked, follow=True))

    assert "la demande ne disait pas s’il faut ouvrir la comparaison ou la fermer" in page
    assert [choice.is_shown for choice in PortraitComparison.objects.all()] == [True]


def test_an_analyst_reads_the_choice_and_cannot_make_it(analyst, client_for):
    client = client_for(analyst)

    assert "La coordination du réseau l’ouvre et la ferme." in text(client.get(reverse(PAGE)))
    assert client.post(reverse(PAGE), {"montrer": "oui"}).status_code == 403
    assert not PortraitComparison.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE network_portraitcomparison SET is_shown = FALSE",
        "UPDATE network_portraitcomparison SET by_id = by_id",
        "DELETE FROM network_portraitcomparison",
    ],
)
def test_a_choice_stays_whoever_asks_in_sql(statement, network):
    choose_comparison(is_shown=True, by=network)

    refused_to_both(statement)

    assert PortraitComparison.objects.get().is_shown


@pytest.mark.parametrize(("before", "again"), [(True, True), (False, False)])
def test_a_choice_that_changes_nothing_is_refused_in_sql(before, again, network):
    if before:
        choose_comparison(is_shown=True, by=network)

    insert = "INSERT INTO network_portraitcomparison (is_shown, at, by_id) VALUES (%s, now(), %s)"
    refused_to_both(insert, again, network.pk, words="changes nothing")


def test_a_count_under_the_threshold_of_organisms_makes_no_point(others, organism, network, settings):
    campaign = make_campaign(network)
    for house, number in zip(others[:5], (8, 12, 6, 9, 7), strict=True):
        approved(house, network, number, campaign)
    (shares,) = read_shares(organism.pk, DAYS, ["V4.13"])
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"organism": 8}
    (fewer,) = read_shares(organism.pk, DAYS, ["V4.13"])
    assert len(shares.others) - len(fewer.others) == sum(number < 8 for number in (8, 12, 6, 9, 7)[1:]) == 2


def test_points_are_unnamed_from_five_organisms_on(others, organism, coordinator, network, client_for):
    choose_comparison(is_shown=True, by=network)
    campaign = make_campaign(network)
    for house, number in zip(others[:4], (8, 12, 6, 9), strict=True):
        approved(house, network, number, campaign)
    client = client_for(coordinator)
    four = text(client.get(page_of(organism, "a-cote"), YEAR))
    assert "Moins de cinq organismes : le dessin attend le cinquième." in four
    assert four.count('class="g-pt is-other"') == 1, "the legend alone"

    # A count of 1 to 4 makes no point: there are still four
    approved(others[4], network, 2, campaign)
    assert "Moins de cinq organismes" in text(client.get(page_of(organism, "a-cote"), YEAR))
    approved(others[5], network, 7, campaign)

    page = text(client.get(page_of(organism, "a-cote"), YEAR))
    row = row_of(file_of(client, organism, "a-cote"), "V4.13")
    assert (row["Vous"], row["Médiane"], row["Organismes"]) == ("80 %", "80 %", "5")
    assert page.count('class="g-pt is-other"') == 5, "four points, and the legend"
    assert "Autre" not in page
    assert [one.others for one in read_shares(organism.pk, DAYS, ["V4.13"])] == [(60, 70, 90, 120)]
