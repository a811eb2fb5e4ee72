"""A stored file is whole or absent, and is given back only while it is the one that came."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse

from organisms.jobs import remove_parts_of_files
from roriq_portal.files.storage import FileDamaged, FileUnwritten, remove_parts, store_by_hash
from roriq_portal.files.uploads import examine
from services.activities.evidence import add_evidence
from services.imports.actions import check_register, receive_register
from tests import factories
from tests.attack.form_filler import PDF

REGISTER = "Date;Activité;Municipalité;Volet;Notes\n2025-04-02;Suivi;Amos;4;\n2025-04-03;Suivi;Amos;4;\n".encode()


class FullDisk(ContentFile):
    """A file whose second half finds no room."""

    def chunks(self, chunk_size=None):
        yield self.read(len(self) // 2)
        raise OSError(28, "No space left on device")


def names(folder: str) -> list[str]:
    path = Path(default_storage.path(folder))
    return sorted(os.listdir(path)) if path.exists() else []


def test_a_file_that_finds_no_room_leaves_nothing_to_read():
    with pytest.raises(FileUnwritten, match="n’a pas pu être écrit en entier"):
        default_storage.save("drafts/1/ebauche.pdf", FullDisk(b"x" * 4096))
    assert not default_storage.exists("drafts/1/ebauche.pdf")
    assert names("drafts/1") == []


def test_a_file_whose_bytes_come_back_other_is_not_named(monkeypatch):
    monkeypatch.setattr("roriq_portal.files.storage._digest_of", lambda path: "0" * 64)
    with pytest.raises(FileUnwritten, match="n’a pas pu être écrit en entier"):
        default_storage.save("bundles/1/an.zip", ContentFile(b"abc"))
    assert names("bundles/1") == []


def test_a_name_that_is_taken_stays_as_it_was():
    first, second = (default_storage.save("a/piece", ContentFile(data)) for data in (b"un", b"deux"))
    assert first != second
    assert [Path(default_storage.path(name)).read_bytes() for name in (first, second)] == [b"un", b"deux"]
    assert os.stat(default_storage.path(second)).st_mode & 0o777 == 0o600


def test_a_file_cut_under_its_final_name_makes_room_for_the_whole_one():
    digest = sha256(REGISTER).hexdigest()
    path = Path(default_storage.path(f"imports/1/{digest}"))
    path.parent.mkdir(parents=True)
    path.write_bytes(REGISTER[:60])
    name = store_by_hash(f"imports/1/{digest}", File(BytesIO(REGISTER)), digest)
    assert path.read_bytes() == REGISTER
    inode = path.stat().st_ino
    store_by_hash(name, File(BytesIO(REGISTER)), digest)
    assert path.stat().st_ino == inode


@pytest.mark.django_db
def test_a_register_that_was_cut_is_not_read_as_a_shorter_one(organism, staff, client_for):
    batch = receive_register(organism=organism, file=File(BytesIO(REGISTER)), name="r.csv", by=staff)
    Path(batch.file.path).write_bytes(REGISTER[: REGISTER.rindex(b"2025")])
    with pytest.raises(FileDamaged, match="abîmé ou incomplet"):
        check_register(batch=batch)
    page = client_for(staff).get(reverse("services:import-columns", args=[organism.pk, batch.pk]), follow=True)
    assert "abîmé ou incomplet" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"%PDF-"), lambda path: path.unlink()])
def test_a_damaged_or_lost_file_is_refused_in_words(organism, staff, client_for, harm):
    activity = factories.make_activity(organism, by=staff)
    evidence = add_evidence(activity=activity, file=examine(BytesIO(PDF), "p.pdf"), by=staff)
    url = reverse("services:evidence-download", args=[organism.pk, activity.pk, evidence.pk])
    assert client_for(staff).get(url).getvalue() == PDF
    harm(Path(evidence.file.path))
    answer = client_for(staff).get(url)
    assert answer.status_code == 404
    assert "abîmé ou incomplet" in answer.text


def test_what_a_kill_left_of_a_file_goes_after_a_day_and_what_is_being_written_stays(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    folder = tmp_path / "registers" / "1"
    folder.mkdir(parents=True)
    left, written, whole = folder / ".part-left", folder / ".part-now", folder / "registre.csv"
    for path in (left, written, whole):
        path.write_bytes(b"Date;")
    for path in (left, whole):
        os.utime(path, (0, 0))

    remove_parts_of_files(0)

    assert sorted(os.listdir(folder)) == [".part-now", "registre.csv"]
    assert remove_parts(tmp_path) == 0
