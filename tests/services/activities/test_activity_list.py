"""The list: narrowed, ordered, paged, exported, changed many at once."""

import dataclasses
import html
import io
import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl

import openpyxl
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from agreements.models import Agreement
from organisms.models import Category, Indicator, IndicatorDefinition, Municipality
from services.imports.activity_export import HEADERS
from services.imports.registers import recognise
from services.models import Activity
from tests import factories
from tests.lists import walk

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
    return [row.pk for row in response.context["list"].sources]


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
    pages = walk(client_for(staff), reverse("services:activity-list", args=[organism.pk]))
    seen = [row.pk for page in pages for row in page.sources]
    assert len(seen) == 60
    assert set(seen) == set(Activity.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ["jour", "-jour", "-saisie"])
def test_activity_list_orders(client_for, staff, organism, many, order):
    many(30)
    pages = walk(client_for(staff), reverse("services:activity-list", args=[organism.pk]), tri=order)
    rows = [(row.day, row.pk) for page in pages for row in page.sources]
    key = (lambda row: row[1]) if order == "-saisie" else None
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
        {"mrc": town.mrc.code},
        {"q": "granby"},
        {"q": "min-2024"},
    ]:
        assert names_of(listed(client, organism, **params)) == [wanted.pk], params
    assert len(names_of(listed(client, organism, entente="aucune"))) == 1
    assert len(names_of(listed(client, organism, mrc="aucun"))) == 1
    assert names_of(listed(client, organism, mrc="hors")) == []


@pytest.mark.parametrize(
    "params",
    [
        {"volet": "abc"}, {"type": "9" * 30}, {"du": "2025-02-31"}, {"du": "9999-01-01"}, {"entente": "zzz"},
        {"par": "-1"}, {"mrc": "'"}, {"lot": "abc"}, {"etat": "?"}, {"tri": "drop"}, {"apres": "x.y"},
        {"apres": "2025-01-01." + "9" * 40}, {"q": "x" * 5000},
    ],
)  # fmt: skip
def test_activity_list_answers_odd_filters_in_a_sentence(client_for, staff, organism, params):
    assert listed(client_for(staff), organism, **params).status_code == 200


def test_activity_list_refuses_nul_in_the_address(client_for, staff, organism):
    assert listed(client_for(staff), organism, q="a\x00b").status_code == 400


def test_activity_list_teaches_when_empty(client_for, staff, organism):
    assert "Inscrivez-les au fil des jours" in listed(client_for(staff), organism).content.decode()


def test_activity_list_says_when_filters_hide_everything(client_for, staff, organism, many):
    many(1)
    page = listed(client_for(staff), organism, q="introuvable")
    assert "Rien ne répond à ces choix" in words_of(page)
    assert "Effacer les filtres" in words_of(page)
    assert "Aucune activité ici pour l’instant" not in words_of(page)


def test_activity_list_says_what_the_search_reads_and_spaces_its_number(client_for, staff, organism, monkeypatch):
    factories.make_activity(organism)
    page = listed(client_for(staff), organism)
    assert "Type, municipalité, entente, partenaire ou mots de la note." in words_of(page)
    assert dataclasses.replace(page.context["list"], total=2748).total_words == "2\xa0748\xa0fiches"
    assert dataclasses.replace(page.context["list"], total=10_001).total_words == "plus de 10\xa0000\xa0fiches"


def test_activity_list_remarks_a_period_that_ends_before_it_begins(client_for, staff, organism, many):
    many(1)
    page = listed(client_for(staff), organism, du="2025-05-01", au="2025-04-01")
    assert "Ce jour vient avant « Du » : choisissez le 1er mai 2025 ou après." in words_of(page)


@pytest.mark.parametrize("odd", ["@@", "??", "日本"])
def test_activity_list_search_without_a_letter_does_not_find_everything(client_for, staff, organism, many, odd):
    many(2)
    assert names_of(listed(client_for(staff), organism, q=odd)) == []


def test_activity_list_writes_agreements_with_their_funder_and_last_day(client_for, staff, organism, agreement, funder):
    factories.make_activity(organism)
    page = words_of(listed(client_for(staff), organism))
    assert f"MIN-2024-031 · {agreement.funders.get().name} · jusqu’au 31 mars 2027" in page


def exported(client, organism, kind="xlsx"):
    response = client.get(reverse("services:activity-export", args=[organism.pk, kind]))
    return response, openpyxl.load_workbook(io.BytesIO(response.content)).active


