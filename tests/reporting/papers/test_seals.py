"""The seal of a PDF: put all the way, judged by others, refused for want of a good key, written once."""

import http.server
import io
import re
import shlex
import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reporting.jobs import make_papers
from reporting.models import Document, Seal
from reporting.papers.making.sealing.certificate import HARDWARE, SealRefused, opened_key, trouble_with_seal
from reporting.papers.making.sealing.inspection import seals_in
from reporting.papers.making.sealing.signing import seal
from reporting.papers.rendering.pdf import render_paper
from tests.papers import SHA256, funder_content
from tests.refusals import refused_to_both
from tests.reporting.builders.funder_reports import make_issued
from tests.seals import PASSPHRASE, key_file, of_an_unknown_curve, seal_with, trial
from tests.verapdf import check_all

needs_java = pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK")
needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is absent")
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is absent")
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
ADDRESS = "https://portail.example.org/verifier/7K4M/"


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_paper(funder_content(), sha256=SHA256)


@pytest.fixture
def sealing(settings):
    seal_with(settings, trial())
    return settings


@pytest.fixture
def sealed(sealing, plain):
    return sealed_now(plain)


def sealed_now(data):
    with opened_key(timezone.now()) as key:
        return seal(data, key, at=timezone.now(), address=ADDRESS)


def test_what_was_laid_out_stays_as_it_was_and_the_hour_is_true(sealed, plain):
    assert sealed.data.startswith(plain)
    assert abs(timezone.now() - sealed.signed_at) < timedelta(minutes=1)
    (found,) = seals_in(sealed.data, {sealed.facts.fingerprint})
    assert (found.is_known, found.is_intact, found.signed_end) == (True, True, len(sealed.data))
    assert found.signature_sha256 == sealed.signature_sha256
    assert sealed.facts.subject == "RORIQ (essai)"
    assert sealed.stamped_at is None
    # Of a certificate that nobody vouches for, nothing is said
    (found,) = seals_in(sealed.data, set())
    assert (found.is_known, found.is_intact) == (False, False)


@needs_java
def test_a_sealed_paper_is_still_accessible(sealed, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed.data)
    assert check_all([path]) == [[]]


@needs_pdfsig
def test_poppler_finds_the_seal_good_and_over_the_whole_file(sealed, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed.data)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Signer Certificate Common Name: RORIQ (essai)" in said
    path.write_bytes(sealed.data.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    assert "Signature is Valid" not in said


@needs_openssl
def test_openssl_finds_the_bytes_signed_by_a_certificate_of_its_authority(sealed, tmp_path):
    first, start, end, rest = map(int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", sealed.data).groups())
    (tmp_path / "content").write_bytes(sealed.data[first:start] + sealed.data[end : end + rest])
    der = bytes.fromhex(sealed.data[start + 1 : end - 1].decode())
    # What follows the signature is filling
    (tmp_path / "signature").write_bytes(der[: 4 + int.from_bytes(der[2:4])])
    words = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "content"]
    words += ["-CAfile", str(trial().authority), "-purpose", "any", "-out", "same"]
    assert "successful" in subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stderr


def test_whoever_trusts_the_authority_finds_all_of_it_good(sealed):
    signature = PdfFileReader(io.BytesIO(sealed.data)).embedded_signatures[0]
    roots = [load_cert_from_pemder(str(trial().authority))]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert status.bottom_line
    assert (status.coverage.name, status.docmdp_ok) == ("ENTIRE_FILE", True)
    assert signature.sig_object["/Location"] == ADDRESS


REFUSED = {
    "no such file": (lambda folder: folder / "absent.p12", "ne se lit pas"),
    "a folder": (lambda folder: folder, "ne se lit pas"),
    "no key at all": (lambda folder: text(folder, b"bonjour"), "ne s’ouvre pas"),
    "a key without its certificate": (lambda folder: text(folder, b"-----BEGIN PRIVATE KEY-----\n"), "ne s’ouvre pas"),
    "an ended certificate": (lambda folder: key_file(folder, lasts=-1), "a pris fin le"),
    "one that has not begun": (lambda folder: key_file(folder, starts=3), "ne commence que le"),
    "one that vouches for others": (lambda folder: key_file(folder, usage=False), "pas fait pour signer"),
    "one that does not read": (lambda folder: key_file(folder, usage=None), "certificat du sceau ne se lit pas"),
    "an unknown curve": (lambda folder: of_an_unknown_curve(key_file(folder)), "ne s’ouvre pas"),
    "a short key": (lambda folder: key_file(folder, key=rsa.generate_private_key(65_537, 1024)), "trop courte"),
    "that of another key": (
        lambda folder: key_file(folder, cert_of=ec.generate_private_key(ec.SECP256R1())), "pas celui de sa clé",
    ),
}  # fmt: skip


def text(folder, data) -> Path:
    path = folder / "text"
    path.write_bytes(data)
    return path


def test_a_key_that_cannot_seal_is_refused_in_a_sentence(settings, tmp_path, monkeypatch):
    settings.SEAL_PASSPHRASE = PASSPHRASE
    for name, (make, words) in REFUSED.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        settings.SEAL_KEY = str(make(folder))
        assert words in trouble_with_seal(timezone.now()), name
    settings.SEAL_KEY = str(key_file(tmp_path))
    assert trouble_with_seal(timezone.now()) == ""
    settings.SEAL_PASSPHRASE = "une autre"
    assert "SEAL_PASSPHRASE" in trouble_with_seal(timezone.now())
    settings.SEAL_KEY = ""
    assert trouble_with_seal(timezone.now()) == ""
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    monkeypatch.delitem(sys.modules, HARDWARE.rpartition(".")[0], raising=False)
    settings.SEAL_PKCS11_MODULE = "/absent.so"
    assert "pip install" in trouble_with_seal(timezone.now())


def test_a_renewed_certificate_is_taken_without_a_restart(settings, tmp_path):
    settings.SEAL_PASSPHRASE = PASSPHRASE
    settings.SEAL_KEY = str(key_file(tmp_path, lasts=-1))
    assert "a pris fin" in trouble_with_seal(timezone.now())
    key_file(tmp_path, name="RORIQ 2")
    with opened_key(timezone.now()) as key:
        assert key.facts.subject == "RORIQ 2"


class Authority(http.server.BaseHTTPRequestHandler):
    """Answers as an authority that openssl is, or with what it was told to."""

    def do_POST(self):
        query = self.server.folder / "query"
        query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        words = ["openssl", "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", "answer"]
        if self.server.says is None:
            subprocess.run(words, cwd=self.server.folder, check=True, capture_output=True)
        answer = (self.server.folder / "answer").read_bytes() if self.server.says is None else self.server.says
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words):
        """Nobody reads it."""


