"""« Argent de l’année »: every agreement of an organism in a State year, the statement it owes, and its files."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreementFunder
from agreements.money.organism_accounts import read_organism_year, state_years_of
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import NBSP, D

pytestmark = pytest.mark.django_db
FEW = 13


def url(organism, kind=""):
    name = "organism-money-export" if kind else "organism-money"
    return reverse(f"agreements:{name}", args=[organism.pk, *([kind] if kind else [])])


def pay(agreement, by, amount, day, funder=None, number=2):
    year = agreement.years.get(number=number)
    row = money.instalments(year, by, (D(amount), None, day, None))[-1]
    if funder:
        year.instalments.filter(pk=row.pk).update(funder=funder)
    money.receive(row, by, amount, day)


@pytest.fixture
def town(db):
    return factories.make_funder("Ville d’essai", kind="municipal")


@pytest.fixture
def foundation(db):
    return factories.make_funder("Fondation d’essai", kind="foundation")


@pytest.fixture
def paid(organism, agreement, town, foundation, coordinator):
    """30 000 $ from the ministry and 25 000 $ from a town in 2025-2026; what is neither counts for nothing."""
    AgreementFunder.objects.create(agreement=agreement, funder=foundation, is_lead=False)
    second = factories.make_agreement(organism, town, "VIL-1", start=date(2025, 1, 1), end=date(2027, 1, 1))
    pay(agreement, coordinator, 30_000, date(2025, 4, 1))
    pay(agreement, coordinator, 60_000, date(2025, 6, 1), funder=foundation)
    pay(agreement, coordinator, 5_000, date(2025, 3, 31), number=1)
    pay(second, coordinator, 25_000, date(2026, 3, 31))
    return agreement, second


def test_statement_adds_up_public_aid_line_by_line(organism, paid, coordinator):
    found = read_organism_year(coordinator, organism, 2025).statement
    assert [(line.reference, line.funder, line.amount) for line in found.lines] == [
        ("MIN-2024-031", "Ministère des Essais", 30_000),
        ("VIL-1", "Ville d’essai", 25_000),
    ]
    assert (found.kind, found.total) == ("Mission d’examen", 55_000)
    before = read_organism_year(coordinator, organism, 2024).statement
    assert (before.kind, before.total) == ("Compilation", 5_000)


def test_rows_count_by_day_and_budgets_by_the_years_that_begin(organism, paid, coordinator):
    first, _ = paid
    lines = money.budget(first.years.get(number=2), coordinator)
    money.spend(lines["Salaires"], coordinator, 400, day=date(2026, 3, 31))
    money.spend(lines["Salaires"], coordinator, 70, is_committed=True)
    money.spend(lines["Salaires"], coordinator, 9, day=date(2026, 4, 1), explanation="Reçue en avril")
    money.bring(first.years.get(number=2), coordinator, 33)
    found = read_organism_year(coordinator, organism, 2025)
    rows = {row.agreement.reference: row for row in found.rows}
    mine = rows["MIN-2024-031"]
    assert (mine.budget, mine.received, mine.spent, mine.committed, mine.brought) == (100_000, 90_000, 400, 70, 33)
    assert mine.balance == 89_600
    assert mine.funders == "Ministère des Essais, Fondation d’essai"
    assert rows["VIL-1"].budget == 100_000
    assert found.totals["received"] == 115_000


def test_page_says_the_statement_and_the_year_may_be_chosen(client_for, organism, paid, coordinator):
    client = client_for(coordinator)
    page = client.get(url(organism) + "?annee=2025").content.decode()
    for words in ("Argent de l’année 2025-2026", "Mission d’examen.", f"55{NBSP}000,00{NBSP}$", "du 1er avril 2025 au"):
        assert words in page
    assert '<option value="2025" selected>' in page
    year = timezone.localdate()
    now = year.year if year.month >= 4 else year.year - 1
    for odd in ("9999", "abc", "-1", "2025 "):
        assert client.get(url(organism), {"annee": odd}).context["account"].year == now


def test_years_offered_are_those_of_the_agreements_and_this_one(organism, paid, coordinator, neighbour_organism):
    assert state_years_of(coordinator, organism, date(2026, 11, 22)) == [2026, 2025, 2024]
    assert state_years_of(coordinator, neighbour_organism, date(2026, 3, 1)) == [2025]


def test_an_organism_without_agreement_is_told_so(client_for, neighbour, neighbour_organism):
    page = client_for(neighbour).get(url(neighbour_organism)).content.decode()
    assert "Aucune entente ne court" in page
    assert "Compilation" in page


def test_csv_and_xlsx_say_what_the_page_says(client_for, organism, paid, coordinator):
    client = client_for(coordinator)
    response = client.get(url(organism, "csv") + "?annee=2025")
    assert response.headers["Content-Disposition"] == 'attachment; filename="argent-la-croisee-boreale-2025-2026.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["Entente", "Titre", "Bailleurs", "Budget", "Reçu"]
    assert ["VIL-1", "Entente VIL-1", "Ville d’essai", "25000,00"] in rows
    assert rows[-1][:2] == ["État financier", "Mission d’examen"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(url(organism, "xlsx") + "?annee=2025").content))
    assert [sheet.title for sheet in book] == ["Argent 2025-2026", "Aide publique"]
    first = book.worksheets[0]
    assert (first["A2"].value, first["E2"].value) == ("MIN-2024-031", 90_000)
    assert client.get(url(organism, "pdf")).status_code == 404


def test_files_run_nothing_that_a_person_typed(client_for, organism, agreement, coordinator):
    agreement.title = '=HYPERLINK("http://x")'
    agreement.save()
    client = client_for(coordinator)
    text = client.get(url(organism, "csv") + "?annee=2025").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(url(organism, "xlsx") + "?annee=2025").content))
    cell = book.worksheets[0]["B2"]
    assert (cell.data_type, cell.value[:2]) == ("s", "'=")


@pytest.mark.parametrize(
    ("role", "status"),
    [("coordinator", 200), ("director", 200), ("network", 200), ("analyst", 200), ("auditor", 200), ("staff", 403)]
    + [(role, 404) for role in ("neighbour", "pivot", "funder_agent", "other_funder_agent")],
)
def test_who_reads_the_year_of_an_organism(request, client_for, organism, agreement, role, status):
    assert client_for(request.getfixturevalue(role)).get(url(organism)).status_code == status


def test_the_list_of_agreements_opens_the_year_to_those_who_read_it(
    client_for, organism, agreement, coordinator, staff
):
    where = reverse("agreements:agreement-list")
    assert url(organism) in client_for(coordinator).get(where).content.decode()
    assert url(organism) not in client_for(staff).get(where).content.decode()


def test_the_year_costs_the_same_for_one_agreement_or_thirty(
    client_for, organism, funder, agreement, coordinator, django_assert_num_queries
):
    client = client_for(coordinator)
    pay(agreement, coordinator, 100, date(2025, 4, 1))
    client.get(url(organism) + "?annee=2025")
    with django_assert_num_queries(FEW):
        client.get(url(organism) + "?annee=2025")
    for number in range(29):
        pay(factories.make_agreement(organism, funder, f"E-{number}"), coordinator, 100, date(2025, 4, 1))
    with django_assert_num_queries(FEW):
        page = client.get(url(organism) + "?annee=2025")
    assert len(page.context["account"].rows) == 30