def test_activity_list_offers_indicators_in_the_words_of_today(client_for, staff, organism):
    today = timezone.localdate()
    indicator = Indicator.objects.get(code="V1.01")
    for words, day in (("Séances dites autrement", today), ("Séances de demain", today + timedelta(days=1))):
        IndicatorDefinition.objects.create(indicator=indicator, words=words, valid_from=day)
    choices = dict(listed(client_for(staff), organism).context["list"].filters.more[4].field.choices)
    assert choices["V1.01"] == "V1.01 – Séances dites autrement"
    counted = Indicator.objects.filter(source__in=["records", "partners"]).order_by("order")
    assert list(choices) == ["", *counted.values_list("code", flat=True)]


def test_activity_export_gives_breakdowns_mrc_and_real_dates(client_for, staff, organism):
    town = Municipality.objects.get(name="Granby")
    women = Category.objects.get(dimension__key="sex", key="femmes")
    young = Category.objects.get(dimension__key="age", key="15-24")
    factories.make_activity(
        organism, "Activité de rapprochement", immigrants=12, host=3, municipality_id=town.pk,
        categories={women.pk: 7, young.pk: 2},
    )  # fmt: skip
    response, sheet = exported(client_for(staff), organism)
    row = dict(zip(HEADERS, next(sheet.iter_rows(min_row=2, values_only=True)), strict=True))
    assert (row["Femmes"], row["Hommes"], row["15 à 24 ans"], row["MRC"]) == (7, None, 2, town.mrc.name)
    assert row["Date"] == datetime(2025, 6, 3)
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width > 30
    name = f'attachment; filename="activites-{slugify(organism.name)}-{timezone.localdate()}.xlsx"'
    assert response["Content-Disposition"] == name


def test_activity_export_can_be_imported_again():
    found = recognise(HEADERS)
    assert found.unknown == ("Inscrite par",)
    assert not found.repeated


