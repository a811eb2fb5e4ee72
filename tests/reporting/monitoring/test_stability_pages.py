"""Pages of stability: who sees which days, whose money, and that a day or a filter mistyped loses nothing."""

import csv
import io
import re
import time
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import AgreementFunder
from reporting.management.demo import past_moments
from tests import factories
from tests.lists import csv_rows
from tests.reporting.monitoring.builders import amount, renewed, sign

PAGE, RENEWALS = "/stabilite/", "/stabilite/a-renouveler/"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with past_moments.at(past_moments.moment(TODAY)):
        yield


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def cells(client, query="") -> dict[str, dict[str, str]]:
    """The table as its CSV tells it: name → column → cell."""
    response = client.get(reverse("reporting:stability-export", args=["csv"]) + query)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    return {next(iter(row.values())): row for row in rows}


def test_the_network_sees_the_gap_of_47_days_by_organism_region_and_funder(client_for, network, organism, funder):
    renewed(organism, funder)
    client = client_for(network)
    for query, name in (("", organism.name), ("?par=region", organism.region.name), ("?par=bailleur", funder.name)):
        assert cells(client, query)[name]["Jours entre deux ententes"] == "47"
    page = words(client.get(PAGE))
    assert '<dd class="figure">47</dd>' in page
    assert organism.name in page


def test_signed_47_days_late_is_told_apart_from_a_gap(client_for, network, organism, funder):
    renewed(organism, funder, late=0, signed=47)
    row = cells(client_for(network))[organism.name]
    assert (row["Jours sans signature"], row["Jours entre deux ententes"]) == ("47", "0")
    assert row["Jours sans aucune entente signée"] == "47"


@pytest.mark.parametrize(
    ("query", "gap"),
    [
        ("", "47"),
        ("?annee=2026", "47"),
        ("?annee=tout", "47"),
        ("?annee=2025", "0"),
        ("?jour=2026-04-11", "11"),
        ("?jour=2026-04-01", "1"),
        ("?jour=2026-05-17", "47"),
        ("?jour=2026-12-31", "47"),
    ],
)
def test_days_are_counted_to_the_day_chosen(client_for, network, organism, funder, query, gap):
    renewed(organism, funder)
    found = cells(client_for(network), query)
    assert found.get(organism.name, {"Jours entre deux ententes": "0"})["Jours entre deux ententes"] == gap


@pytest.mark.parametrize(
    "query", ["?jour=hier", "?jour=9999-12-31", "?jour=1e30", "?annee=dix", "?region=abc", "?par=rien", "?tri=%3B"]
)
def test_what_is_mistyped_is_told_beside_its_box_and_the_page_stands(client_for, network, organism, funder, query):
    renewed(organism, funder)
    page = words(client_for(network).get(PAGE + query))
    assert organism.name in page
    if "jour" in query:
        assert query.partition("=")[2] in page
        assert "field-error" in page


def test_nul_is_refused_in_words(client_for, network):
    assert client_for(network).get(PAGE + "?q=%00").status_code == 400


def test_co_signed_days_count_for_each_and_money_for_the_lead(client_for, network, organism, funder, other_funder):
    before, after = renewed(organism, funder)
    for agreement in (before, after):
        AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    found = cells(client_for(network), "?par=bailleur")
    assert (
        found[funder.name]["Jours entre deux ententes"] == found[other_funder.name]["Jours entre deux ententes"] == "47"
    )
    assert Decimal(found[funder.name]["Montant médian"].replace(",", ".")) > 0
    assert found[other_funder.name]["Montant médian"] == ""


def test_shares_and_sizes_of_grants(client_for, network, organism, funder):
    sizes = [("24999.99", 1), ("45000", 1), ("100000", 3), ("250000", 5)]
    for number, (money, years) in enumerate(sizes):
        start = date(2026, 4, 1)
        agreement = factories.make_agreement(organism, funder, f"E-{number}", start=start, end=date(2026 + years, 4, 1))
        sign(amount(agreement, money))
    row = cells(client_for(network))[organism.name]
    assert row["Montant médian"] == "72500,00"
    assert row["Moins de 25\xa0000\xa0$"].startswith("25")
    assert row["Argent en 3 à 5 ans"].startswith("83,33")


