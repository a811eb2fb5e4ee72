"""The list: narrowed, ordered, paged, exported, changed many at once."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisms.models import Municipality
from services.models import Activity
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(organism, staff, agreement):
    def make(number):
        for index in range(number):
            factories.make_activity(
                organism,
                day=date(2025, 4, 1) + timedelta(days=index % 7),
                by=staff,
                agreements=[agreement] if index % 2 else [],
                note=f"Note {index}",
            )

    return make


def listed(client, organism, **params):
    return client.get(reverse("services:activity-list", args=[organism.pk]), params)


def names_of(response):
    return [row.pk for row in response.context["page"].rows]


def test_activity_list_costs_the_same_queries_at_1_3_and_30_rows(client_for, staff, organism, many):
    client, costs = client_for(staff), []
    for more in (1, 2, 27):
        many(more)
        listed(client, organism)
        with CaptureQueriesContext(connection) as captured:
            listed(client, organism)
        costs.append(len(captured))
    assert len(set(costs)) == 1
    assert costs[0] <= 14


def test_activity_list_pages_by_key_without_loss_or_repeat(client_for, staff, organism, many):
    many(60)
    client, seen, after = client_for(staff), [], ""
    for _ in range(4):
        response = listed(client, organism, **({"apres": after} if after else {}))
        seen += names_of(response)
        after = response.context["page"].next_key
        if not after:
            break
    assert len(seen) == 60
    assert set(seen) == set(Activity.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["jour", "-jour", "-saisie"])
def test_activity_list_orders(client_for, staff, organism, many, order):
    many(30)
    first = listed(client_for(staff), organism, tri=order)
    second = listed(client_for(staff), organism, tri=order, apres=first.context["page"].next_key)
    rows = [*first.context["page"].rows, *second.context["page"].rows]
    key = (lambda row: row.pk) if order == "-saisie" else (lambda row: (row.day, row.pk))
    assert rows == sorted(rows, key=key, reverse=order.startswith("-"))
    assert len(rows) == 30


def test_activity_list_filters(client_for, staff, coordinator, organism, agreement):
    town = Municipality.objects.get(name="Granby")
    wanted = factories.make_activity(
        organism,
        "Suivi",
        day=date(2025, 5, 5),
        by=staff,
        agreements=[agreement],
        municipality_id=town.pk,
        note="Été à l’école",
    )
    factories.make_activity(organism, "Table de concertation", day=date(2025, 9, 9), by=coordinator)
    client = client_for(staff)
    for params in [
        {"q": "école"},
        {"q": "SUIVI"},
        {"volet": "4"},
        {"type": str(wanted.activity_type_id)},
        {"au": "2025-06-01"},
        {"entente": str(agreement.pk)},
        {"par": str(staff.pk)},
        {"lieu": "granby"},
    ]:
        assert names_of(listed(client, organism, **params)) == [wanted.pk], params
    assert len(names_of(listed(client, organism, entente="aucune"))) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"volet": "abc"}, {"type": "9" * 30}, {"du": "2025-02-31"}, {"du": "9999-01-01"}, {"entente": "zzz"}, {"par": "-1"},
        {"lot": "abc"}, {"etat": "?"}, {"tri": "drop"}, {"apres": "x.y"}, {"apres": "2025-01-01." + "9" * 40}, {"q": "x" * 5000},
    ],
)  # fmt: skip
def test_activity_list_answers_odd_filters_in_a_sentence(client_for, staff, organism, params):
    assert listed(client_for(staff), organism, **params).status_code == 200


def test_activity_list_refuses_nul_in_the_address(client_for, staff, organism):
    assert listed(client_for(staff), organism, q="a\x00b").status_code == 400


def test_activity_list_teaches_when_empty(client_for, staff, organism):
    assert "Inscrivez-les au fil des jours" in listed(client_for(staff), organism).content.decode()


def test_activity_export_holds_what_is_shown_and_no_live_cell(client_for, staff, organism):
    factories.make_activity(organism, note='=HYPERLINK("http://x";"clic")')
    factories.make_activity(organism, "Suivi", note="@SUM(1)")
    client = client_for(staff)
    text = b"".join(
        client.get(reverse("services:activity-export", args=[organism.pk, "csv"]), {"q": "suivi"}).streaming_content
    ).decode()
    assert "'@SUM(1)" in text
    assert "HYPERLINK" not in text
    book = client.get(reverse("services:activity-export", args=[organism.pk, "xlsx"])).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    notes = [row[9] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert all(note.startswith("'") for note in notes)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def bulk(client, organism, rows, **data):
    return client.post(reverse("services:activity-bulk", args=[organism.pk]), {"pk": [row.pk for row in rows], **data})


def test_activity_bulk_charges_then_undoes_only_what_it_did(client_for, staff, organism, agreement):
    before = factories.make_activity(organism, agreements=[agreement])
    new = factories.make_activity(organism)
    client = client_for(staff)
    response = bulk(client, organism, [before, new], act="charge", agreement=agreement.pk)
    assert "1 fiche(s) sur 2" in response.content.decode()
    assert agreement.charges.count() == 2
    undo = {"act": "charge", "agreement": agreement.pk, "pk": response.context["rows"]}
    client.post(reverse("services:activity-bulk-undo", args=[organism.pk]), undo)
    assert list(agreement.charges.values_list("activity", flat=True)) == [before.pk]


def test_activity_bulk_refuses_one_day_outside_the_term_and_charges_none(client_for, staff, organism, agreement):
    inside, outside = factories.make_activity(organism), factories.make_activity(organism, day=date(2020, 1, 5))
    response = bulk(client_for(staff), organism, [inside, outside], act="charge", agreement=agreement.pk)
    assert response.status_code == 422
    assert "hors du terme" in response.content.decode()
    assert agreement.charges.count() == 0


def test_activity_bulk_withdraw_wants_a_reason(client_for, staff, organism):
    rows = [factories.make_activity(organism) for _ in range(2)]
    client = client_for(staff)
    assert bulk(client, organism, rows, act="withdraw").status_code == 422
    assert bulk(client, organism, rows, act="withdraw", reason="Doublons").status_code == 200
    assert Activity.objects.live().count() == 0


def test_activity_bulk_refuses_foreign_rows(client_for, staff, organism, neighbour_organism):
    foreign = factories.make_activity(neighbour_organism)
    response = bulk(client_for(staff), organism, [foreign], act="withdraw", reason="Essai")
    assert response.status_code == 422
    assert Activity.objects.live().filter(pk=foreign.pk).exists()
