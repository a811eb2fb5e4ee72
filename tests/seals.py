"""Keys and certificates to seal with in tests, made once a run; a file that pretends, in each of its ways."""

import functools
import io
import tempfile
from datetime import timedelta
from pathlib import Path

import pikepdf
from asn1crypto import cms, pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers

from hosting.setup.trial_certificate import Trial, make_trial
from reporting.papers.making.sealing.key_file import FileSigner

PASSPHRASE = "une phrase"


@functools.cache
def trial(name: str = "RORIQ") -> Trial:
    """The two files that `manage.py certificate --test` makes."""
    return make_trial(Path(tempfile.mkdtemp(prefix="roriq-seal-")), name, timezone.now())


def seal_with(settings, made: Trial) -> None:
    settings.SEAL_KEY, settings.SEAL_PASSPHRASE = str(made.key), made.passphrase


def key_file(folder: Path, *, key=None, starts=-1, lasts=365, usage=True, cert_of=None, name="RORIQ") -> Path:
    """A PKCS #12 file with a certificate that signed itself; `lasts`, `starts`: days from now.

    `usage`: None for one whose use does not read.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = timezone.now()
    made = x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key((cert_of or key).public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now + timedelta(days=min(starts, lasts - 1)))
    made = made.not_valid_after(now + timedelta(days=lasts))
    flags = [usage, usage, not usage, False, False, False, False, False, False]
    unread = x509.UnrecognizedExtension(x509.KeyUsage.oid, b"?")
    told = unread if usage is None else x509.KeyUsage(*flags)
    made = made.add_extension(told, critical=True).sign(cert_of or key, hashes.SHA256())
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / "key.p12"
    if cert_of:
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
        path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    else:
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, made, None, lock))
    return path


def of_an_unknown_curve(path: Path) -> Path:
    """The same key and its certificate, open, on a curve that nothing here knows (prime239v3)."""
    key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), PASSPHRASE.encode())
    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    parts = {
        "PRIVATE KEY": key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain),
        "CERTIFICATE": certificate.public_bytes(der),
    }
    known, unknown = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030106")
    path.write_text("".join(pem.armor(name, one.replace(known, unknown)).decode() for name, one in parts.items()))
    return path


def by_another_algorithm(data: bytes) -> bytes:
    """The paper whose RSA signature says of itself that it is one of ECDSA."""
    start = data.index(b"/Contents <") + 11
    end = data.index(b">", start)
    message = cms.ContentInfo.load(bytes.fromhex(data[start:end].decode()))
    signer = message["content"]["signer_infos"][0]
    signer["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
    written = message.dump(force=True).hex().encode()
    return data[:start] + written.ljust(end - start, b"0") + data[end:]


class Forger(signers.PdfSigner):
    """Signs also what may not be signed any more."""

    def _enforce_certification_constraints(self, reader):
        """Nothing is asked."""


def signed_by_another(data: bytes) -> bytes:
    """The same paper, signed by somebody whose certificate bears the network's name."""
    key = rsa.generate_private_key(65_537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "RORIQ (essai)")])
    now = timezone.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    signer = FileSigner(key, [made.sign(key, hashes.SHA256())])
    paper = IncrementalPdfFileWriter(io.BytesIO(data))
    return Forger(PdfSignatureMetadata(field_name="Autre"), signer).sign_pdf(paper).getvalue()


def without_a_page(data: bytes) -> bytes:
    """The paper saved again without its second page, as any editor of PDF does."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.pages[1]
        pdf.save(out)
    return out.getvalue()


def without_a_page_after(data: bytes) -> bytes:
    """The paper with an update after its bytes, which takes its second page away."""
    paper = IncrementalPdfFileWriter(io.BytesIO(data))
    pages = paper.root["/Pages"]
    del pages["/Kids"][1]
    paper.update_container(pages)
    out = io.BytesIO()
    paper.write(out)
    return out.getvalue()


def with_another_byte(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