@pytest.mark.parametrize(("query", "names"), [
    ("?tri=nom", ["A", "B", "C"]),
    ("?tri=-nom", ["C", "B", "A"]),
    ("?tri=-sans", ["B", "C", "A"]),
    ("?tri=sans", ["A", "C", "B"]),
    ("?tri=rien", ["A", "B", "C"]),
])  # fmt: skip
def test_columns_sort(client_for, network, funder, query, names):
    for name, late in (("A", -5), ("B", 30), ("C", 9)):
        sign(factories.make_agreement(factories.make_organism(name), funder, "E", start=date(2026, 4, 1)), late)
    assert list(cells(client_for(network), query)) == names


def test_filters_keep_what_they_say(client_for, network, organism, far_organism, funder, other_funder):
    renewed(organism, funder)
    renewed(far_organism, other_funder, "FON")
    client = client_for(network)
    assert list(cells(client, f"?region={far_organism.region_id}")) == [far_organism.name]
    assert list(cells(client, f"?bailleur={funder.pk}")) == [organism.name]
    assert list(cells(client, "?q=fon-20")) == [far_organism.name]
    assert list(cells(client, "?q=croisee")) == [organism.name]
    assert cells(client, "?q=zzz") == {}


def test_an_organism_counts_its_own_only(client_for, coordinator, organism, neighbour_organism, funder):
    renewed(organism, funder)
    renewed(neighbour_organism, funder, "VOISIN", late=90)
    assert list(cells(client_for(coordinator))) == [organism.name]
    assert cells(client_for(coordinator), "?par=bailleur")[funder.name]["Jours entre deux ententes"] == "47"


def test_a_pivot_counts_the_days_of_its_region_and_no_money_of_others(
    client_for, pivot, pivot_organism, organism, far_organism, funder
):
    renewed(organism, funder, "CANARI")
    renewed(far_organism, funder, "LOIN")
    renewed(pivot_organism, funder, "PIVOT", late=3)
    client = client_for(pivot)
    found = cells(client)
    assert set(found) == {organism.name, pivot_organism.name}
    assert found[organism.name]["Jours entre deux ententes"] == "47"
    hidden = ("Montant médian", "Argent en 3 à 5 ans", "Moins de 25\xa0000\xa0$", "Jours sans aucune entente signée")
    assert [found[organism.name][column] for column in hidden] == [""] * 4
    assert all(found[pivot_organism.name][column] for column in hidden if "aucune" not in column)
    for path in (PAGE, RENEWALS, PAGE + "?par=bailleur", PAGE + "?q=canari"):
        body = words(client.get(path))
        assert "CANARI-20" not in body
        assert "LOIN" not in body
    assert not {row[0] for row in csv_rows(client, RENEWALS)} & {"CANARI-20", "LOIN"}
    assert cells(client, "?q=canari") == {}
    assert client.get(reverse("reporting:organism-spans", args=[organism.pk])).status_code == 404


def test_a_funder_counts_its_own_agreements_and_no_other_funder(
    client_for, funder_agent, organism, far_organism, funder, other_funder
):
    _, after = renewed(organism, funder)
    AgreementFunder.objects.create(agreement=after, funder=other_funder, is_lead=False)
    renewed(organism, other_funder, "AUTRE", late=200)
    renewed(far_organism, other_funder, "AUTRE")
    client = client_for(funder_agent)
    assert list(cells(client)) == [organism.name]
    assert cells(client)[organism.name]["Jours entre deux ententes"] == "47"
    assert cells(client)[organism.name]["Jours sans aucune entente signée"] == ""
    assert list(cells(client, "?par=bailleur")) == [funder.name]
    assert "AUTRE" not in words(client.get(reverse("reporting:organism-spans", args=[organism.pk])))
    assert client.get(reverse("reporting:organism-spans", args=[far_organism.pk])).status_code == 404


