"""What registers taught is seen in one page, changed and forgotten there, and serves the next register at once."""

import pytest
from django.test import Client

from services.imports.actions import teach_columns, teach_references, teach_types
from services.imports.forms import field_key
from services.models import ActivityType, AgreementMapping, ColumnMapping, ImportBatch, TypeMapping
from tests.services.conftest import ROWS, register
from tests.services.imports.test_views_imports import address, upload, words_of

pytestmark = pytest.mark.django_db
HEADER = "Date;Activité;Où ça;Combien"


@pytest.fixture
def taught(organism, agreement, receive):
    """A column, a word and a reference that somebody explained."""
    teach_columns(batch=receive(*ROWS), chosen={"Où ça": "municipality", "Remarque perso": ""})
    teach_types(organism=organism, chosen={"Ciné-club": ActivityType.objects.get(name="Séance d’information")})
    teach_references(organism=organism, chosen={"VIEUX-1": agreement, "VIEUX-2": None})


def boxes(page):
    form = page.context["form"]
    return {form[name].label: name for name in form.fields}, {name: form[name].value() for name in form.fields}


def test_every_answer_is_shown_with_what_it_gives(client_for, staff, organism, agreement, taught):
    page = client_for(staff).get(address("import-memory", organism))
    labels, values = boxes(page)
    kind = ActivityType.objects.get(name="Séance d’information")
    assert {label: values[name] for label, name in labels.items()} == {
        "Où ça": "municipality", "Remarque perso": "-", "Ciné-club": str(kind.pk), "VIEUX-1": str(agreement.pk),
        "VIEUX-2": "-",
    }  # fmt: skip
    assert "Colonnes" in words_of(page)


def test_answers_are_changed_and_forgotten(client_for, staff, organism, agreement, taught):
    client, where = client_for(staff), address("import-memory", organism)
    labels, values = boxes(client.get(where))
    other = ActivityType.objects.get(name="Premier accueil")
    changes = {labels["Où ça"]: "mrc", labels["Remarque perso"]: "oublier", labels["Ciné-club"]: str(other.pk)}
    changes |= {labels["VIEUX-1"]: "-", labels["VIEUX-2"]: str(agreement.pk)}
    page = client.post(where, values | changes, follow=True)
    assert "4 réponses changées, 1 réponse oubliée." in words_of(page)
    assert list(ColumnMapping.objects.standing().values_list("header", "field")) == [("Où ça", "mrc")]
    assert TypeMapping.objects.get().activity_type == other
    assert dict(AgreementMapping.objects.values_list("words", "agreement")) == {
        "VIEUX-1": None,
        "VIEUX-2": agreement.pk,
    }
    assert "Rien n’a changé." in words_of(client.post(where, boxes(client.get(where))[1], follow=True))


def test_an_answer_that_is_no_longer_offered_stays_when_the_page_is_sent_as_it_was(client_for, staff, organism, taught):
    client, where = client_for(staff), address("import-memory", organism)
    ActivityType.objects.filter(name="Séance d’information").update(archived=True)
    before = list(TypeMapping.objects.values())
    page = client.get(where)
    assert "Réponse qui n’est plus offerte" in words_of(page)
    assert "Rien n’a changé." in words_of(client.post(where, boxes(page)[1], follow=True))
    assert list(TypeMapping.objects.values()) == before


def test_a_forgotten_column_is_asked_again(client_for, staff, organism, taught):
    client, where = client_for(staff), address("import-memory", organism)
    labels, values = boxes(client.get(where))
    client.post(where, values | {labels["Où ça"]: "oublier"})
    sent = upload(client, organism, register("2025-04-02;Suivi;Amos;5", header=HEADER), "juin.csv")
    page = client.get(sent.headers["Location"])
    assert field_key("Où ça") in page.context["form"].fields


@pytest.mark.parametrize("value", ["", "abc", "9" * 30])
def test_an_answer_that_is_not_offered_changes_nothing(client_for, staff, organism, taught, value):
    client, where = client_for(staff), address("import-memory", organism)
    labels, values = boxes(client.get(where))
    before = list(TypeMapping.objects.values())
    assert client.post(where, values | {labels["Ciné-club"]: value}).status_code == 422
    assert list(TypeMapping.objects.values()) == before