def test_activity_export_reads_breakdowns_in_one_query_whatever_the_rows(client_for, staff, organism, many):
    client, costs = client_for(staff), []
    for more in (1, 29):
        many(more)
        with CaptureQueriesContext(connection) as captured:
            exported(client, organism)
        costs.append(len(captured))
    assert costs[0] == costs[1]


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
    notes = [row[HEADERS.index("Notes")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert all(note.startswith("'") for note in notes)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def bulk(client, organism, rows, query="", **data):
    address = reverse("services:activity-bulk", args=[organism.pk]) + query
    return client.post(address, {"pk": [row.pk for row in rows], **data})


def undo(client, organism):
    return client.post(reverse("services:activity-bulk-undo", args=[organism.pk]), follow=True)


def words_of(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[ \n]+", " ", html.unescape(text).replace("\xa0", " "))


def test_activity_bulk_charges_then_undoes_only_what_it_did(client_for, staff, organism, agreement):
    before = factories.make_activity(organism, agreements=[agreement])
    new = factories.make_activity(organism)
    client = client_for(staff)
    response = bulk(client, organism, [before, new], act="charge", agreement=agreement.pk)
    done = response.headers["Location"]
    for _ in range(2):  # the page may be loaded again: the undo stays
        page = client.get(done)
        assert "Une fiche imputée à l’entente MIN-2024-031. L’autre l’était déjà." in words_of(page)
        assert "Annuler ce que je viens de faire" in words_of(page)
    assert agreement.charges.count() == 2
    undo(client, organism)
    assert list(agreement.charges.values_list("activity", flat=True)) == [before.pk]
    again = undo(client, organism)
    assert "Il n’y a plus rien à annuler." in words_of(again)


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
    assert bulk(client, organism, rows, act="withdraw", reason="Doublons").status_code == 302
    assert Activity.objects.live().count() == 0
    undo(client, organism)
    assert Activity.objects.live().count() == 2


def test_activity_bulk_refuses_foreign_rows(client_for, staff, organism, neighbour_organism):
    foreign = factories.make_activity(neighbour_organism)
    response = bulk(client_for(staff), organism, [foreign], act="withdraw", reason="Essai")
    assert response.status_code == 422
    assert Activity.objects.live().filter(pk=foreign.pk).exists()


def test_activity_bulk_of_nothing_goes_back_to_the_same_page(client_for, staff, organism, many):
    many(1)
    client = client_for(staff)
    response = bulk(client, organism, [], query="?volet=4&apres=2025-04-01.3", act="withdraw", reason="Essai")
    here = reverse("services:activity-list", args=[organism.pk]) + "?volet=4&apres=2025-04-01.3"
    assert response.headers["Location"] == here
    assert "Cochez au moins une fiche" in words_of(client.get(response.headers["Location"]))
    assert Activity.objects.live().count() == 1


def test_activity_bulk_of_every_row_asks_with_the_number_then_charges(client_for, staff, organism, agreement, many):
    many(30)
    factories.make_activity(organism, day=date(2025, 9, 9))
    client = client_for(staff)
    chosen = {"act": "charge", "agreement": agreement.pk, "every": "1"}
    asked = bulk(client, organism, [], query="?au=2025-05-01", **chosen)
    assert "Imputer les 30 fiches de la liste à l’entente MIN-2024-031 ?" in words_of(asked)
    assert agreement.charges.count() == 15
    done = bulk(client, organism, [], query="?au=2025-05-01", **chosen, seen="30")
    assert "15 fiches imputées à l’entente MIN-2024-031. Les 15 autres l’étaient déjà." in words_of(
        client.get(done.headers["Location"])
    )
    assert agreement.charges.count() == 30
    back = undo(client, organism)
    assert back.redirect_chain[0][0].endswith("/activites/?au=2025-05-01")
    assert agreement.charges.count() == 15


def test_activity_bulk_of_every_row_asks_again_when_the_number_changed(client_for, staff, organism, many):
    many(3)
    response = bulk(client_for(staff), organism, [], act="withdraw", reason="Essai", every="1", seen="2")
    assert "les 3 fiches de la liste" in words_of(response)
    assert Activity.objects.live().count() == 3


def test_activity_bulk_of_every_row_names_those_out_of_term(client_for, staff, organism, agreement, many):
    many(2)
    factories.make_activity(organism, day=date(2020, 1, 5))
    chosen = {"act": "charge", "agreement": agreement.pk, "every": "1"}
    client = client_for(staff)
    asked = bulk(client, organism, [], **chosen)
    assert "Hors du terme de l’entente MIN-2024-031 (1er avril 2024 au 31 mars 2027) : une fiche." in words_of(asked)
    within = html.unescape(re.search(r'href="([^"]+)">Ne montrer', asked.content.decode())[1])
    assert len(names_of(client.get(within))) == 2
    assert bulk(client, organism, [], **chosen, seen="3").status_code == 422
    assert Activity.objects.filter(day="2020-01-05", charges__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("typed", "within"),
    [
        ("?du=3 mai 2020&au=1 juin 2026", {"du": "2024-04-01", "au": "2026-06-01"}),
        ("?du=05/06/2025&au=9/1/2030", {"du": "2025-06-05", "au": "2027-03-31"}),
        ("", {"du": "2024-04-01", "au": "2027-03-31"}),
    ],
)
def test_the_list_within_the_term_is_bounded_by_days_not_by_what_was_typed(
    client_for, staff, organism, agreement, many, typed, within
):
    many(2)
    factories.make_activity(organism, day=date(2020, 6, 5))
    chosen = {"act": "charge", "agreement": agreement.pk, "every": "1"}
    asked = bulk(client_for(staff), organism, [], query=typed, **chosen)
    assert dict(parse_qsl(asked.context["within"])) == within


def test_activity_bulk_of_every_row_refuses_a_filter_nobody_can_read(client_for, staff, organism, many):
    many(2)
    response = bulk(client_for(staff), organism, [], query="?du=abc", act="withdraw", reason="x", every="1", seen="2")
    assert response.status_code == 302
    assert Activity.objects.live().count() == 2


def test_activity_bulk_of_every_row_costs_the_same_at_3_and_60(client_for, staff, organism, agreement, many):
    client, costs = client_for(staff), []
    for more in (3, 57):
        many(more)
        number = Activity.objects.live().count()
        with CaptureQueriesContext(connection) as captured:
            bulk(client, organism, [], act="charge", agreement=agreement.pk, every="1", seen=str(number))
        costs.append(len(captured))
    assert agreement.charges.count() == 60
    assert costs[0] == costs[1]


def test_activity_bulk_undo_that_an_agreement_refuses_says_so(client_for, staff, organism, agreement):
    row = factories.make_activity(organism, agreements=[agreement])
    client = client_for(staff)
    bulk(client, organism, [row], act="uncharge", agreement=agreement.pk)
    Agreement.objects.filter(pk=agreement.pk).update(during=DateRange(date(2026, 4, 1), date(2027, 4, 1)))
    response = undo(client, organism)
    assert response.status_code == 200
    assert "Une fiche hors du terme de l’entente MIN-2024-031" in words_of(response)
    assert agreement.charges.count() == 0


def test_activity_bulk_undo_leaves_what_somebody_changed_since(client_for, staff, organism, agreement):
    mine, theirs = factories.make_activity(organism), factories.make_activity(organism)
    client = client_for(staff)
    bulk(client, organism, [mine, theirs], act="charge", agreement=agreement.pk)
    Activity.objects.filter(pk=theirs.pk).update(changed_at=timezone.now())
    undo(client, organism)
    assert list(agreement.charges.values_list("activity", flat=True)) == [theirs.pk]


def test_activity_bulk_done_without_anything_done_leads_to_the_list(client_for, staff, organism, neighbour_organism):
    client = client_for(staff)
    response = client.get(reverse("services:activity-bulk-done", args=[organism.pk]))
    assert response.headers["Location"] == reverse("services:activity-list", args=[organism.pk])
