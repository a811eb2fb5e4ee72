"""One fact, one record: a page sent twice, a row that comes back, a record that another replaced."""

import io
import uuid
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from services.activities.actions import RestoreRefused, record_activity, restore_activities, withdraw_activities
from services.activities.recording import ActivityInput
from services.imports.actions import undo_import
from services.imports.registers import read_register
from services.models import Activity, ActivityType, ImportBatch, ImportRow
from tests import factories

KEY = uuid.UUID(int=7)


@pytest.fixture
def fact():
    kind = ActivityType.objects.get(organism=None, name="Activité de rapprochement")
    return ActivityInput(kind.pk, date(2025, 6, 3), immigrants=12, host=20)


def record(organism, fact, staff, **more):
    return record_activity(organism=organism, fact=fact, submit_key=KEY, by=staff, **more)[0]


def test_a_page_sent_twice_is_one_activity(organism, fact, staff):
    again = {"organism": organism, "fact": fact, "submit_key": KEY, "by": staff}
    (first, made), (second, made_again) = record_activity(**again), record_activity(**again)
    assert (first, made, made_again) == (second, True, False)
    assert Activity.objects.count() == 1


def test_a_page_sent_again_with_other_words_is_another_activity(organism, fact, staff):
    first = record(organism, fact, staff)
    second = record(organism, ActivityInput(fact.activity_type_id, fact.day, immigrants=44, host=20), staff)
    third = record(organism, fact, staff, partner_names=("Ville d’Amos",))
    assert len({first.pk, second.pk, third.pk}) == 3
    assert second.immigrants == 44


def test_the_same_key_in_another_organism_is_another_activity(organism, neighbour_organism, fact, staff, neighbour):
    assert record(organism, fact, staff).pk != record(neighbour_organism, fact, neighbour).pk


def imported(organism, by, nth=1, **more):
    batch = ImportBatch.objects.create(
        organism=organism, name="registre.csv", sha256=f"{nth:064}", created_by=by, state="done"
    )
    activity = factories.make_activity(organism, by=by, **more)
    Activity.objects.filter(pk=activity.pk).update(batch=batch)
    activity.refresh_from_db()
    ImportRow.objects.create(
        organism=organism, batch=batch, activity=activity, file_row=2, sha256="7" * 64, nth=1, cells=[]
    )
    return batch, activity


def test_a_row_whose_import_was_undone_is_held_again_by_its_restored_record(organism, staff):
    batch, activity = imported(organism, staff)
    undo_import(batch=batch, by=staff)
    assert ImportRow.objects.get().is_undone
    assert restore_activities(activities=[activity], by=staff) == 1
    assert not ImportRow.objects.get().is_undone


def test_a_row_imported_again_does_not_count_twice(organism, staff, client_for):
    batch, activity = imported(organism, staff)
    undo_import(batch=batch, by=staff)
    imported(organism, staff, nth=2)
    with pytest.raises(RestoreRefused, match="déjà inscrite par une autre fiche"):
        restore_activities(activities=[activity], by=staff)
    address = reverse("services:activity-restore", args=[organism.pk, activity.pk])
    page = client_for(staff).post(address, follow=True).content.decode()
    assert "déjà inscrite par une autre fiche" in page
    activity.refresh_from_db()
    assert activity.is_withdrawn


def test_a_record_that_an_import_replaced_stays_out(organism, staff):
    _, activity = imported(organism, staff)
    withdraw_activities(activities=[activity], reason="Remplacée par l’importation nº 9", by=staff)
    ImportRow.objects.update(is_undone=True)
    with pytest.raises(RestoreRefused, match="a remplacé cette fiche"):
        restore_activities(activities=[activity], by=staff)


def test_a_record_withdrawn_by_hand_comes_back(organism, staff):
    _, activity = imported(organism, staff)
    withdraw_activities(activities=[activity], reason="Saisie deux fois", by=staff)
    assert restore_activities(activities=[activity], by=staff) == 1


def workbook(*cells) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells:
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = (("A1", "Date"), ("B1", "Activité"), ("C1", "Volet"), ("D1", "Notes"))


def test_a_cell_a_million_rows_below_is_read_at_its_line_and_what_lies_between_weighs_nothing():
    book = io.BytesIO(workbook(*HEADER, ("A1048576", "x")))
    sheet = read_register(book, known_headers=frozenset({"date", "activité"}))
    assert sheet.rows == ((1048576, ("x",)),)


def test_a_few_empty_rows_are_no_gap():
    sheet = read_register(io.BytesIO(workbook(*HEADER, ("A300", "2025-06-03"))), known_headers=frozenset({"date"}))
    assert sheet.rows[-1][0] == 300