TSA = """
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@pytest.fixture
def authority(tmp_path):
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem"]
    new += ["-subj", "/CN=Horloge", "-days", "2", "-addext", "extendedKeyUsage=critical,timeStamping"]
    subprocess.run(new, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "tsa.cnf").write_text(TSA)
    (tmp_path / "serial").write_text("01\n")
    with http.server.HTTPServer(("127.0.0.1", 0), Authority) as server:
        server.folder, server.says = tmp_path, None
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@needs_openssl
def test_an_authority_gives_the_hour_or_nothing_is_sealed(sealing, plain, authority, tmp_path):
    sealing.SEAL_TIMESTAMP_URL = f"http://127.0.0.1:{authority.server_port}/"
    sealed = sealed_now(plain)
    assert abs(sealed.stamped_at - timezone.now()) < timedelta(minutes=1)
    assert "Horloge" in sealed.stamped_by
    roots = [load_cert_from_pemder(str(trial().authority)), load_cert_from_pemder(str(tmp_path / "tsa.pem"))]
    signature = PdfFileReader(io.BytesIO(sealed.data)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert status.bottom_line
    assert status.timestamp_validity.valid
    for nonsense in (b"", b"<html>", b"\x30\x03\x02\x01\x05"):
        authority.says = nonsense
        with pytest.raises(SealRefused, match="horodatage"):
            sealed_now(plain)
    sealing.SEAL_TIMESTAMP_URL = "http://127.0.0.1:1/"
    with pytest.raises(SealRefused, match="ne répond pas"):
        sealed_now(plain)


DEVICE = """
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=RORIQ
openssl pkcs8 -topk8 -nocrypt -in k.pem -out k8.pem
softhsm2-util --init-token --free --label roriq --so-pin 12345 --pin 1234
softhsm2-util --token roriq --pin 1234 --import k8.pem --label sceau --id 01
"""


@pytest.mark.skipif(not (SOFTHSM.exists() and shutil.which("softhsm2-util")), reason="softhsm2 is absent")
def test_a_device_seals_with_a_key_that_never_leaves_it(settings, plain, tmp_path, monkeypatch):
    pkcs11 = pytest.importorskip("pkcs11")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    for line in DEVICE.strip().splitlines():
        subprocess.run(shlex.split(line), check=True, capture_output=True, cwd=tmp_path)
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN = str(SOFTHSM), "roriq"
    settings.SEAL_PKCS11_LABEL, settings.SEAL_PASSPHRASE = "sceau", "1234"
    assert "ne répond pas" in trouble_with_seal(timezone.now())
    certificate = x509.load_pem_x509_certificate((tmp_path / "c.pem").read_bytes())
    settings.SEAL_CERTIFICATE = str(tmp_path / "c.pem")
    assert seals_in(sealed_now(plain).data, {certificate.fingerprint(hashes.SHA256()).hex()})[0].is_intact
    settings.SEAL_CERTIFICATE = ""
    with pkcs11.lib(str(SOFTHSM)).get_token(token_label="roriq").open(rw=True, user_pin="1234") as session:
        held = import_string("pkcs11.util.x509.decode_x509_certificate")(certificate.public_bytes(Encoding.DER))
        session.create_object({**held, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "sceau"})
    assert sealed_now(plain).facts.fingerprint == certificate.fingerprint(hashes.SHA256()).hex()
    for name, wrong in (("SEAL_PASSPHRASE", "9"), ("SEAL_PKCS11_TOKEN", "x"), ("SEAL_PKCS11_MODULE", "/absent.so")):
        right = getattr(settings, name)
        setattr(settings, name, wrong)
        assert "ne répond pas" in trouble_with_seal(timezone.now()), name
        setattr(settings, name, right)


def test_a_paper_waits_for_its_seal_and_never_goes_without(sealing, agreement, director, network, client_for, tmp_path):
    version = make_issued(agreement, director).versions.get()
    sealing.SEAL_KEY = str(tmp_path / "lost.p12")
    for _ in range(2):
        with pytest.raises(SealRefused):
            make_papers.func(version_id=version.pk)
    assert list(version.documents.values_list("format", flat=True)) == ["xlsx"]
    works = client_for(network).get(reverse("reporting:work-list")).text
    assert "Aucun PDF ne peut être scellé" in works
    assert "lost.p12" in works
    seal_with(sealing, trial())
    for _ in range(2):
        make_papers.func(version_id=version.pk)
    row = Seal.objects.get()
    assert row.document == version.documents.get(format="pdf")
    with opened_key(timezone.now()) as key:
        assert (row.fingerprint, row.subject) == (key.facts.fingerprint, "RORIQ (essai)")
    # Another certificate changes nothing of what was sealed
    before = row.document.sha256
    sealing.SEAL_PASSPHRASE, sealing.SEAL_KEY = PASSPHRASE, str(key_file(tmp_path))
    make_papers.func(version_id=version.pk)
    assert Seal.objects.get().document.sha256 == before
    assert "Aucun PDF ne peut être scellé" not in client_for(network).get(reverse("reporting:work-list")).text
    attack(row)


INSERT = """
    INSERT INTO reporting_seal (document_id, signed_at, subject, issuer, fingerprint, begins_at, ends_at,
        signature_sha256, stamped_by)
    SELECT %s, signed_at + %s::interval, subject, issuer, left(fingerprint, %s), begins_at, ends_at, %s, %s
    FROM reporting_seal WHERE id = %s
"""


def attack(row: Seal) -> None:
    """A seal that is written down is not rewritten, nor one that could not be."""
    refused_to_both("UPDATE reporting_seal SET subject = 'autre'")
    refused_to_both("DELETE FROM reporting_seal")
    workbook = Document.objects.get(format="xlsx")
    paper = Document(version=row.document.version, format="pdf", language="en", size=1, sha256="0" * 64)
    paper.save()
    for values, words in (
        ((workbook.pk, "0", 64, "a" * 64, ""), "only a PDF"),
        ((paper.pk, "9 years", 64, "a" * 64, ""), "seal_while_its_certificate_lasts"),
        ((paper.pk, "-9 years", 64, "a" * 64, ""), "seal_while_its_certificate_lasts"),
        ((paper.pk, "0", 9, "a" * 64, ""), "seal_prints_are_sha256"),
        ((paper.pk, "0", 64, "A" * 64, ""), "seal_prints_are_sha256"),
        ((paper.pk, "0", 64, "a" * 64, "une horloge"), "seal_stamp_pair"),
        ((paper.pk, "0", 64, row.signature_sha256, ""), "signature_sha256"),
        ((row.document_id, "0", 64, "a" * 64, ""), "document_id"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [*values, row.pk])
