"""Registers too long for a page: the worker judges them, the pages say how far it is and end where they always did."""

import io
import time
from datetime import timedelta

import pytest
import xlsxwriter
from django.utils import timezone

from roriq_portal.files import table_reader
from services import jobs
from services.imports.examination import by_worker, preview
from services.imports.examination.by_worker import start_examination
from services.imports.forms import field_key
from services.imports.registers.files import sheet
from services.imports.views import upload as upload_views
from services.models import Activity, ActivityType, ImportBatch, TypeMapping
from tests.jobs import pending_jobs, run_pending_jobs
from tests.services.conftest import ROWS, register
from tests.services.imports.test_views_imports import address, upload, words_of
from tests.workers import is_done, kill_in_the_middle, wait_until, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_heavy(monkeypatch):
    monkeypatch.setattr(table_reader, "HEAVY_TEXT", 10)


@pytest.fixture
def no_page_judges(monkeypatch):
    """Whatever judges a whole register outside its job fails the test."""
    inside = []

    def run(batch_id, answered):
        inside.append(batch_id)
        try:
            return real_job(batch_id, answered)
        finally:
            inside.pop()

    def judge(*given, **named):
        assert inside, "a page judges a heavy register"
        return real_validate(*given, **named)

    real_job, real_validate = jobs.examine_register.func, preview.validate
    monkeypatch.setattr(jobs.examine_register, "func", run)
    monkeypatch.setattr(preview, "validate", judge)


def send(client, organism, *rows, **more):
    answer = upload(client, organism, register(*rows, **more))
    batch = ImportBatch.objects.get(organism=organism)
    return batch, client.get(answer.headers["Location"])


def test_a_heavy_register_is_judged_by_its_job(client_for, staff, organism, all_heavy, no_page_judges):
    client = client_for(staff)
    batch, answer = send(client, organism, *ROWS)
    detail = address("import-detail", organism, batch.pk)
    assert answer.headers["Location"] == detail
    waiting = words_of(client.get(detail))
    assert "Lecture du fichier" in waiting
    assert "Importer les" not in waiting
    assert client.get(address("import-examination", organism, batch.pk)).headers["Location"] == detail
    assert run_pending_jobs() == ["portal:examine-register"]
    after = client.get(address("import-examination", organism, batch.pk))
    assert after.headers["Location"] == detail
    assert "Importer les 4 lignes valides" in words_of(client.get(detail))


def test_a_heavy_register_is_imported_as_a_light_one(client_for, staff, organism, all_heavy):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS)
    run_pending_jobs()
    client.post(address("import-start", organism, batch.pk))
    run_pending_jobs()
    assert Activity.objects.live().filter(organism=organism).count() == 4


def test_its_page_looks_for_the_end_by_itself(client_for, staff, organism, all_heavy):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS)
    here = address("import-examination", organism, batch.pk)
    assert "Lecture du fichier" in words_of(client.get(here, HTTP_HX_REQUEST="true"))
    ImportBatch.objects.update(rows_done=2000, rows_total=5000)
    assert "2 000 lignes examinées sur 5 000" in words_of(client.get(here, HTTP_HX_REQUEST="true"))
    run_pending_jobs()
    ended = client.get(here, HTTP_HX_REQUEST="true")
    assert (ended.status_code, ended.headers["HX-Redirect"]) == (204, address("import-detail", organism, batch.pk))


def test_it_says_how_many_rows_are_read_before_they_are_judged(client_for, staff, organism, all_heavy, monkeypatch):
    monkeypatch.setattr(sheet, "NOTED_EVERY", 2)
    client, noted = client_for(staff), []
    batch, _ = send(client, organism, *ROWS)
    monkeypatch.setattr(by_worker, "note_progress", lambda pk, **more: noted.append((more["done"], more["total"])))
    run_pending_jobs()
    assert noted == [(2, 0), (4, 0), (0, 4)]
    ImportBatch.objects.update(state="judging", rows_done=2000, rows_total=0)
    here = address("import-examination", organism, batch.pk)
    assert "Lecture du fichier : 2 000 lignes lues…" in words_of(client.get(here, HTTP_HX_REQUEST="true"))