def test_a_text_that_a_spreadsheet_would_run_stays_a_text(client_for, network, funder):
    organism = factories.make_organism("=HYPERLINK(1)")
    renewed(organism, funder, "+CMD")
    client = client_for(network)
    assert "'=HYPERLINK(1)" in cells(client)
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("reporting:stability-export", args=["xlsx"])).content))
    assert [book.active.cell(2, 1).value, book.active.cell(2, 1).data_type] == ["'=HYPERLINK(1)", "s"]
    assert ["'+CMD-2023", "'=HYPERLINK(1)"] in [row[:2] for row in csv_rows(client, RENEWALS, jour="2025-12-01")]


def test_the_workbook_says_what_the_csv_says(client_for, network, organism, funder):
    renewed(organism, funder)
    client = client_for(network)
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("reporting:stability-export", args=["xlsx"])).content))
    head, row = [[cell.value for cell in line] for line in book.active.iter_rows(max_row=2)]
    assert head == list(cells(client)[organism.name])
    assert row[head.index("Jours entre deux ententes")] == 47


def test_no_signature_written_down_is_said(client_for, network, organism, funder):
    factories.make_agreement(organism, funder, start=date(2026, 4, 1))
    page = words(client_for(network).get(PAGE))
    assert "1 entente sans date de signature inscrite" in page
    assert cells(client_for(network))[organism.name]["Jours sans signature"] == str((TODAY - date(2026, 4, 1)).days + 1)


def test_what_is_left_to_renew_is_listed_with_its_day_and_money(client_for, coordinator, organism, funder):
    ending = sign(amount(factories.make_agreement(organism, funder, "FIN", end=date(2027, 4, 1)), "12345.67"))
    sign(factories.make_agreement(organism, funder, "LOIN", start=date(2025, 4, 1), end=date(2028, 4, 1)))
    page = words(client_for(coordinator).get(RENEWALS))
    assert "FIN" in page
    assert "LOIN" not in page
    assert "12 345,67 $" in page
    assert "31 mars 2027" in page
    assert f"dans {(date(2027, 3, 31) - TODAY).days} jours" in page
    after = sign(
        factories.make_agreement(organism, funder, "SUITE", start=date(2027, 4, 1), end=date(2028, 4, 1)), None, ending
    )
    assert "SUITE" in words(client_for(coordinator).get(RENEWALS))
    after.signed_on = TODAY
    after.save()
    assert "Rien à renouveler" in words(client_for(coordinator).get(RENEWALS))


@pytest.mark.parametrize("query", ["", "?annee=tout", "?q=MIN"])
def test_stability_counts_to_renew_what_its_page_lists(organism, funder, network, client_for, query):
    """An agreement that ended before the year shown, whose follow-up is not signed yet, is still left to renew."""
    renewed(organism, funder, "MIN", signed=None)
    sign(factories.make_agreement(organism, funder, "AUTRE", end=TODAY + timedelta(days=60)))
    browser = client_for(network)
    page = words(browser.get(f"/stabilite/{query}"))
    said = int(re.search(r"À renouveler d’ici 12 mois\s*:\s*(\d+)", page).group(1))
    address = re.search(r'href="(/stabilite/a-renouveler/[^"]*)">\s*À renouveler d’ici', page).group(1)
    assert said == words(browser.get(address.replace("&amp;", "&"))).count('scope="row"')
    assert said == (1 if "MIN" in query else 2)


