"""The page of the days of each side: the network all, a pivot its region, a funder what it settles."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from reporting.monitoring.filing_days.reading import STAGES
from reporting.monitoring.filing_days.table import days_table, year_lines
from tests.factories import make_agreement
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_funder_report
from tests.reporting.monitoring.filing_days.steps import walk
from tests.reporting.monitoring.filing_days.test_reading import spent

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:filing-days")
DUE = date(2026, 6, 30)


@pytest.fixture
def annual(organism, network, director):
    steps = [("submit", "submitted", 0), ("endorse", "endorsed", 4), ("approve", "approved", 10)]
    return walk(
        make_annual(organism, network), director, *((name, to, DUE + timedelta(days=n)) for name, to, n in steps)
    )


@pytest.fixture
def accepted(agreement, director):
    steps = [("issue", "issued", -2), ("accept", "accepted", 5)]
    return walk(
        make_funder_report(agreement, director),
        director,
        *((name, to, DUE + timedelta(days=n)) for name, to, n in steps),
    )


def words(page) -> dict:
    return {
        (line.year, square.days.stage.key): square.words
        for line in page.context["lines"]
        for square in line.squares
        if square.days.over
    }


def test_the_network_reads_every_side(annual, accepted, network, client_for):
    page = client_for(network).get(PAGE)
    assert words(page) == {
        (2025, "file"): "1\u00a0j avant",
        (2025, "endorse"): "4\u00a0j",
        (2025, "approve"): "6\u00a0j",
        (2025, "accept"): "7\u00a0j",
    }
    assert "2025-2026" in page.text


def test_a_pivot_reads_its_region(annual, pivot, far_organism, client_for):
    assert words(client_for(pivot).get(PAGE))[2025, "endorse"] == "4\u00a0j"


def test_a_funder_reads_what_it_settles(accepted, annual, funder_agent, other_funder_agent, client_for):
    page = client_for(funder_agent).get(PAGE)
    assert words(page) == {(2025, "file"): "2\u00a0j avant", (2025, "accept"): "7\u00a0j"}
    assert "Vos délais" in page.text
    assert "Endossement" not in page.text
    empty = client_for(other_funder_agent).get(PAGE)
    assert "Aucun délai pour l’instant" in empty.text


def test_a_funder_that_does_not_lead_has_no_days(
    organism, funder, other_funder, other_funder_agent, director, client_for
):
    agreement = make_agreement(organism, funder, "DEUX")
    agreement.signatures.create(funder=other_funder, is_lead=False)
    walk(
        make_funder_report(agreement, director),
        director,
        ("issue", "issued", DUE),
        ("accept", "accepted", DUE + timedelta(days=3)),
    )
    assert client_for(other_funder_agent).get(PAGE).context["lines"] == []


def test_an_organism_reads_its_own(annual, coordinator, neighbour, client_for):
    assert words(client_for(coordinator).get(PAGE))[2025, "approve"] == "6\u00a0j"
    assert client_for(neighbour).get(PAGE).context["lines"] == []


def test_the_file_has_numbers(annual, network, client_for):
    answer = client_for(network).get(reverse("reporting:filing-days-export", args=["csv"]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    assert [(row["Côté"], row["Rapports"], row["Jours, médiane"]) for row in rows if row["Rapports"] != "0"] == [
        ("Organisme", "1", "0"),
        ("Organisme-pivot", "1", "4"),
        ("Réseau", "1", "6"),
    ]


def test_a_blank_cell_is_where_nothing_is_over():
    table = days_table(year_lines([spent(STAGES[1], 12, over=False)], STAGES))
    rows = [list(row) for row in table.rows]
    assert rows[1][3:] == [0, "", "", 1, 12]


def test_queries_do_not_grow(annual, accepted, network, client_for, django_assert_max_num_queries):
    browser = client_for(network)
    browser.get(PAGE)
    with django_assert_max_num_queries(14):
        browser.get(PAGE)
