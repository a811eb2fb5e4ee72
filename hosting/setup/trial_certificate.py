"""Makes a certificate to try the seal with: an authority of its own, which no reader of PDF trusts, and a signer."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

BITS = 3072
LASTS = timedelta(days=365)
# RFC 9336: it signs documents; and what poppler asks of one that does
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
USES = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
KEY_FILE, AUTHORITY_FILE = "sceau-essai.p12", "autorite-essai.pem"
PRIVATE = 0o600


class TrialStands(Exception):
    """A file of this name is already there: it is not replaced."""


@dataclass(frozen=True)
class Trial:
    """What was made: the key with its certificates, what opens it, and the authority for whoever checks the seal."""

    key: Path
    passphrase: str
    authority: Path


def make_trial(folder: Path, name: str, now: datetime, lasts: timedelta = LASTS) -> Trial:
    """Write both files in a folder; the key is read by its owner only. Raises TrialStands rather than replace one."""
    trial = Trial(folder / KEY_FILE, token_urlsafe(24), folder / AUTHORITY_FILE)
    if standing := next((path for path in (trial.key, trial.authority) if path.exists()), None):
        raise TrialStands(f"{standing} existe déjà.")
    folder.mkdir(parents=True, exist_ok=True)
    end = now + lasts
    authority_key, key = (rsa.generate_private_key(65_537, BITS) for _ in range(2))
    authority = _authority(authority_key, f"{name}, autorité d’essai", now, end)
    signer = _signer(authority_key, authority, key, f"{name} (essai)", now, end)
    lock = serialization.BestAvailableEncryption(trial.passphrase.encode())
    bundle = pkcs12.serialize_key_and_certificates(name.encode(), key, signer, [authority], lock)
    _write(trial.key, bundle, PRIVATE)
    _write(trial.authority, authority.public_bytes(serialization.Encoding.PEM), 0o644)
    return trial


def _authority(key: rsa.RSAPrivateKey, name: str, now: datetime, end: datetime) -> x509.Certificate:
    subject = _named(name)
    made = _begun(subject, subject, key.public_key(), now, end)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(authority=True), critical=True)
    return made.sign(key, hashes.SHA256())


def _signer(
    authority_key: rsa.RSAPrivateKey,
    authority: x509.Certificate,
    key: rsa.RSAPrivateKey,
    name: str,
    now: datetime,
    end: datetime,
) -> x509.Certificate:
    made = _begun(_named(name), authority.subject, key.public_key(), now, end)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(authority=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage(USES), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return made.add_extension(issuer, critical=False).sign(authority_key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"), x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number())
    # A clock that is a little late already finds it begun
    made = made.not_valid_before(now - timedelta(minutes=5)).not_valid_after(end)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