def test_the_time_line_draws_the_gap_and_its_table_says_it(client_for, coordinator, organism, funder):
    renewed(organism, funder, signed=20)
    page = words(client_for(coordinator).get(reverse("reporting:organism-spans", args=[organism.pk]) + "?annee=tout"))
    assert page.count('class="span-gap"') == 2 + 1
    assert page.count("url(#etendue-900-h)") == page.count("url(#etendue-340-h)") == 1
    assert page.count(">67 j</text>") == 2
    assert "20 jours après son premier jour" in page
    assert 'data-label="Attendue">47</td>' in page


def test_an_organism_without_agreement_is_taught(client_for, coordinator, organism, neighbour):
    address = reverse("reporting:organism-spans", args=[organism.pk])
    assert "Aucune entente pour l’instant" in words(client_for(coordinator).get(address))
    assert client_for(neighbour).get(address).status_code == 404


def statements(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_queries_stay_the_same_at_1_and_30_agreements(
    client_for, network, coordinator, pivot, funder_agent, organism, funder
):
    renewed(organism, funder)
    own = reverse("reporting:organism-spans", args=[organism.pk])
    doors = [
        (who, url)
        for who in (network, coordinator, pivot, funder_agent)
        for url in (PAGE, PAGE + "?par=bailleur", RENEWALS)
    ]
    doors += [(who, own) for who in (network, coordinator, funder_agent)]
    doors += [(funder_agent, "/suivi/")]
    small = [statements(client_for(who), url) for who, url in doors]
    for number in range(15):
        renewed(factories.make_organism(f"Organisme {number}"), funder, f"E{number}")
        renewed(organism, funder, f"F{number}")
    large = [statements(client_for(who), url) for who, url in doors]
    assert small == large
    assert max(large) <= 15


def test_the_first_day_counted_is_not_before_the_first_agreement(client_for, network, organism, funder):
    sign(factories.make_agreement(organism, funder, start=TODAY - timedelta(days=3), end=date(2029, 4, 1)), 2)
    row = cells(client_for(network))[organism.name]
    assert (row["Jours sans signature"], row["Jours sans aucune entente signée"]) == ("2", "2")


@pytest.mark.slow
def test_600_agreements_make_no_more_queries_and_cost_little(client_for, network, organism, funder, other_funder):
    renewed(organism, funder)
    client = client_for(network)
    small = [statements(client, path) for path in (PAGE, RENEWALS)]
    for number in range(60):
        house = factories.make_organism(f"Organisme {number}")
        for rank in range(5):
            renewed(house, (funder, other_funder)[rank % 2], f"E{rank}", late=(number + rank) % 60, signed=number - 30)
    assert [statements(client, path) for path in (PAGE, RENEWALS)] == small
    begun = time.process_time()
    client.get(PAGE)
    assert time.process_time() - begun < 0.3


def test_how_long_a_funder_takes_to_pay_is_counted_from_the_day_it_was_owed(
    client_for, network, organism, funder, other_funder, coordinator
):
    agreement = factories.make_agreement(organism, funder, "P-1", start=date(2026, 4, 1), end=date(2027, 4, 1))
    year = agreement.years.get()
    asked = agreement.requirements.create(kind="final", period_from_month=4, due_month=6, due_day=30)
    report = asked.deliverables.create(period=DateRange(date(2026, 4, 1), date(2027, 4, 1)), due_on=date(2027, 6, 30))
    first, second, awaited = (
        year.instalments.create(funder=funder, amount=100, expected_on=day, condition=condition)
        for day, condition in ((date(2026, 5, 1), None), (date(2026, 6, 1), None), (date(2026, 6, 2), report))
    )
    for instalment, day, paid in ((first, 11, 60), (first, 21, 40), (second, 13, 100)):
        instalment.payments.create(
            day=date(2026, instalment.expected_on.month, day), amount=paid, created_by=coordinator
        )
    client = client_for(network)
    # 20 and 12 days; nobody waits for the money of a report that is not accepted
    assert cells(client, "?par=bailleur")[funder.name]["Paie en"] == "12"
    assert "12 j (au plus 20)" in words(client.get(f"{PAGE}?par=bailleur"))
    assert awaited.payments.count() == 0
