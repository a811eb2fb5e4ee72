"""The disk of files is full: who sends a file reads it in a sentence, nothing half-written stays, later it works.

On a small disk in memory, which only root may mount.
"""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.jobs import make_bundle, make_draft, make_papers
from reporting.models import Document, FunderFile, WorkbookUpload
from roriq_portal.files.full_disk import says_no_room
from roriq_portal.files.storage import UNWRITTEN, FileUnwritten
from services.models import ImportBatch
from tests import factories
from tests.attack.form_filler import ELSEWHERE, FILES, Filled, file_for
from tests.attack.test_two_clicks import counts, form_at, growth
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import make_issued
from tests.reporting.filling.offline.books import download, opened, send
from tests.reporting.form_editor.funder_files.blanks import blank_book, data_of, published
from tests.reporting.form_editor.funder_files.blanks import send as send_blank

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
APPS = ("organisms", "agreements", "services", "reporting", "network", "privacy", "hosting")
ROOM = 4 * 1024 * 1024
# The record is written, and its page says that its file is not there
WITHOUT_ITS_FILE = {"services:activity-add"}


@pytest.fixture
def small_disk(tmp_path, settings) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    settings.MEDIA_ROOT = place
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def filled_up(place: Path) -> Iterator[None]:
    """Leave no room on a disk during the block."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left") as full:
        while True:
            file.write(b"x" * 4096)
    assert full.value.errno == errno.ENOSPC
    yield
    filler.unlink()


def names(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file() and path.name != "filler"}


def sent(client, route: str, url: str, form: Filled):
    """Send a form with its files, large enough to want room; return the page that the person reads then."""
    files = {name: a_file(route) for name in form.files}
    return client.post(url, form.data | files, follow=True)


def a_file(route: str) -> SimpleUploadedFile:
    file = file_for(route)
    padding = b"" if file.name.endswith("csv") else b"%" * 20_000 + b"\ntrailer\n%%EOF\n"
    return SimpleUploadedFile(file.name, file.read() + padding)


def form_with_file(client, route: str, url: str) -> Filled:
    form = form_at(client, url)
    form.data |= {name: [words] for name, words in ELSEWHERE.get(route, {}).items()}
    form.files = form.files or FILES.get(route, [])
    return form


def attempted(client, route: str, url: str, small_disk: Path) -> tuple[dict, list[str]]:
    """What a sending makes once there is room again, and what is wrong while there is none. All of it is undone."""
    faults, form = [], form_with_file(client, route, url)
    with transaction.atomic():
        before, stood = counts(), names(small_disk)
        with filled_up(small_disk):
            page = sent(client, route, url, form)
        if page.status_code >= 500 or UNWRITTEN not in page.text:
            faults.append(f"{route}: {page.status_code}, and no sentence says that there is no room")
        made = growth(before, counts())
        if made and route not in WITHOUT_ITS_FILE:
            faults.append(f"{route}: wrote {made} while there was no room")
        if names(small_disk) != stood:
            faults.append(f"{route}: left {names(small_disk) - stood}")
        transaction.set_rollback(True)
    with transaction.atomic():
        before = counts()
        sent(client, route, url, form)
        made = growth(before, counts())
        transaction.set_rollback(True)
    return made, faults


def test_each_form_with_a_file_says_that_there_is_no_room_and_works_later(
    small_disk, organism, agreement, director, network, client_for
):
    draft, issued = make_annual(organism, network), make_issued(agreement, director)
    activity = factories.make_activity(organism, by=director)
    storing = {
        "agreements:document-add": [agreement.pk],
        "reporting:attachment-add": [draft.pk, "piece-resolution"],
        "reporting:letter-add": [issued.pk],
        "services:activity-add": [organism.pk],
        "services:evidence-add": [organism.pk, activity.pk],
        "services:import-add": [organism.pk],
    }
    client, faults = client_for(director), []
    client.raise_request_exception = False
    for route, arguments in storing.items():
        made, wrong = attempted(client, route, reverse(route, args=arguments), small_disk)
        faults += wrong if made else [f"{route}: stores nothing when there is room"]
    assert faults == []


def test_a_filled_workbook_waits_until_there_is_room(small_disk, organism, director, network, client_for):
    draft, client = make_annual(organism, network), client_for(director)
    data = opened(download(client, draft)).fill("v4-03", 3).bytes()
    stood = names(small_disk)
    with filled_up(small_disk):
        page = send(client, draft, data)
    assert page.status_code == 422
    assert UNWRITTEN in page.text
    assert not WorkbookUpload.objects.exists()
    assert names(small_disk) == stood
    assert "Ce que le classeur change" in send(client, draft, data, "encore.xlsx").text


def test_a_blank_workbook_of_a_funder_waits_until_there_is_room(small_disk, network, client_for):
    client, form, data = client_for(network), published(), data_of(blank_book())
    stood = names(small_disk)
    with filled_up(small_disk):
        page = send_blank(client, form, data)
    assert (page.status_code, UNWRITTEN in page.text) == (422, True)
    assert not FunderFile.objects.exists()
    assert names(small_disk) == stood
    assert send_blank(client, form, data).status_code == 302
    assert len(names(small_disk) - stood) == 1


def test_no_other_form_stores_a_file():
    """`expense-import` keeps the cells of its table, `form-take-in` rows; `verification` compares and forgets."""
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "sent_forms" not in path.parts]
    views = {str(path.relative_to(ROOT)) for path in code if "request.FILES" in path.read_text()}
    assert views == {
        "agreements/agreement/views/documents.py", "agreements/money/expenses/import_views.py",
        "reporting/filling/views/attachments.py", "reporting/filling/views/workbooks.py",
        "reporting/form_editor/views/files.py", "reporting/form_editor/views/funder_files.py",
        "reporting/funder_reports/views/receipts.py",
        "reporting/funder_reports/views/verification.py", "services/activities/views/activities.py",
        "services/activities/views/evidence.py", "services/imports/views/upload.py",
    }  # fmt: skip


def test_papers_that_find_no_room_are_made_when_there_is_some(small_disk, agreement, director, funder_agent):
    report = make_issued(agreement, director)
    version, keys = report.versions.get(), (str(UUID(int=1)), str(UUID(int=2)))
    stood, jobs = names(small_disk), ProcrastinateJob.objects.count()
    acts = [
        lambda: make_papers.func(version_id=version.pk),
        lambda: make_draft.func(report_id=report.pk, key=keys[0]),
        lambda: make_bundle.func(user_id=funder_agent.pk, key=keys[1], year=2025),
    ]
    with filled_up(small_disk):
        for act in acts:
            with pytest.raises(FileUnwritten), transaction.atomic():
                act()
    assert names(small_disk) == stood
    assert not Document.objects.exists()
    assert ProcrastinateJob.objects.count() == jobs
    for act in acts:
        act()
    assert sorted(version.documents.values_list("format", flat=True)) == ["pdf", "xlsx"]
    assert len(names(small_disk) - stood) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_needs_no_room_where_files_are_kept(small_disk, organism, director, client_for, kind):
    factories.make_activity(organism, note="Fiche exportée", by=director)
    with filled_up(small_disk):
        answer = client_for(director).get(reverse("services:activity-export", args=[organism.pk, kind]))
        assert (answer.status_code, len(answer.getvalue()) > 100) == (200, True)


def test_no_room_for_a_large_file_that_comes_is_a_page_that_says_so(
    small_disk, organism, director, client_for, settings
):
    """It waits in a temporary file until it is whole; what had come of it goes at once."""
    settings.FILE_UPLOAD_TEMP_DIR = small_disk
    client, url = client_for(director), reverse("services:import-add", args=[organism.pk])
    client.raise_request_exception = False
    form = form_at(client, url)
    form.data["file"] = SimpleUploadedFile("r.csv", b"Date;Volet\n" + b"2025-04-02;4\n" * 300_000)
    with filled_up(small_disk):
        page = client.post(url, form.data)
        assert names(small_disk) == set()
    assert (page.status_code, "plus de place" in page.text) == (507, True)
    assert not ImportBatch.objects.exists()


def test_a_full_disk_of_the_database_is_one_too():
    failure, refused = OperationalError("no space"), OperationalError("deadlock")
    failure.__cause__, refused.__cause__ = psycopg.errors.DiskFull(), psycopg.errors.DeadlockDetected()
    assert says_no_room(failure)
    assert not says_no_room(refused)
    assert not says_no_room(OSError(errno.ENOENT, "no such file"))
