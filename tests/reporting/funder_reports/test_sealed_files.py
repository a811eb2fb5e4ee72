"""What « Vérifier un document » says of a seal: by the code, and of a file that pretends, in each of its ways."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.funder_reports.verification import seals
from reporting.models import Seal
from reporting.papers.making.sealing import inspection
from roriq_portal.formats.numbers import group_digits
from tests.refusals import as_owner
from tests.reporting.builders.funder_reports import make_documents, make_issued
from tests.seals import (
    by_another_algorithm,
    seal_with,
    signed_by_another,
    trial,
    with_another_byte,
    without_a_page,
    without_a_page_after,
)

pytestmark = pytest.mark.django_db
PAPER = reverse("reporting:verify-paper")


@pytest.fixture
def version(agreement, director, settings):
    seal_with(settings, trial())
    return make_documents(make_issued(agreement, director))


@pytest.fixture
def data(version) -> bytes:
    with version.documents.get(format="pdf").file.open() as file:
        return file.read()


def words(answer) -> str:
    return " ".join(answer.text.replace("\u00a0", " ").replace("&nbsp;", " ").split())


def page(client, version) -> str:
    return words(client.get(reverse("reporting:verify-code", args=[version.code])))


def send(client, data) -> tuple[int, str]:
    answer = client.post(PAPER, {"paper": SimpleUploadedFile("rapport.pdf", data)})
    return answer.status_code, words(answer)


def test_the_code_tells_the_seal_in_the_same_queries(client, version, settings, django_assert_num_queries):
    settings.SEAL_KEY = ""
    with django_assert_num_queries(6):
        said = page(client, version)
    seal = Seal.objects.get()
    assert "Scellé par RORIQ (essai) le" in said
    assert "Le sceau est intact : rien n’a changé depuis." in said
    assert "Émis par RORIQ, autorité d’essai, bon du" in said
    assert "Celle de l’horloge du portail." in said
    assert group_digits(seal.fingerprint, 4).replace("\u00a0", " ") in said


def test_a_certificate_that_ended_since_leaves_the_seal_good(client, version, monkeypatch):
    later = Seal.objects.get().ends_at + timedelta(days=1)
    monkeypatch.setattr(seals.timezone, "now", lambda: later)
    said = page(client, version)
    assert "Il a pris fin depuis : le sceau, posé avant, reste bon." in said
    assert "Le sceau est intact" in said


def test_a_paper_of_before_says_that_it_bears_none(client, agreement, director, settings):
    settings.SEAL_KEY = ""
    version = make_issued(agreement, director).versions.get()
    assert "Le PDF n’est pas encore fait." in page(client, version)
    make_documents(version.report)
    said = page(client, version)
    assert "Ce PDF ne porte pas de sceau : il a été fait quand le réseau n’en posait pas." in said
    assert "Scellé par" not in said
    # A row alone makes no seal: the file is read
    as_owner(
        "INSERT INTO reporting_seal (document_id, signed_at, subject, issuer, fingerprint, begins_at, ends_at,"
        " signature_sha256, stamped_by) SELECT id, now(), 'RORIQ', 'RORIQ', repeat('a', 64), now() - interval '1 day',"
        " now() + interval '1 day', repeat('b', 64), '' FROM reporting_document WHERE format = 'pdf'"
    )
    said = page(client, version)
    assert "n’est plus celui-là. Ne vous y fiez pas" in said
    assert "Le sceau est intact" not in said


def test_a_file_changed_on_the_disk_is_said(client, version, data):
    path = Path(version.documents.get(format="pdf").file.path)
    path.chmod(0o600)
    path.write_bytes(with_another_byte(data, 5000))
    assert "n’est plus celui-là. Ne vous y fiez pas" in page(client, version)
    path.unlink()
    assert "n’est plus celui-là. Ne vous y fiez pas" in page(client, version)


CHANGED = "<h1>Ce fichier a été changé depuis qu’il a été scellé</h1>"
ADDED = "<h1>Quelque chose a été ajouté à ce fichier après son sceau</h1>"
FOREIGN = "<h1>Ce fichier porte une signature qui n’est pas celle du réseau</h1>"
UNSEALED = "et il ne porte aucun sceau"


def test_each_attack_on_a_sealed_file_is_said(client, version, data, settings):
    stored = set(Path(settings.MEDIA_ROOT).rglob("*"))
    signature = data.index(b"/Contents <") + 20
    plain = data[: data.index(b"%%EOF") + 6]
    attacks = {
        "as it was issued": (data, "<h1>Ce fichier est un document du portail</h1>"),
        "one byte of a page": (with_another_byte(data, 5000), CHANGED),
        "one byte of the update": (with_another_byte(data, data.index(b"/SigFlags") + 2), CHANGED),
        "one byte of the range": (data.replace(b"/ByteRange [0", b"/ByteRange [1", 1), CHANGED),
        "the filling of the signature": (data.replace(b"000>", b"001>", 1), CHANGED),
        "a page removed": (without_a_page(data), CHANGED),
        "a page removed after": (without_a_page_after(data), ADDED),
        "a sign after": (data + b" ", ADDED),
        "signed again by another": (signed_by_another(data), ADDED),
        "signed by another alone": (signed_by_another(plain), FOREIGN),
        "without its seal": (plain, UNSEALED),
        "its signature spoilt": (with_another_byte(data, signature), UNSEALED),
        "of another algorithm than its key": (by_another_algorithm(data), CHANGED),
        "the seal alone": (data[data.index(b"/Contents <") :], CHANGED),
    }
    for name, (attacked, said) in attacks.items():
        status, text = send(client, attacked)
        assert said in text, name
        assert status == (200 if name == "as it was issued" else 404), name
        names_it = f'Le sceau est celui du document <a class="num" href="/verifier/{version.code}/">' in text
        assert names_it == (said in (CHANGED, ADDED)), name
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == stored


def test_a_sealed_file_that_the_portal_has_not_is_said(client, version, data):
    as_owner("SET LOCAL session_replication_role = replica; DELETE FROM reporting_document WHERE format = 'pdf'")
    as_owner("UPDATE reporting_seal SET signature_sha256 = repeat('a', 64)")
    status, text = send(client, data)
    assert (status, "<h1>Le sceau du réseau est intact, mais le portail n’a pas ce document</h1>" in text) == (
        404,
        True,
    )


def test_the_range_of_a_seal_is_looked_for_beside_it_alone(version, data, monkeypatch):
    """Eight seals of ours, and a megabyte of ranges: to read them all for each would cost eight times as much."""
    known = {Seal.objects.get().fingerprint}
    one = data[data.index(b"/Contents <") : data.index(b">", data.index(b"/Contents <")) + 1]
    file = b"/ByteRange [0 1 2 3]" * 50_000 + one * 8
    looked_at, ranges = Counter(), inspection.RANGE

    class Counted:
        def finditer(self, *given):
            for match in ranges.finditer(*given):
                looked_at["ranges"] += 1
                yield match

    monkeypatch.setattr(inspection, "RANGE", Counted())
    assert [one.is_known for one in inspection.seals_in(file, known)] == [True] * 8
    assert looked_at["ranges"] < 1000


def test_what_is_made_to_cost_costs_little(client, version):
    hostile = {
        "signatures without an end": b"%PDF-1.7\n" + b"<3082" * 400_000,
        "ranges": b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]" * 100_000,
        "signatures": b"%PDF-1.7\n" + (b"<3082" + b"0" * 600 + b">") * 3_000,
        "nested": b"%PDF-1.7\n<" + b"30823080" * 20_000 + b">",
        "nothing": b"\0",
    }
    for name, file in hostile.items():
        began = time.process_time()
        status, text = send(client, file)
        assert (status, UNSEALED in text) == (404, True), name
        assert time.process_time() - began < 3, name
