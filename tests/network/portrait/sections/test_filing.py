"""The funnel of a year: counted again from its reports, beside the same day a year before; the days of each side."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.portrait.sections.filing.reading import read_filed
from network.portrait.sections.filing.section import filing_section
from reporting.models import Campaign, Report
from reporting.reports.actions.campaigns import add_to_campaign
from tests import factories
from tests.network.portrait.builders import reader_of
from tests.reporting.builders.annual_reports import make_campaign
from tests.reporting.builders.reports import make_deliverable, make_funder_report
from tests.reporting.monitoring.filing_days.steps import noon, walk

pytestmark = pytest.mark.django_db
ADDRESS = reverse("network:portrait-section", args=["depots"])
TODAY = date(2026, 9, 1)
BEFORE = DateRange(date(2024, 4, 1), date(2025, 4, 1))
FILED = ("submit", "submitted")


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def organisms(db):
    return {code: factories.make_organism(f"Organisme {code}", region=code) for code in ("01", "05", "08", "12")}


@pytest.fixture
def campaigns(organisms, network):
    """Four reports of 2025-2026: approved, endorsed, filed, excused; of 2024-2025 one approved, one after that day."""
    now, before = make_campaign(network), make_campaign(network, period=BEFORE, due_on=date(2025, 6, 30))
    now.reports.update(created_at=noon(date(2026, 4, 20)))
    before.reports.update(created_at=noon(date(2025, 4, 20)))

    def report(campaign, code) -> Report:
        return campaign.reports.get(organism=organisms[code])

    walk(report(now, "01"), network, (*FILED, date(2026, 6, 20)), ("endorse", "endorsed", date(2026, 6, 26)),
         ("approve", "approved", date(2026, 7, 6)))  # fmt: skip
    walk(report(now, "05"), network, (*FILED, date(2026, 6, 30)), ("endorse", "endorsed", date(2026, 7, 4)))
    walk(report(now, "08"), network, (*FILED, date(2026, 7, 2)), ("return", "returned", date(2026, 7, 3)))
    now.reports.filter(organism=organisms["12"]).update(
        excused_at=noon(date(2026, 5, 1)), excused_by=network, excused_reason="Arrivé en mars."
    )
    for code, day in (("01", date(2025, 9, 1)), ("05", date(2025, 9, 2))):
        walk(report(before, code), network, (*FILED, date(2025, 6, 20)), ("endorse", "endorsed", date(2025, 6, 26)),
             ("approve", "approved", day))  # fmt: skip


def section(user, **asked):
    reader = reader_of(user, **{"today": TODAY, **asked})
    return filing_section(reader)


def counts(shown, rank=0) -> dict[str, tuple]:
    return {row[0]: (row[1], row[2]) for row in shown.tables[rank].rows}


def test_each_step_and_the_same_day_a_year_before(campaigns, network):
    assert counts(section(network)) == {
        "Attendus": (3, 4),
        "Commencés": (3, None),
        "Prêts à attester": (3, 2),
        "Attestés et déposés": (3, 2),
        "Endossés": (2, 2),
        "Approuvés": (1, 1),
        "Consolidés": (0, 0),
    }


def test_the_days_of_each_side_are_beside_their_step(campaigns, network):
    shown = section(network)
    under = {row.words: row.under.replace("\xa0", " ") for row in shown.drawn.funnels[0].rows}

    assert under["Attestés et déposés"] == "le jour de l’échéance"
    assert under["Endossés"] == "5 j chez l’organisme-pivot"
    assert under["Approuvés"] == "10 j au réseau ; 1 attend encore"
    assert shown.said.replace("\xa0", " ") == (
        "Rapports annuels approuvés : 1 sur 3 ; un an plus tôt, le même jour, 1 sur 4. "
        "Ce qui attend le plus longtemps est au réseau : 10 j de médiane."
    )


def test_a_region_counts_its_own_reports(campaigns, organisms, network):
    shown = counts(section(network, region=organisms["05"].region))

    assert (shown["Attendus"], shown["Approuvés"]) == ((1, 1), (0, 0))


def test_what_funders_ask_is_due_before_a_report_is_begun(organisms, network, director, agreement):
    make_deliverable(agreement, kind="interim", period=DateRange(date(2025, 4, 1), date(2025, 10, 1)))
    report = make_funder_report(agreement, director)
    Report.objects.update(created_at=noon(date(2026, 5, 1)))
    walk(report, director, ("issue", "issued", date(2026, 6, 25)), ("accept", "accepted", date(2026, 8, 5)))
    shown = section(network)

    assert counts(shown) == {"Dus": (2, None), "Commencés": (1, None), "Transmis": (1, None), "Acceptés": (1, None)}
    assert "au réseau" not in shown.said
    assert "chez les bailleurs\xa0: 41\xa0j" in shown.said


def test_a_component_leaves_filing_out_and_says_so(campaigns, network, client_for):
    assert "un rapport se dépose entier" in text(client_for(network).get(ADDRESS, {"volet": "1"}))


def test_a_year_without_a_campaign_says_when_it_opens(network, client_for):
    answer = client_for(network).get(ADDRESS, {"annee": "2025"})

    assert "Aucun rapport de 2025-2026 n’est encore attendu" in text(answer)
    assert "<table" not in text(answer)


def test_as_many_queries_for_many_reports(campaigns, network):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            read_filed(network, 2025, TODAY)
        return len(captured)

    asked()
    few = asked()
    for number in range(12):
        add_to_campaign(
            campaign=Campaign.objects.latest("period"), organism=factories.make_organism(f"Autre {number}"), by=network
        )
    assert asked() == few
    assert few <= 10


def test_files_say_the_steps_and_the_days(campaigns, network, client_for):
    lines = text(client_for(network).get(ADDRESS, {"annee": "2025", "sortie": "csv"})).splitlines()

    assert [line for line in lines if line.startswith("Endossés;")] == ["Endossés;2;2;chez l’organisme-pivot;5;0"]
