"""The network's key and its certificate, as the settings name them, and why they cannot seal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.sign.signers import Signer

from reporting.papers.making.sealing.key_file import FileSigner
from roriq_portal.formats.days import format_day

HARDWARE = "reporting.papers.making.sealing.hardware_key.open_signer"
SMALLEST_RSA = 2048
PEM = b"-----BEGIN"
Read = TypeVar("Read")
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)
UNOPENED = "La clé du sceau ne s’ouvre pas\u00a0: fichier ou phrase secrète (SEAL_PASSPHRASE) à vérifier."
UNREAD_CERTIFICATE = "Le certificat du sceau ne se lit pas\u00a0: il est abîmé, ou d’une sorte que le portail ignore."
UNREAD = {FileNotFoundError: "n’existe pas", PermissionError: "est fermé au compte du portail"}


class SealRefused(Exception):
    """A paper cannot be sealed now; the message is a sentence for whoever keeps the server."""


@dataclass(frozen=True)
class Facts:
    """What a certificate says: whose it is, who vouches for it, its SHA-256, and the days when it seals."""

    subject: str
    issuer: str
    fingerprint: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class SealingKey:
    """What signs, and the certificates that go with it, the signer's own first."""

    signer: Signer
    chain: tuple[x509.Certificate, ...]

    @property
    def facts(self) -> Facts:
        return facts_of(self.chain[0])


def is_sealing() -> bool:
    """Return whether this portal seals its papers: a file or a device is named in the settings."""
    return bool(settings.SEAL_KEY or settings.SEAL_PKCS11_MODULE)


@contextmanager
def opened_key(now: datetime) -> Iterator[SealingKey]:
    """Yield the key that seals now. Raises SealRefused: unread, without its certificate, ended, or of another use.

    Sealing must be on. A file that changed is read again: a certificate is renewed without stopping anything.
    """
    if settings.SEAL_KEY:
        key = _from_files(settings.SEAL_PASSPHRASE, *_stamps())
        refuse_unfit(key.chain[0], now)
        yield key
        return
    try:
        device = import_string(HARDWARE)()
    except ImportError as absent:
        words = 'Le module qui parle aux clés matérielles manque\u00a0: « pip install "python-pkcs11<0.10" ».'
        raise SealRefused(words) from absent
    with device as (signer, chain):
        refuse_unfit(chain[0], now)
        yield SealingKey(signer, chain)


def trouble_with_seal(now: datetime) -> str:
    """Return why no paper can be sealed now, in a sentence; blank when one can, or when sealing is off."""
    if not is_sealing():
        return ""
    try:
        with opened_key(now):
            return ""
    except SealRefused as refusal:
        return str(refusal)


def _stamps() -> tuple[tuple[str, int], ...]:
    """Return the files of the key, each with the moment of its last change."""
    names = [name for name in (settings.SEAL_KEY, settings.SEAL_CERTIFICATE) if name]
    return tuple((name, _read(name, lambda path: path.stat().st_mtime_ns)) for name in names)


def _read(name: str, reading: Callable[[Path], Read]) -> Read:
    try:
        return reading(Path(name))
    except OSError as failure:
        why = next((words for kind, words in UNREAD.items() if isinstance(failure, kind)), "n’est pas un fichier")
        raise SealRefused(f"La clé du sceau ne se lit pas\u00a0: {name} {why}.") from failure


# Once for each state of the files: to open a protected key costs as much as to compose a page
@lru_cache(maxsize=2)
def _from_files(opens: str, *stamps: tuple[str, int]) -> SealingKey:
    data = _read(settings.SEAL_KEY, Path.read_bytes)
    passphrase = opens.encode() or None
    try:
        key, chain = _from_pem(data, passphrase) if data.startswith(PEM) else _from_pkcs12(data, passphrase)
    except UNREADABLE as failure:
        raise SealRefused(UNOPENED) from failure
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey) or not chain:
        raise SealRefused("Le fichier de la clé ne porte pas une clé RSA ou elliptique avec son certificat.")
    if key.public_key() != _use_and_key(chain[0])[1]:
        raise SealRefused("Le certificat du sceau n’est pas celui de sa clé.")
    return SealingKey(FileSigner(key, chain), chain)


def _from_pkcs12(data: bytes, passphrase: bytes | None) -> tuple:
    bundle = load_pkcs12(data, passphrase)
    own = [bundle.cert] if bundle.cert else []
    return bundle.key, tuple(entry.certificate for entry in [*own, *bundle.additional_certs])


def _from_pem(data: bytes, passphrase: bytes | None) -> tuple:
    named = settings.SEAL_CERTIFICATE
    certificates = _read(named, Path.read_bytes) if named else data
    return load_pem_private_key(data, passphrase), tuple(x509.load_pem_x509_certificates(certificates))


def refuse_unfit(certificate: x509.Certificate, now: datetime) -> None:
    """Raise SealRefused for a certificate that may not seal now: its days, its use, the strength of its key."""
    facts = facts_of(certificate)
    if now >= facts.ends_at:
        raise SealRefused(f"Le certificat du sceau a pris fin le {format_day(facts.ends_at)}.")
    if now < facts.begins_at:
        raise SealRefused(f"Le certificat du sceau ne commence que le {format_day(facts.begins_at)}.")
    usage, key = _use_and_key(certificate)
    if usage and not (usage.digital_signature or usage.content_commitment):
        raise SealRefused("Le certificat du sceau n’est pas fait pour signer (keyUsage).")
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise SealRefused(f"La clé du sceau est trop courte\u00a0: {key.key_size} bits, il en faut {SMALLEST_RSA}.")
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise SealRefused("La clé du sceau n’est ni RSA ni elliptique.")


def _use_and_key(certificate: x509.Certificate) -> tuple[x509.KeyUsage | None, object]:
    """Return what a certificate may be used for, None where it does not say, and its key. Raises SealRefused."""
    try:
        key = certificate.public_key()
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value, key
    except x509.ExtensionNotFound:
        return None, key
    except UNREADABLE as failure:
        raise SealRefused(UNREAD_CERTIFICATE) from failure


def facts_of(certificate: x509.Certificate) -> Facts:
    """Return what a certificate says of itself."""
    return Facts(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        begins_at=certificate.not_valid_before_utc,
        ends_at=certificate.not_valid_after_utc,
    )


def _name(name: x509.Name) -> str:
    """Return « Le réseau (TCRI) »: the common name and the organization, whichever there are, 300 signs at most."""
    asked = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    named = (name.get_attributes_for_oid(oid) for oid in asked)
    common, organization = (next((str(attribute.value) for attribute in attributes), "") for attributes in named)
    if common and organization and common != organization:
        return f"{common} ({organization})"[:300]
    return (common or organization or name.rfc4514_string())[:300]
