"""The list of agreements as files and on paper: what is shown, in numbers and days that a spreadsheet knows."""

from datetime import datetime

import pytest
from django.urls import reverse

from agreements.agreement.list_columns import AGREEMENTS
from agreements.models import Agreement, AgreementFunder
from tests import factories
from tests.lists import every_column, sheet_of

LIST = reverse("agreements:agreement-list")
EVERY = {"col": every_column(AGREEMENTS)}


@pytest.fixture
def cosigned(agreement, other_funder):
    agreement.signatures.update(share="66.67")
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False, share="33.33")
    Agreement.objects.update(title="=1+1", signed_on="2024-03-12")
    return agreement


def test_the_workbook_holds_days_money_and_shares(client_for, coordinator, cosigned):
    head, row = sheet_of(client_for(coordinator), LIST, **EVERY).iter_rows(values_only=True)
    said = dict(zip(head, row, strict=True))
    assert list(head) == [column.head for column in AGREEMENTS.columns]
    assert said["Titre"] == "'=1+1"
    assert said["Montant"] == 300000
    assert (said["Début"], said["Dernier jour"], said["Signée le"]) == (
        datetime(2024, 4, 1), datetime(2027, 3, 31), datetime(2024, 3, 12),
    )  # fmt: skip
    shares = said["Parts des bailleurs"].replace("\u00a0", " ")
    assert shares == "Ministère des Essais 66,67 %, Fondation des Épreuves 33,33 %"


def test_the_workbook_is_narrowed_as_the_list_is_and_may_be_empty(
    client_for, coordinator, other_funder_agent, cosigned
):
    client = client_for(coordinator)
    assert sheet_of(client, LIST, q="MIN-2024").max_row == 2
    assert sheet_of(client, LIST, state="coming").max_row == 1
    assert sheet_of(client_for(other_funder_agent), LIST).max_row == 2


def test_strangers_get_no_row(client_for, neighbour, cosigned):
    assert sheet_of(client_for(neighbour), LIST).max_row == 1


def test_the_whole_list_stands_on_one_page_to_be_printed(client_for, coordinator, organism, funder):
    for number in range(30):
        factories.make_agreement(organism, funder, f"E-{number:02}")
    client = client_for(coordinator)
    address = reverse("agreements:agreement-list")
    assert "E-29" not in client.get(address).text
    text = client.get(address, {"imprimer": "1"}).text
    assert all(f"E-{number:02}" in text for number in range(30))