def test_it_asks_how_to_read_the_file_once_it_is_read(client_for, staff, organism, all_heavy, no_page_judges):
    client = client_for(staff)
    rows = [f"{month:02}/{day:02}/2025;Premier accueil;;;;;;;;" for month, day in ((4, 3), (4, 25), (5, 6))]
    batch, page = send(client, organism, *rows)
    where = address("import-reading", organism, batch.pk)
    assert page.headers["Location"] == where
    client.post(where, {"month_first": "1"})
    run_pending_jobs()
    after = client.get(address("import-examination", organism, batch.pk))
    assert after.headers["Location"] == address("import-detail", organism, batch.pk)
    assert "Importer les 3 lignes valides" in words_of(client.get(after.headers["Location"]))


def test_a_question_met_beyond_the_first_rows_is_asked_after_the_examination(
    client_for, staff, organism, all_heavy, monkeypatch
):
    monkeypatch.setattr(upload_views, "ROWS_SEEN", 2)
    client = client_for(staff)
    rows = [f"{month:02}/{day:02}/2025;Premier accueil;;;;;;;;" for month, day in ((4, 3), (5, 6), (4, 25))]
    batch, _ = send(client, organism, *rows)
    run_pending_jobs()
    asked = client.get(address("import-examination", organism, batch.pk))
    assert asked.headers["Location"] == address("import-reading", organism, batch.pk)
    refused = client.post(address("import-start", organism, batch.pk), follow=True)
    assert "Dites d’abord comment lire ce fichier" in words_of(refused)
    assert "04/25/2025 ne se lisent qu’ainsi" in words_of(client.get(asked.headers["Location"]))
    client.post(asked.headers["Location"], {"month_first": "1"})
    run_pending_jobs()
    assert "Importer les 3 lignes valides" in words_of(client.get(address("import-detail", organism, batch.pk)))


def test_it_asks_about_columns_words_and_references_as_a_light_one_does(
    client_for, staff, organism, all_heavy, no_page_judges
):
    client, header = client_for(staff), "Le jour où;Activité;Où ça;Combien;Ententes"
    rows = "2025-04-02;Ciné-club;Amos;5;XX-1", "2025-04-03;Tournoi;Amos;5;"
    batch, page = send(client, organism, *rows, header=header)
    assert not pending_jobs()
    assert "Par exemple : 2025-04-02" in words_of(page)
    answers = {field_key("Le jour où"): "date", field_key("Où ça"): "municipality", field_key("Combien"): "immigrants"}
    client.post(address("import-columns", organism, batch.pk), answers)
    run_pending_jobs()
    after = address("import-examination", organism, batch.pk)
    assert client.get(after).headers["Location"] == address("import-types", organism, batch.pk)
    assert "Ciné-club" in words_of(client.get(address("import-types", organism, batch.pk)))
    kind = ActivityType.objects.get(name="Séance d’information")
    client.post(
        address("import-types", organism, batch.pk), {field_key("Ciné-club"): str(kind.pk), field_key("Tournoi"): "-"}
    )
    run_pending_jobs()
    assert client.get(after).headers["Location"] == address("import-agreements", organism, batch.pk)
    client.post(address("import-agreements", organism, batch.pk), {field_key("XX-1"): "sans"})
    run_pending_jobs()
    assert client.get(after).headers["Location"] == address("import-detail", organism, batch.pk)
    assert "Importer la ligne valide" in words_of(client.get(address("import-detail", organism, batch.pk)))
    assert TypeMapping.objects.get().words == "Ciné-club"


def test_its_faulty_rows_are_a_file_that_the_job_wrote(
    client_for, staff, organism, all_heavy, no_page_judges, django_capture_on_commit_callbacks
):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS, "31/02/2025;Premier accueil;4;;;;;;;")
    run_pending_jobs()
    answer = client.get(address("import-faults", organism, batch.pk))
    written = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="lignes-a-corriger-{batch.pk}.csv"'
    assert "31/02/2025" in written
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import-discard", organism, batch.pk))
    batch_file = ImportBatch._meta.get_field("faulty_rows").storage
    assert not batch_file.exists(f"imports/{organism.pk}/{batch.pk}-a-corriger.csv")