def test_an_answer_is_taken_back_within_the_day(client_for, staff, organism, taught):
    client, where = client_for(staff), address("import-memory", organism)
    labels, values = boxes(client.get(where))
    forgotten = {labels["Où ça"]: "oublier", labels["Ciné-club"]: "oublier", labels["VIEUX-1"]: "oublier"}
    page = client.post(where, values | forgotten, follow=True)
    assert "Oubliées il y a moins d’un jour" in words_of(page)
    assert [each.words for each in page.context["forgotten"]] == ["VIEUX-1", "Ciné-club", "Où ça"]
    assert "« Où ça » : Municipalité" in words_of(page)
    for each in page.context["forgotten"]:
        client.post(address("import-memory-restore", organism), {"kind": each.kind, "row": each.pk})
    assert boxes(client.get(where)) == (labels, values)


@pytest.mark.parametrize("kind", ["colonne", "activite", "entente", "x", ""])
@pytest.mark.parametrize("row", ["", "abc", "9" * 30, "0"])
def test_an_answer_that_is_not_there_is_not_taken_back(client_for, staff, organism, taught, kind, row):
    where = address("import-memory-restore", organism)
    page = client_for(staff).post(where, {"kind": kind, "row": row}, follow=True)
    assert "Rien à reprendre" in words_of(page)


def test_a_column_spelled_otherwise_takes_the_place_of_the_one_that_was_known(organism, receive, taught):
    batch = receive(*ROWS)
    teach_columns(batch=batch, chosen={"OÙ ÇA": "mrc"})
    assert list(ColumnMapping.objects.order_by("header").values_list("header", "field")) == [
        ("OÙ ÇA", "mrc"),
        ("Remarque perso", ""),
    ]


def test_an_organism_without_answers_is_told_so(client_for, staff, organism):
    assert "Rien encore" in words_of(client_for(staff).get(address("import-memory", organism)))


def test_others_neither_see_nor_change_them(client_for, organism, neighbour, auditor, taught):
    where = address("import-memory", organism)
    assert "/compte/login/" in Client().get(where).headers["Location"]
    assert client_for(neighbour).post(where).status_code == 404
    assert client_for(auditor).post(where).status_code == 403
    assert ColumnMapping.objects.count() == 2


def test_the_page_costs_the_same_for_one_answer_or_thirty(
    client_for, staff, organism, taught, django_assert_max_num_queries
):
    ColumnMapping.objects.bulk_create(ColumnMapping(organism=organism, header=f"C {n}", field="") for n in range(30))
    client = client_for(staff)
    with django_assert_max_num_queries(13):
        client.get(address("import-memory", organism))


def test_recognised_columns_are_shown_and_may_be_changed(client_for, staff, organism):
    client = client_for(staff)
    upload(client, organism, register(*ROWS))
    batch = ImportBatch.objects.get()
    client.get(address("import-columns", organism, batch.pk))
    page = client.get(address("import-detail", organism, batch.pk))
    assert "Colonnes reconnues : 10" in words_of(page)
    assert "« Quantité » donne : Quantité" in words_of(page)
    where = f"{address('import-columns', organism, batch.pk)}?toutes=1"
    form = client.get(where).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {field_key("Notes"): "-"}
    client.post(where, sent)
    assert dict(ColumnMapping.objects.values_list("header", "field")) == {"Notes": ""}
    again = client.get(address("import-detail", organism, batch.pk))
    assert "Colonnes laissées de côté : Notes." in words_of(again)


def test_a_title_that_is_garbled_or_said_twice_is_not_remembered(client_for, staff, organism):
    client = client_for(staff)
    header = "Date;Activité;QuantitÃ©;Notes;Notes"
    answer = upload(client, organism, register("2025-04-02;Suivi;5;a;b", header=header))
    form = client.get(answer.headers["Location"]).context["form"]
    assert [form[name].label for name in form.fields] == ["QuantitÃ©", "Notes (colonne E)"]
    client.post(answer.headers["Location"], {field_key("QuantitÃ©"): "quantity", field_key("Notes (colonne E)"): "-"})
    assert not ColumnMapping.objects.exists()
    assert ImportBatch.objects.get().mapping == {"QuantitÃ©": "quantity", "Notes (colonne E)": ""}
