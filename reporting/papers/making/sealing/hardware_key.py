"""Signs with a key that never leaves its device, through PKCS #11. Loaded only where the settings name a device."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from django.conf import settings
from pkcs11 import Session
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from reporting.papers.making.sealing.certificate import SealRefused
from reporting.papers.making.sealing.key_file import readable

UNANSWERED = (PKCS11Error, SigningError, OSError, ValueError)


@contextmanager
def open_signer() -> Iterator[tuple[PKCS11Signer, tuple[x509.Certificate, ...]]]:
    """Yield a signer with its certificates while the device is open. Raises SealRefused when it does not answer.

    The certificate is that of SEAL_CERTIFICATE; without it, the one of the device that bears the label of the key.
    """
    try:
        token, pin = TokenCriteria(label=settings.SEAL_PKCS11_TOKEN), settings.SEAL_PASSPHRASE
        session = open_pkcs11_session(settings.SEAL_PKCS11_MODULE, token_criteria=token, user_pin=pin)
    except UNANSWERED as failure:
        raise _refused(failure) from failure
    with session:
        try:
            signer, chain = _signer_of(session)
        except UNANSWERED as failure:
            raise _refused(failure) from failure
        try:
            yield signer, chain
        except PKCS11Error as failure:
            raise _refused(failure) from failure


def _refused(failure: Exception) -> SealRefused:
    words = f"{type(failure).__name__} {failure}".strip()
    return SealRefused(f"La clé matérielle du sceau ne répond pas\u00a0: {words}.")


def _signer_of(session: Session) -> tuple[PKCS11Signer, tuple[x509.Certificate, ...]]:
    label, chain = settings.SEAL_PKCS11_LABEL, _named_chain()
    given = {"signing_cert": readable(chain[0])} if chain else {"cert_label": label}
    above = [readable(certificate) for certificate in chain[1:]]
    signer = PKCS11Signer(session, key_label=label, ca_chain=above, **given)
    return signer, chain or (_of_device(signer),)


def _named_chain() -> tuple[x509.Certificate, ...]:
    named = settings.SEAL_CERTIFICATE
    return tuple(x509.load_pem_x509_certificates(Path(named).read_bytes())) if named else ()


def _of_device(signer: PKCS11Signer) -> x509.Certificate:
    if signer.signing_cert is None:
        raise SigningError("no certificate")
    return x509.load_der_x509_certificate(signer.signing_cert.dump())
