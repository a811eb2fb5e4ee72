"""Files in a bucket: written whole, read through the portal by who may, backed up, restored, watched."""

import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from environs import Env

from hosting.backups.archive import unpack
from hosting.backups.drill import addresses, restore_aside, scratch_database
from hosting.backups.making import make_backup
from hosting.doctor.checks import every_check
from hosting.doctor.findings import CHECKS, Asked, Finding
from reporting.funder_reports.year_archive import bundle_path, keep_bundle
from reporting.jobs import make_papers
from reporting.models import Document
from roriq_portal.files.bucket import WholeFileBucket
from roriq_portal.files.storage import FileDamaged, FilesAway, FileUnwritten, open_stored
from roriq_portal.settings import BASE_DIR
from roriq_portal.settings.places import bucket_storage
from services.models import Evidence
from tests.attack.form_filler import PDF
from tests.attack.test_two_clicks import form_at
from tests.hosting.buckets import make_bucket, serving_buckets, variables
from tests.reporting.builders.reports import make_issued


@pytest.fixture(scope="module")
def buckets():
    with serving_buckets() as url:
        yield url


@pytest.fixture
def in_bucket(buckets, settings, monkeypatch, request):
    """The bucket of this test's portal."""
    name = f"roriq-{sha256(request.node.name.encode()).hexdigest()[:12]}"
    for key, value in variables(buckets, name).items():
        monkeypatch.setenv(key, value)
    settings.MEDIA_BUCKET = name
    settings.STORAGES = settings.STORAGES | {"default": bucket_storage(name, Env())}
    return make_bucket(buckets, name)


def look(key: str) -> Finding:
    assert every_check
    return CHECKS[key].look(Asked(timezone.now()))


def names_in(bucket) -> set[str]:
    return {one.key for one in bucket.objects.all()}


def sent_piece(client, organism) -> Evidence:
    url = reverse("services:activity-add", args=[organism.pk])
    form = form_at(client, url)
    form.data["evidence"] = SimpleUploadedFile("piece.pdf", PDF)
    assert client.post(url, form.data).status_code == 302
    return Evidence.objects.get()


def test_a_piece_goes_to_the_bucket_and_comes_back_to_who_may(in_bucket, organism, staff, neighbour, client_for):
    client = client_for(staff)
    piece = sent_piece(client, organism)
    assert names_in(in_bucket) == {piece.file.name}
    there = reverse("services:evidence-download", args=[organism.pk, piece.activity_id, piece.pk])
    assert b"".join(client.get(there).streaming_content) == PDF
    assert client_for(neighbour).get(there).status_code == 404
    with pytest.raises(NotImplementedError):
        _ = piece.file.url
    assert not default_storage.is_read_by_strangers(piece.file.name)

    in_bucket.Object(piece.file.name).put(Body=PDF + b"x")
    assert "abîmé" in client.get(there).text
    in_bucket.Object(piece.file.name).delete()
    with pytest.raises(FileDamaged):
        open_stored(piece.file, piece.sha256)


def test_names_that_are_taken_and_what_the_bucket_refuses(in_bucket, settings):
    first = default_storage.save("a/piece", ContentFile(b"un"))
    # Between the look and the writing another host took the name
    taken = default_storage._wrapped
    assert taken._save("a/piece", ContentFile(b"deux")) != first
    assert {one.get()["Body"].read() for one in in_bucket.objects.all()} == {b"un", b"deux"}
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"]
        | {"OPTIONS": settings.STORAGES["default"]["OPTIONS"] | {"bucket_name": "absent"}}
    }
    with pytest.raises(FileUnwritten, match="n’a pas pu être écrit en entier"):
        default_storage.save("a/piece", ContentFile(b"trois"))


def test_a_bucket_that_is_away_is_a_page_that_says_when_to_come_back(in_bucket, settings, organism, staff, client_for):
    client = client_for(staff)
    piece = sent_piece(client, organism)
    client.raise_request_exception = False
    options = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:1"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    page = client.get(reverse("services:evidence-download", args=[organism.pk, piece.activity_id, piece.pk]))
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert client.get("/").status_code == 200
    with pytest.raises(FilesAway):
        default_storage.exists("a/piece")
    assert look("files").verdict == "mauvais"


def test_the_doctor_says_a_bucket_that_strangers_read(in_bucket):
    assert (look("files").verdict, "fermé au public" in look("files").observed) == ("bon", True)
    assert names_in(in_bucket) == set()
    in_bucket.Acl().put(ACL="public-read")
    anyone = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
        f' "Resource": "arn:aws:s3:::{in_bucket.name}/*"}}]}}'
    )
    in_bucket.Policy().put(Policy=anyone)
    assert "N’importe qui lit" in look("files").observed


def test_the_file_that_the_doctor_tries_goes_even_when_it_is_not_read(in_bucket, monkeypatch):
    def away(*given):
        raise FilesAway("absent")

    monkeypatch.setattr(WholeFileBucket, "_open", away)
    assert look("files").verdict == "mauvais"
    assert names_in(in_bucket) == set()


def test_a_portal_walks_its_own_folder_of_a_bucket_and_no_neighbour(in_bucket, settings):
    options = settings.STORAGES["default"]["OPTIONS"] | {"location": "portail"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    kept = default_storage.save("a/piece", ContentFile(b"un"))
    in_bucket.Object("portail-essai/a/autre").put(Body=b"deux")
    in_bucket.Object("portails").put(Body=b"trois")
    assert list(default_storage.walk()) == [kept]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_papers_an_archive_and_a_backup_of_a_bucket(
    committed_reference, in_bucket, buckets, agreement, director, funder_agent, tmp_path, settings
):
    report = make_issued(agreement, director)
    make_papers.func(version_id=report.versions.get().pk)
    papers = {paper.file.name: paper.sha256 for paper in Document.objects.all()}
    assert papers
    assert set(papers) <= names_in(in_bucket)
    year = report.period.lower.year
    keep_bundle(funder_agent, "1" * 8, year)
    with (
        default_storage.open(bundle_path(funder_agent.pk, "1" * 8, year)) as made,
        ZipFile(BytesIO(made.read())) as zipped,
    ):
        assert {"index.csv", "index.html"} < set(zipped.namelist())

    archive = make_backup(tmp_path)
    kept = {name.removeprefix("media/") for name in unpack(archive, tmp_path / "unpacked").files if "media/" in name}
    assert kept == names_in(in_bucket)
    passed, said = restore_aside(archive, "")
    assert passed, said
    other = make_bucket(buckets, f"{in_bucket.name}-encore")
    restored = restore_into(archive, variables(buckets, other.name))
    assert (restored.returncode, names_in(other)) == (0, names_in(in_bucket)), restored.stdout
    assert {name: sha256(other.Object(name).get()["Body"].read()).hexdigest() for name in papers} == papers
    refused = restore_into(archive, variables(buckets, other.name))
    assert (refused.returncode, "Il y a déjà des fichiers dans le seau" in refused.stdout) == (1, True)
    connection.close()


def restore_into(archive, bucket: dict[str, str]) -> subprocess.CompletedProcess:
    with scratch_database() as name:
        return subprocess.run(
            [sys.executable, "manage.py", "restore", str(archive)],
            cwd=BASE_DIR, env=os.environ | addresses(name) | bucket, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