def test_run_again_it_leaves_the_same(client_for, staff, organism, all_heavy):
    batch, _ = send(client_for(staff), organism, *ROWS)
    jobs.examine_register(batch_id=batch.pk, answered="")
    once = ImportBatch.objects.values().get()
    jobs.examine_register(batch_id=batch.pk, answered="")
    assert ImportBatch.objects.values().get() == once


def test_taken_out_of_the_list_meanwhile_it_stays_out(client_for, staff, organism, all_heavy):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS)
    client.post(address("import-discard", organism, batch.pk))
    run_pending_jobs()
    assert not ImportBatch.objects.exists()


def test_two_askings_make_one_examination(client_for, staff, organism, all_heavy):
    batch, _ = send(client_for(staff), organism, *ROWS)
    start_examination(batch=batch)
    assert len(pending_jobs()) == 1


def test_what_the_job_cannot_read_is_said_in_its_page(client_for, staff, organism, all_heavy):
    client = client_for(staff)
    batch, _ = send(client, organism, *(["2025-04-02;Premier accueil;4;;;;;;;"] * 50_001))
    run_pending_jobs()
    shown = words_of(client.get(address("import-detail", organism, batch.pk)))
    assert "Ce fichier a plus de 50 000 lignes" in shown
    assert "Retirer de la liste" in shown


def test_an_examination_that_breaks_is_said_and_leaves_no_page_waiting(
    client_for, staff, organism, all_heavy, monkeypatch
):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS)
    judge = by_worker.check_register
    monkeypatch.setattr(by_worker, "check_register", lambda **given: 1 / 0)
    run_pending_jobs()
    shown = words_of(client.get(address("import-detail", organism, batch.pk)))
    assert "L’examen de ce registre s’est arrêté" in shown
    assert "Recommencer l’examen" in shown
    monkeypatch.setattr(by_worker, "check_register", judge)
    client.post(address("import-examine-again", organism, batch.pk))
    run_pending_jobs()
    assert "Importer les 4 lignes valides" in words_of(client.get(address("import-detail", organism, batch.pk)))


def test_an_examination_without_worker_is_begun_again(client_for, staff, organism, all_heavy):
    client = client_for(staff)
    batch, _ = send(client, organism, *ROWS)
    detail, again = (address(name, organism, batch.pk) for name in ("import-detail", "import-examine-again"))
    assert "Recommencer l’examen" not in words_of(client.get(detail))
    client.post(again)
    assert len(pending_jobs()) == 1
    ImportBatch.objects.update(started_at=timezone.now() - by_worker.PATIENCE - timedelta(minutes=1))
    assert "Recommencer l’examen" in words_of(client.get(detail))
    client.post(again)
    assert len(pending_jobs()) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_it_to_the_next(committed_reference, client_for, staff, organism, all_heavy):
    batch, _ = send(client_for(staff), organism, *ROWS)
    kill_in_the_middle(
        "portal:examine-register", "SELECT 1 FROM services_importbatch WHERE id = %s FOR UPDATE", [batch.pk]
    )
    assert ImportBatch.objects.get().state == "judging"
    with worker():
        wait_until(lambda: is_done("portal:examine-register"), "examination not taken again")
    assert (ImportBatch.objects.get().state, ImportBatch.objects.get().summary["ready"]) == ("read", 4)


def book(rows: int, note: str) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["Date", "Activité", "Volet", "Personnes immigrantes", "Notes"])
    for number in range(rows):
        sheet.write_row(number + 1, 0, [f"2025-06-{number % 28 + 1:02}", "Premier accueil", 4, number % 9, note])
    workbook.close()
    return out.getvalue()


@pytest.mark.slow
def test_a_long_workbook_holds_its_page_for_less_than_it_takes_to_judge(client_for, staff, organism):
    client, data = client_for(staff), book(12_000, "x" * 100)
    began = time.process_time()
    send_answer = upload(client, organism, data, "long.xlsx")
    client.get(send_answer.headers["Location"])
    in_page = time.process_time() - began
    run_pending_jobs()
    assert ImportBatch.objects.get().summary["ready"] > 0
    assert in_page < (time.process_time() - began) / 3


def test_rows_are_gathered_once_for_all_who_ask(receive, organism):
    """Gathered anew for each row, a register of 12 000 took a minute, one of 50 000 twenty."""
    batch = receive(*ROWS)
    judged = preview.examine(batch, today=timezone.localdate())
    assert judged.facts is judged.facts
