"""The pages of an import: the way through, its refusals, hostile files."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from services import jobs
from services.imports.actions import start_import, undo_import
from services.imports.forms import field_key
from services.imports.registers import MAX_BYTES
from services.models import Activity, ActivityType, AgreementMapping, ColumnMapping, ImportBatch, TypeMapping
from tests import factories
from tests.services.conftest import ROWS, register
from tests.services.imports.test_import_expected import CASES, agree

pytestmark = pytest.mark.django_db
REGISTERS = Path(__file__).resolve().parents[2] / "data" / "registres"
ONE = [
    "import-detail",
    "import-columns",
    "import-reading",
    "import-types",
    "import-agreements",
    "import-progress",
    "import-faults",
    "import-undo",
]


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def upload(client, organism, data, name="registre.csv"):
    return client.post(address("import-add", organism), {"file": SimpleUploadedFile(name, data)})


def words_of(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[ \n]+", " ", text.replace("\xa0", " "))


def test_import_goes_from_the_file_to_the_records(client_for, staff, organism):
    client = client_for(staff)
    response = client.post(
        address("import-add", organism), {"file": SimpleUploadedFile("avril.csv", register(*ROWS))}, follow=True
    )
    batch = ImportBatch.objects.get(organism=organism)
    assert response.redirect_chain[-1][0] == address("import-detail", organism, batch.pk)
    assert "Importer les 4 lignes valides" in words_of(response)
    assert Activity.objects.count() == 0
    response = client.post(address("import-start", organism, batch.pk), follow=True)
    assert "Vous pouvez quitter cette page" in words_of(response)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    response = client.get(address("import-detail", organism, batch.pk))
    assert "4 lignes importées." in words_of(response)
    assert "V4.14, participations 12 " in words_of(response)
    listed = client.get(address("activity-list", organism), {"lot": batch.pk})
    assert "4 fiches" in words_of(listed)
    assert "avril.csv" in words_of(client.get(address("import-list", organism)))


def test_import_asks_about_columns_then_words_and_remembers(client_for, staff, organism):
    client, header = client_for(staff), "Le jour où;Activité;Où ça;Combien"
    data = register("2025-04-02;Ciné-club;Amos;5", header=header)
    response = upload(client, organism, data)
    batch = ImportBatch.objects.get()
    assert response.headers["Location"] == address("import-columns", organism, batch.pk)
    page = client.get(response.headers["Location"])
    assert "Par exemple : 2025-04-02" in words_of(page)
    answers = {field_key("Le jour où"): "date", field_key("Où ça"): "municipality", field_key("Combien"): "immigrants"}
    response = client.post(address("import-columns", organism, batch.pk), answers)
    assert response.headers["Location"] == address("import-types", organism, batch.pk)
    assert "Ciné-club" in words_of(client.get(response.headers["Location"]))
    kind = ActivityType.objects.get(name="Séance d’information")
    client.post(address("import-types", organism, batch.pk), {field_key("Ciné-club"): str(kind.pk)})
    assert "Importer la ligne valide" in words_of(client.get(address("import-detail", organism, batch.pk)))
    assert dict(ColumnMapping.objects.values_list("header", "field")) == {
        "Le jour où": "date", "Où ça": "municipality", "Combien": "immigrants",
    }  # fmt: skip
    assert TypeMapping.objects.get().words == "Ciné-club"
    second = upload(client, organism, register("2025-04-03;Ciné-club;Amos;6", header=header), "mai.csv")
    following = client.get(second.headers["Location"])
    assert following.headers["Location"] == address("import-detail", organism, ImportBatch.objects.latest("pk").pk)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Dites ce que donne cette colonne"),
        ({"Le jour où": "-", "Où ça": "-"}, "Il manque « Date »"),
        ({"Le jour où": "date", "Où ça": "date"}, "est déjà donné par"),
        ({"Le jour où": "date", "Où ça": "activity"}, "Choisissez dans la liste"),
        ({"Le jour où": "date\x00", "Où ça": "x" * 9000}, "Choisissez dans la liste"),
    ],
)
def test_import_columns_refuses_in_words(client_for, staff, organism, answers, sentence):
    client = client_for(staff)
    upload(client, organism, register("2025-04-02;Suivi;Amos", header="Le jour où;Activité;Où ça"))
    url = address("import-columns", organism, ImportBatch.objects.get().pk)
    response = client.post(url, {field_key(title): name for title, name in answers.items()})
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not ColumnMapping.objects.exists()


def test_import_columns_keeps_answers_when_the_session_ended(client_for, ended_session, staff, organism):
    upload(client_for(staff), organism, register("2025-04-02;Suivi;Amos", header="Date;Activité;Où ça"))
    url = address("import-columns", organism, ImportBatch.objects.get().pk)
    client = ended_session(staff)
    assert "/compte/login/" in client.post(url, {field_key("Où ça"): "municipality"}).headers["Location"]
    client.force_login(staff)
    page = client.get(url)
    assert page.context["form"][field_key("Où ça")].value() == "municipality"
    assert not ColumnMapping.objects.exists()


def test_import_columns_show_cells_of_the_file_as_text(client_for, staff, organism):
    client = client_for(staff)
    upload(client, organism, register("2025-04-02;Suivi;<script>x</script>", header="Date;Activité;<b>Qui</b>"))
    page = client.get(address("import-columns", organism, ImportBatch.objects.get().pk)).content.decode()
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    assert "<b>Qui" not in page


def test_import_types_refuses_a_type_of_another_organism(client_for, staff, organism, far_organism):
    theirs = ActivityType.objects.create(organism=far_organism, name="Leur", sort_name="leur", component=4)
    client = client_for(staff)
    upload(client, organism, register("2025-04-02;Bal masqué;Amos", header="Date;Activité;Municipalité"))
    batch = ImportBatch.objects.get()
    client.get(address("import-columns", organism, batch.pk))
    for value in (str(theirs.pk), "abc", "9" * 30):
        response = client.post(address("import-types", organism, batch.pk), {field_key("Bal masqué"): value})
        assert response.status_code == 422
    assert not TypeMapping.objects.exists()


def verdicts():
    section = (REGISTERS / "EXPECTED.md").read_text(encoding="utf-8").split("## registre-avec-erreurs.csv", 1)[1]
    return re.findall(r"^\| (\d+) \| ([^|]+) \| `([^`]*)` \| ([^|]+) \|", section, re.MULTILINE)


def test_every_verdict_of_the_faulty_register_stands_on_the_preview(client_for):
    organism = factories.make_organism("Registres d’essai", region="17")
    agree(organism, CASES["registre-2024-2025.csv"][2])
    client = client_for(factories.make_seated_user("Karim Essai", organism, "staff"))
    response = upload(client, organism, (REGISTERS / "registre-avec-erreurs.csv").read_bytes(), "erreurs.csv")
    assert client.get(response.headers["Location"]).status_code == 302
    batch = ImportBatch.objects.get()
    page = client.get(address("import-detail", organism, batch.pk))
    shown = {
        level: [(fault["row"], fault["column"] or "row") for fault in page.context[level].page]
        for level in ("errors", "warnings")
    }
    wanted = {level: [(int(r), c) for r, c, _, v in verdicts() if v == level] for level in ("error", "warning")}
    assert len(verdicts()) == 25
    assert (shown["errors"], shown["warnings"]) == (wanted["error"], wanted["warning"])
    text = words_of(page)
    for row, column, value, verdict in verdicts():
        if verdict == "error" and column != "row" and int(row) != 17:
            assert f"Ligne {row} {column} {value or '–'} " in text, row
    faulty = [int(row) for row, _, _, verdict in verdicts() if verdict == "error"]
    assert batch.summary["skipped"] == 1
    assert f"Lignes à corriger {len(faulty)} " in text
    downloaded = b"".join(client.get(address("import-faults", organism, batch.pk)).streaming_content).decode(
        "utf-8-sig"
    )
    assert [int(line.split(";")[0]) for line in downloaded.splitlines()[1:] if line[:1].isdigit()] == faulty


def test_corrected_faults_come_back_and_only_they_are_added(client_for, staff, organism):
    client = client_for(staff)
    upload(client, organism, register(ROWS[0], "31/02/2025;Premier accueil;;;;;;;;=1+1"))
    batch = ImportBatch.objects.get()
    client.get(address("import-columns", organism, batch.pk))
    client.post(address("import-start", organism, batch.pk))
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    response = client.get(address("import-faults", organism, batch.pk))
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    upload(client, organism, text.replace("31/02/2025;", "28/02/2025;").encode(), "corrige.csv")
    again = ImportBatch.objects.latest("pk")
    assert client.get(address("import-columns", organism, again.pk)).headers["Location"] == address(
        "import-detail", organism, again.pk
    )
    again.refresh_from_db()
    assert (again.summary["ready"], again.summary["faulty"]) == (1, 0)


def test_many_faults_are_paged_and_filtered(client_for, staff, organism, receive):
    rows = [f"2025-13-{n:02};Suivi;;;;;;;;" for n in range(60)] + ["2025-04-01;Suivi;;x;;;;;;"] * 3
    batch = receive(*rows)
    client = client_for(staff)
    page = client.get(address("import-detail", organism, batch.pk))
    assert (len(page.context["errors"].page), page.context["errors"].pages.next_url) == (50, "?manques=2")
    second = client.get(address("import-detail", organism, batch.pk), {"manques": "2"})
    assert len(second.context["errors"].page) == 11
    only = client.get(address("import-detail", organism, batch.pk), {"colonne": "Personnes immigrantes"})
    assert [fault["count"] for fault in only.context["errors"].page] == [3]
    for odd in ({"manques": "abc"}, {"manques": "9" * 40}, {"manques": "-1"}, {"colonne": "x" * 5000}):
        assert client.get(address("import-detail", organism, batch.pk), odd).status_code == 200


OLD = "2025-04-{:02};Premier accueil;;;;;;;MIN-2023-021;"


def test_unknown_agreements_are_one_question_each(client_for, staff, organism, agreement, receive):
    client = client_for(staff)
    batch = receive(*(OLD.format(day) for day in range(1, 29)), "2025-04-29;Premier accueil;;;;;;;VIEUX;", ROWS[0])
    page = client.get(address("import-detail", organism, batch.pk))
    assert "MIN-2023-021 : 28 lignes" in words_of(page)
    assert "VIEUX : une ligne" in words_of(page)
    (cause, other) = page.context["errors"].page
    assert (cause["row"], cause["count"], other["count"]) == (2, 28, 1)
    assert "2, 3, 4, 5, 6 et 23 autres" in words_of(page)
    url = address("import-agreements", organism, batch.pk)
    assert "MIN-2024-031 · " in words_of(client.get(url))
    answers = {field_key("MIN-2023-021"): str(agreement.pk), field_key("VIEUX"): "sans"}
    said = client.post(url, answers, follow=True)
    assert "Importer les 30 lignes valides" in words_of(said)
    client.post(address("import-start", organism, batch.pk))
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    assert agreement.charges.count() == 28
    assert Activity.objects.filter(day="2025-04-29", charges__isnull=True).count() == 1
    second = receive(OLD.format(30), name="mai.csv")
    assert (second.summary["ready"], second.summary["unknown_references"]) == (1, [])


def test_import_asks_about_agreements_after_the_columns(client_for, staff, organism):
    client = client_for(staff)
    response = upload(client, organism, register(ROWS[0], OLD.format(1)))
    batch = ImportBatch.objects.get()
    following = client.get(response.headers["Location"])
    assert following.headers["Location"] == address("import-agreements", organism, batch.pk)
    left = client.post(following.headers["Location"], {field_key("MIN-2023-021"): "-"}, follow=True)
    assert "Importer la ligne valide" in words_of(left)
    assert not AgreementMapping.objects.exists()


@pytest.mark.parametrize("value", ["", "abc", "9" * 30, "foreign"])
def test_import_agreements_refuses_what_is_not_its_own(
    client_for, staff, organism, neighbour_organism, funder, receive, value
):
    foreign = factories.make_agreement(neighbour_organism, funder, "SECRET-1")
    batch = receive(OLD.format(1))
    sent = {field_key("MIN-2023-021"): str(foreign.pk) if value == "foreign" else value}
    response = client_for(staff).post(address("import-agreements", organism, batch.pk), sent)
    assert response.status_code == 422
    assert "SECRET-1" not in words_of(response)
    assert not AgreementMapping.objects.exists()


def test_preview_gives_the_totals_that_the_import_then_adds(client_for, staff, organism, receive):
    client, batch = client_for(staff), receive(*ROWS, "2025-04-06;Activité de rapprochement;;1;2;;;;;")
    preview = client.get(address("import-detail", organism, batch.pk)).context["totals"]
    assert {row["code"]: row["total"] for row in preview}["V4.14"] == 13
    client.post(address("import-start", organism, batch.pk))
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    result = client.get(address("import-detail", organism, batch.pk)).context["totals"]
    assert preview == result
    assert len(preview) > 4


def test_the_same_file_again_says_so_and_leaves_the_list(client_for, staff, organism, bring_in, receive, settings):
    bring_in(*ROWS)
    again, client = receive(*ROWS), client_for(staff)
    page = words_of(client.get(address("import-detail", organism, again.pk)))
    assert "Tout ce registre est déjà inscrit" in page
    assert "Ces lignes s’importent" not in page
    assert "Rien de nouveau" in words_of(client.get(address("import-list", organism)))
    gone = client.post(address("import-discard", organism, again.pk), follow=True)
    assert "n’est plus dans la liste" in words_of(gone)
    assert ImportBatch.objects.count() == 1
    assert ImportBatch.objects.get().file.storage.exists(ImportBatch.objects.get().file.name)


def test_discarding_a_register_takes_its_file_with_it(
    client_for, staff, organism, receive, django_capture_on_commit_callbacks
):
    batch = receive(*ROWS)
    storage, name = batch.file.storage, batch.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client_for(staff).post(address("import-discard", organism, batch.pk))
    assert not storage.exists(name)


def test_a_register_whose_discarding_was_undone_keeps_its_file(
    client_for, staff, organism, receive, django_capture_on_commit_callbacks
):
    batch = receive(*ROWS)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        client_for(staff).post(address("import-discard", organism, batch.pk))
        transaction.set_rollback(True)
    assert batch.file.storage.exists(ImportBatch.objects.get().file.name)


def test_a_register_sent_again_while_its_first_copy_is_discarded_keeps_its_file(
    client_for, staff, organism, receive, django_capture_on_commit_callbacks
):
    batch = receive(*ROWS)
    with django_capture_on_commit_callbacks(execute=True):
        client_for(staff).post(address("import-discard", organism, batch.pk))
        again = receive(*ROWS)
    assert again.file.storage.exists(again.file.name)


def test_a_started_import_cannot_be_discarded(client_for, staff, organism, bring_in):
    batch = bring_in(*ROWS)
    response = client_for(staff).post(address("import-discard", organism, batch.pk), follow=True)
    assert "elle reste dans la liste" in words_of(response)
    assert ImportBatch.objects.filter(pk=batch.pk).exists()


def test_import_types_are_compulsory_questions_with_a_way_to_leave_them(client_for, staff, organism, receive):
    batch, client = receive("2025-04-02;Bal masqué;;;;;;;;"), client_for(staff)
    page = words_of(client.get(address("import-types", organism, batch.pk)))
    assert "Bal masqué" in page
    assert "facultatif" not in page
    assert "pour tous les registres de votre organisme" in page
    client.post(address("import-types", organism, batch.pk), {field_key("Bal masqué"): "-"})
    assert not TypeMapping.objects.exists()


def test_vanished_rows_can_be_withdrawn_from_the_page(client_for, staff, organism, bring_in, receive):
    bring_in(*ROWS)
    batch = receive(*ROWS[:3])
    client = client_for(staff)
    page = client.get(address("import-detail", organism, batch.pk))
    (gone,) = page.context["vanished"]
    assert address("activity-detail", organism, gone.pk) in page.content.decode()
    client.post(
        address("activity-bulk", organism), {"act": "withdraw", "reason": "Disparue du registre", "pk": [gone.pk]}
    )
    gone.refresh_from_db()
    assert gone.is_withdrawn
    assert "Disparues" not in words_of(client.get(address("import-detail", organism, batch.pk)))


def test_import_start_twice_runs_once(client_for, staff, organism, receive):
    batch, client = receive(*ROWS), client_for(staff)
    client.post(address("import-start", organism, batch.pk))
    second = client.post(address("import-start", organism, batch.pk), follow=True)
    assert "Cette importation est déjà en cours" in words_of(second)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    third = client.post(address("import-start", organism, batch.pk), follow=True)
    assert "Cette importation a déjà été faite" in words_of(third)
    assert Activity.objects.count() == 4


def test_import_undo_asks_once_about_corrected_records(client_for, staff, organism, bring_in):
    batch, client = bring_in(*ROWS), client_for(staff)
    Activity.objects.filter(day="2025-04-03").update(revision=2)
    url = address("import-undo", organism, batch.pk)
    assert "Corrigées depuis : 1" in words_of(client.get(url))
    refused = client.post(url)
    assert refused.status_code == 422
    assert Activity.objects.live().count() == 4
    assert "Fiches retirées : 3. Gardées : 1." in words_of(client.post(url, {"edited": "keep"}, follow=True))
    assert Activity.objects.live().count() == 1
    again = client.post(url, {"edited": "withdraw"}, follow=True)
    assert "Seule une importation terminée s’annule" in words_of(again)
    assert Activity.objects.live().count() == 1


def test_import_undo_without_corrections_needs_no_answer(client_for, staff, organism, bring_in):
    batch, client = bring_in(*ROWS), client_for(staff)
    client.post(address("import-undo", organism, batch.pk))
    assert Activity.objects.live().count() == 0
    assert "Annulée le" in words_of(client.get(address("import-detail", organism, batch.pk)))


def test_import_progress_is_a_fragment_that_ends_by_itself(client_for, staff, organism, receive):
    batch, client = receive(*ROWS), client_for(staff)
    start_import(batch=batch, by=staff)
    url, htmx = address("import-progress", organism, batch.pk), {"HX-Request": "true"}
    fragment = client.get(url, headers=htmx)
    assert "0 ligne sur 4" in words_of(fragment)
    assert "<html" not in fragment.content.decode()
    assert client.get(url).headers["Location"] == address("import-detail", organism, batch.pk)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    ended = client.get(url, headers=htmx)
    assert (ended.status_code, ended.headers["HX-Refresh"]) == (204, "true")


def test_import_detail_of_a_stopped_import_offers_to_go_on(client_for, staff, organism, receive):
    batch = receive(*ROWS)
    ImportBatch.objects.filter(pk=batch.pk).update(state="failed", failure=jobs.STOPPED, rows_done=2)
    page = words_of(client_for(staff).get(address("import-detail", organism, batch.pk)))
    assert "Reprendre l’importation" in page
    assert "aucune ne sera inscrite deux fois" in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_import_list_has_constant_queries(client_for, staff, organism, number, django_assert_max_num_queries):
    ImportBatch.objects.bulk_create(
        ImportBatch(organism=organism, name=f"{n}.csv", sha256="0" * 64, created_by=staff) for n in range(number)
    )
    client = client_for(staff)
    with django_assert_max_num_queries(9):
        page = client.get(address("import-list", organism))
    assert len(page.context["list"].sources) == min(number, 25)


def test_import_list_empty_teaches(client_for, staff, organism):
    assert "Aucun registre importé pour l’instant" in words_of(client_for(staff).get(address("import-list", organism)))


@pytest.mark.parametrize("name", ["import-list", "import-add", *ONE])
def test_imports_are_closed_to_everyone_else(
    name, client_for, organism, receive, neighbour, pivot, network, funder_agent, auditor
):
    args = [receive(*ROWS).pk] if name in ONE else []
    url = address(name, organism, *args)
    assert "/compte/login/" in Client().get(url).headers["Location"]
    for person in (neighbour, pivot, network, funder_agent):
        assert client_for(person).get(url).status_code == 404
    assert client_for(auditor).get(url).status_code == 403


@pytest.mark.parametrize("name", ["import-start", "import-undo", "import-discard"])
def test_posts_by_others_change_nothing(name, client_for, organism, bring_in, receive, neighbour, auditor, network):
    batch = bring_in(*ROWS) if name == "import-undo" else receive(*ROWS)
    before = ImportBatch.objects.values().get(pk=batch.pk)
    for person, status in [(neighbour, 404), (network, 404), (auditor, 403)]:
        assert client_for(person).post(address(name, organism, batch.pk)).status_code == status
    assert "/compte/login/" in Client().post(address(name, organism, batch.pk)).headers["Location"]
    assert ImportBatch.objects.values().get(pk=batch.pk) == before


@pytest.mark.parametrize("name", [*ONE, "import-start"])
def test_batch_of_another_organism_is_not_found(
    name, client_for, staff, organism, receive, neighbour, neighbour_organism
):
    foreign = receive(*ROWS, by=neighbour, to=neighbour_organism)
    client = client_for(staff)
    act = client.post if name == "import-start" else client.get
    assert act(address(name, organism, foreign.pk)).status_code == 404
    assert act(address(name, organism, 10**18)).status_code == 404
    assert act(address(name, organism, 10**30)).status_code == 404


def test_methods_that_do_not_fit_are_refused(client_for, staff, organism, receive):
    batch, client = receive(*ROWS), client_for(staff)
    assert client.get(address("import-start", organism, batch.pk)).status_code == 405
    assert client.get(address("import-discard", organism, batch.pk)).status_code == 405
    for name in ("import-detail", "import-progress", "import-faults"):
        assert client.post(address(name, organism, batch.pk)).status_code == 405
    assert client.post(address("import-list", organism)).status_code == 405
    assert client.put(address("import-add", organism)).status_code == 405


def test_pages_before_their_turn_lead_to_the_right_one(client_for, staff, organism, bring_in):
    batch, client = bring_in(*ROWS), client_for(staff)
    for name in ("import-columns", "import-types"):
        assert client.get(address(name, organism, batch.pk)).headers["Location"] == address(
            "import-detail", organism, batch.pk
        )
    undo_import(batch=batch, by=staff)
    assert client.get(address("import-undo", organism, batch.pk)).status_code == 302


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (zip_bomb, "trop de place une fois décompressé"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "protégé par un mot de passe"),
        (lambda: b"%PDF-1.7\n%", "est un PDF"),
        (lambda: b"PK\x03\x04" + b"x" * 300, "abîmé"),
        (lambda: b"\x00\x01\x02" * 50, "pas du texte"),
        (lambda: b"", "Ce fichier est vide."),
        (lambda: b"   \n", "Ce fichier est vide."),
        (lambda: ("Date;Activité;Volet;MRC" + ";x" * 100_000).encode(), "plus de 200 colonnes"),
        (lambda: b"0" * (MAX_BYTES + 1), "la limite est de 10 Mo"),
    ],
)
def test_hostile_files_are_refused_in_a_sentence(client_for, staff, organism, settings, make, sentence):
    response = upload(client_for(staff), organism, make())
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not ImportBatch.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_import_add_without_a_file_says_so(client_for, staff, organism):
    response = client_for(staff).post(address("import-add", organism))
    assert response.status_code == 422
    assert "Choisissez le fichier à importer." in words_of(response)


def test_200_mb_are_refused_unread(client_for, staff, organism):
    class Body(io.RawIOBase):
        """A body nobody may read."""

        def read(self, *args):
            raise AssertionError("the body was read")

    size = 200 * 1024 * 1024
    sent = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(size), "wsgi.input": Body()}
    assert "/compte/login/" in Client().generic("POST", address("import-add", organism), **sent).headers["Location"]
    response = client_for(staff).generic("POST", address("import-add", organism), **sent)
    assert response.status_code == 413
    assert "Ce fichier fait 200 Mo ; la limite est de 10 Mo." in words_of(response)


def test_import_add_still_checks_the_form_token(staff, organism):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    assert upload(client, organism, register(*ROWS)).status_code == 403
    assert not ImportBatch.objects.exists()
