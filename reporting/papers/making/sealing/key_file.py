"""Signs with a key that stands in memory, read once: to read one anew for each paper costs a third of the paper."""

from collections.abc import Callable, Sequence

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGESTS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class FileSigner(Signer):
    """A signer for pyHanko: RSA with PKCS #1 v1.5, or ECDSA. `chain`: the signer's certificate, then others."""

    def __init__(self, key: RSAPrivateKey | EllipticCurvePrivateKey, chain: Sequence[x509.Certificate]) -> None:
        own, *others = map(readable, chain)
        store = SimpleCertificateStore()
        store.register_multiple(others)
        super().__init__(signing_cert=own, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        digest = DIGESTS[digest_algorithm]()
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(digest))
        return self._key.sign(data, PKCS1v15(), digest)


def readable(certificate: x509.Certificate) -> Certificate:
    """Return a certificate as pyHanko reads it."""
    return Certificate.load(certificate.public_bytes(Encoding.DER))
