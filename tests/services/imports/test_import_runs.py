"""What an import makes of rows it knows, rows that changed or vanished, a stop, a second run, an undo."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roriq_portal.files.storage import DAMAGED
from services import jobs
from services.activities.actions import withdraw_activities
from services.imports import run
from services.imports.actions import (
    PATIENCE,
    ImportRefused,
    receive_register,
    start_import,
    teach_columns,
    teach_types,
    undo_import,
)
from services.imports.progress import progress_of
from services.imports.registers import UnreadableRegister
from services.models import Activity, ActivityType, ColumnMapping, ImportBatch, ImportRow, Partner, TypeMapping
from services.partners.names import find_or_create_by_name
from tests import factories
from tests.services.conftest import ROWS, register

pytestmark = pytest.mark.django_db


def live(organism):
    return Activity.objects.live().filter(organism=organism)


def counts(organism):
    rows = live(organism).order_by("day", "pk").values_list("counts__indicator__code", "counts__value")
    return {code: int(value) for code, value in rows}


def test_import_makes_records_with_counts_places_partners_and_notes(bring_in, organism, staff):
    batch = bring_in(*ROWS)
    assert (batch.state, batch.rows_done, batch.rows_total) == ("done", 4, 4)
    expected = {"V4.13": 1, "V4.14": 12, "V4.15": 20, "V4.01": 1, "V3.07": 2, "V5.01": 1}
    assert counts(organism) == expected
    first = live(organism).get(day=date(2025, 4, 2))
    assert (first.created_by, first.batch, first.note) == (staff, batch, "Au parc")
    assert first.municipality.name == "Rouyn-Noranda"
    assert list(
        first.counts.filter(breakdowns__isnull=False).values_list("breakdowns__category__key", "breakdowns__value")
    ) == [("femmes", 7)]
    assert set(Partner.objects.values_list("kind", "name")) == {
        ("employer", "Usinage du Nord"), ("partner", "Cégep"), ("partner", "CISSS"),
    }  # fmt: skip


def test_same_file_twice_creates_nothing(bring_in, organism):
    bring_in(*ROWS)
    again = bring_in(*ROWS)
    assert (again.summary["imported"], again.summary["known"], again.rows_done) == (0, 4, 0)
    assert live(organism).count() == 4


def test_same_rows_in_another_order_and_spelling_create_nothing(bring_in, receive):
    bring_in(*ROWS)
    rows = [*reversed(ROWS[1:]), "02/04/2025;Activité de rapprochement; Rouyn-Noranda ;12;20;;7;;;Au  parc"]
    assert receive(*rows, name="autre.csv").summary["ready"] == 0


def test_grown_file_adds_only_what_is_new(bring_in, organism):
    bring_in(*ROWS[:2])
    grown = bring_in(*ROWS)
    assert (grown.summary["imported"], grown.summary["known"]) == (2, 2)
    assert (grown.summary["vanished"], grown.summary["changed"]) == (0, 0)
    assert live(organism).count() == 4


def test_two_identical_rows_both_count_once_each(bring_in, organism):
    first = bring_in(ROWS[1], ROWS[1])
    assert (first.summary["imported"], first.summary["warnings"]) == (2, 1)
    assert bring_in(ROWS[1], ROWS[1], ROWS[1]).summary["imported"] == 1
    assert counts(organism) == {"V4.01": 1}
    assert live(organism).count() == 3


def test_vanished_rows_are_only_listed(bring_in, receive, organism):
    bring_in(*ROWS)
    shorter = receive(*ROWS[:3])
    assert (shorter.summary["vanished"], shorter.summary["ready"]) == (1, 0)
    gone = live(organism).get(activity_type__name="Table de concertation")
    assert shorter.summary["vanished_rows"] == [gone.pk]
    assert live(organism).count() == 4


def test_another_register_of_the_organism_makes_nothing_vanish(bring_in, receive):
    bring_in(*ROWS)
    other = receive("2025-05-01;Suivi;;;;;;;;", name="avril-de-julie.csv")
    assert (other.summary["vanished"], other.summary["changed"], other.summary["ready"]) == (0, 0, 1)


def test_row_withdrawn_by_hand_neither_comes_back_nor_vanishes(bring_in, receive, organism, staff):
    bring_in(*ROWS)
    withdraw_activities(activities=live(organism).filter(day=date(2025, 4, 3)), reason="Doublon", by=staff)
    assert receive(*ROWS, name="a.csv").summary["ready"] == 0
    assert receive(ROWS[0], *ROWS[2:], name="b.csv").summary["vanished"] == 0


CHANGED = ROWS[0].replace(";12;20;", ";13;20;")


def test_changed_row_is_listed_and_left_by_default(bring_in, organism):
    bring_in(*ROWS)
    batch = bring_in(CHANGED, *ROWS[1:])
    assert (batch.summary["changed"], batch.summary["imported"]) == (1, 0)
    (row,) = batch.summary["changed_rows"]
    assert row["differences"] == [["Personnes immigrantes", "12", "13"]]
    assert row["activity"] == live(organism).get(day=date(2025, 4, 2)).pk
    assert counts(organism)["V4.14"] == 12


def test_changed_row_replaces_its_record_when_asked(bring_in, receive, organism):
    bring_in(*ROWS)
    batch = bring_in(CHANGED, *ROWS[1:], replace=True)
    assert (batch.summary["imported"], batch.summary["replaced"], batch.summary["changed"]) == (1, 1, 0)
    assert counts(organism)["V4.14"] == 13
    assert live(organism).count() == 4
    old = Activity.objects.get(organism=organism, withdrawn_at__isnull=False)
    assert old.withdrawn_reason == run.replaced_reason(batch)
    back = receive(*ROWS, name="retour.csv")
    assert (back.summary["changed"], back.summary["ready"]) == (1, 0)


def test_changed_row_leaves_a_corrected_record_alone(bring_in, organism):
    bring_in(*ROWS)
    live(organism).filter(day=date(2025, 4, 2)).update(revision=2)
    batch = bring_in(CHANGED, *ROWS[1:], replace=True)
    assert (batch.summary["imported"], batch.summary["replaced"], batch.summary["changed"]) == (0, 0, 1)
    assert counts(organism)["V4.14"] == 12


def test_faulty_rows_stay_out_and_the_others_come_in(bring_in, organism):
    batch = bring_in(ROWS[0], "2025-13-01;Premier accueil;;;;;;;;", "2025-04-01;Bal masqué;;;;;;;;")
    assert (batch.summary["imported"], batch.summary["faulty"], batch.summary["errors"]) == (1, 2, 2)
    assert [(fault["row"], fault["column"]) for fault in batch.summary["faults"]] == [(3, "Date"), (4, "Activité")]


def test_import_stopped_between_chunks_counts_nothing_until_it_goes_on(receive, organism, staff, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)
    batch = receive(*ROWS)
    start_import(batch=batch, by=staff)
    real, calls = run._import_chunk, []

    def dies_on_the_second(*args):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("machine gone")
        real(*args)

    monkeypatch.setattr(run, "_import_chunk", dies_on_the_second)
    with mock.patch.object(jobs.log, "exception") as logged:
        jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    assert logged.called
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, live(organism).count()) == ("failed", 0, 0)
    assert counts(organism) == {}
    monkeypatch.setattr(run, "_import_chunk", real)
    start_import(batch=batch, by=staff)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, live(organism).count()) == ("done", 4, 4)
    assert (batch.summary["imported"], batch.summary["known"]) == (4, 0)


def test_job_run_twice_adds_nothing(receive, organism, staff):
    batch = receive(*ROWS)
    start_import(batch=batch, by=staff)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    assert live(organism).count() == 4


def test_job_that_lost_its_file_says_so_and_can_go_on(receive, staff):
    batch = receive(*ROWS)
    batch.file.storage.delete(batch.file.name)
    start_import(batch=batch, by=staff)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("failed", DAMAGED)


def test_job_tells_the_person_who_started_it(receive, organism, coordinator, mailoutbox):
    batch = receive(*ROWS, "x;Premier accueil;;;;;;;;")
    start_import(batch=batch, by=coordinator)
    jobs.import_register(batch_id=batch.pk, user_id=coordinator.pk)
    jobs.mail_import_done(batch_id=batch.pk, user_id=coordinator.pk)
    (letter,) = mailoutbox
    assert letter.to == [coordinator.email]
    assert organism.name not in letter.subject
    assert "Lignes importées\xa0: 4" in letter.body
    assert f"/o/{organism.pk}/imports/{batch.pk}/" in letter.body


def test_start_twice_refuses_the_second(receive, staff):
    batch = receive(*ROWS)
    start_import(batch=batch, by=staff)
    with pytest.raises(ImportRefused, match="déjà en cours"):
        start_import(batch=batch, by=staff)
    run.run_batch(ImportBatch.objects.get(pk=batch.pk), by=staff)
    with pytest.raises(ImportRefused, match="déjà été faite"):
        start_import(batch=batch, by=staff)


def test_import_whose_worker_is_gone_may_start_again(receive, staff, organism):
    batch = receive(*ROWS)
    start_import(batch=batch, by=staff)
    ImportBatch.objects.filter(pk=batch.pk).update(started_at=timezone.now() - PATIENCE - timedelta(seconds=1))
    start_import(batch=batch, by=staff)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    assert live(organism).count() == 4


def test_database_refuses_one_row_twice(bring_in, organism):
    batch = bring_in(*ROWS)
    row, other = ImportRow.objects.filter(batch=batch)[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.filter(pk=other.pk).update(sha256=row.sha256, nth=row.nth)


def test_undo_withdraws_untouched_records_and_lets_the_file_come_back(bring_in, organism, staff):
    batch = bring_in(*ROWS)
    undone = undo_import(batch=batch, by=staff)
    assert (undone.withdrawn, undone.corrected) == (4, 0)
    assert live(organism).count() == 0
    assert set(Activity.objects.values_list("withdrawn_reason", flat=True)) == {"Importation annulée"}
    assert not ImportRow.objects.filter(is_undone=False).exists()
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == ("undone", staff)
    assert bring_in(*ROWS).summary["imported"] == 4


@pytest.mark.parametrize(("with_edited", "left"), [(False, 1), (True, 0)])
def test_undo_keeps_or_takes_corrected_records(bring_in, receive, organism, staff, with_edited, left):
    batch = bring_in(*ROWS)
    live(organism).filter(day=date(2025, 4, 3)).update(revision=2)
    undone = undo_import(batch=batch, by=staff, with_edited=with_edited)
    assert (undone.withdrawn, undone.corrected) == (4 - left, left)
    assert live(organism).count() == left
    assert receive(*ROWS, name="encore.csv").summary["ready"] == 4 - left


def test_undo_of_undone_or_running_import_is_refused(bring_in, receive, staff, organism):
    batch = bring_in(*ROWS)
    undo_import(batch=batch, by=staff)
    with pytest.raises(ImportRefused):
        undo_import(batch=batch, by=staff)
    waiting = receive(*ROWS[:1], name="b.csv")
    start_import(batch=waiting, by=staff)
    with pytest.raises(ImportRefused):
        undo_import(batch=waiting, by=staff)


def test_undo_brings_back_what_was_replaced(bring_in, organism, staff):
    bring_in(*ROWS)
    batch = bring_in(CHANGED, *ROWS[1:], replace=True)
    undo_import(batch=batch, by=staff)
    assert counts(organism)["V4.14"] == 12
    assert live(organism).count() == 4
    assert bring_in(*ROWS, name="encore.csv").summary["known"] == 4


def test_columns_and_types_are_remembered_for_the_organism_only(receive, organism, staff, far_organism):
    header = "Le jour où;Ce qu’on a fait;Où;Combien;Truc"
    row = "2025-04-02;Ciné-club;Amos;5;x"
    with pytest.raises(UnreadableRegister, match="Date et Activité"):
        receive(row, header=header)
    batch = receive_register(organism=organism, file=ContentFile(register(row, header=header)), name="r.csv", by=staff)
    chosen = {
        "Le jour où": "date",
        "Ce qu’on a fait": "activity",
        "Où": "municipality",
        "Combien": "immigrants",
        "Truc": "",
    }
    teach_columns(batch=batch, chosen=chosen)
    teach_types(organism=organism, chosen={"Ciné-club": ActivityType.objects.get(name="Séance d’information")})
    again = receive(row, header=header, name="mai.csv")
    assert (again.summary["ready"], again.summary["faulty"], again.summary["ignored"]) == (1, 0, ["Truc"])
    assert ColumnMapping.objects.filter(organism=organism).count() == 5
    assert TypeMapping.objects.filter(organism=organism).count() == 1
    assert not ColumnMapping.objects.filter(organism=far_organism).exists()


def test_receive_keeps_one_waiting_copy_and_no_unreadable_file(receive, organism, staff, settings):
    assert receive(*ROWS).pk == receive(*ROWS).pk
    with pytest.raises(UnreadableRegister):
        receive_register(organism=organism, file=ContentFile(b"%PDF-1.7 x"), name="x.pdf", by=staff)
    kept = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [ImportBatch.objects.get().sha256]


def test_file_name_keeps_no_odd_sign(receive):
    assert receive(*ROWS, name="re\x00gi\ud800stre\n.csv").name == "registre.csv"


def test_row_repeated_a_thousand_times_is_a_fault(receive):
    batch = receive(*[ROWS[1]] * 1002)
    assert (batch.summary["ready"], batch.summary["errors"]) == (1000, 2)


def test_queries_do_not_grow_with_the_rows(receive, organism, staff, agreement):
    def statements(number):
        rows = [f"2025-04-02;Embauche;Amos;;;{n};;Usine {n};MIN-2024-031;{number}" for n in range(1, number + 1)]
        batch = receive(*rows, name=f"{number}.csv")
        start_import(batch=batch, by=staff)
        batch.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            run.run_batch(batch, by=staff)
        return len(queries)

    assert statements(3) == statements(30) == statements(300)


def test_find_or_create_by_name_merges_spellings_and_keeps_kinds(organism):
    wanted = [("employer", "Cégep"), ("employer", "CÉGEP"), ("partner", "Cégep"), ("partner", "日本")]
    found = find_or_create_by_name(organism, wanted)
    assert found["employer", "Cégep"] == found["employer", "CÉGEP"] != found["partner", "Cégep"]
    assert find_or_create_by_name(organism, wanted) == found
    assert Partner.objects.filter(organism=organism).count() == 3
    assert find_or_create_by_name(organism, []) == {}


@pytest.mark.parametrize(
    ("done", "seconds", "words"),
    [
        (0, 10, ""),
        (1900, 10, "quelques secondes encore"),
        (1000, 20, "environ 20 secondes encore"),
        (500, 60, "environ 3\u00a0minutes encore"),
    ],
)
def test_progress_says_the_time_left(done, seconds, words):
    now = timezone.now()
    batch = ImportBatch(rows_done=done, rows_total=2000, started_at=now - timedelta(seconds=seconds))
    assert progress_of(batch, now=now).words == words


def test_batches_are_seen_by_the_organism_alone(
    receive, staff, coordinator, neighbour, pivot, network, funder_agent, auditor
):
    batch = receive(*ROWS)
    for person, sees in [
        (staff, 1),
        (coordinator, 1),
        (neighbour, 0),
        (pivot, 0),
        (network, 0),
        (funder_agent, 0),
        (auditor, 0),
    ]:
        assert ImportBatch.objects.visible_to(person).filter(pk=batch.pk).count() == sees
    assert factories.make_user("Sans siège").live_memberships == []
