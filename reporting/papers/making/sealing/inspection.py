"""What seals a file bears, read from its bytes alone: no parser of PDF ever opens what a stranger sends."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from reporting.papers.making.sealing.certificate import facts_of

# The last ones of a file, of a size that signatures have
MOST, SHORTEST, LONGEST = 8, 512, 200_000
# How far from a signature the range that it signs may be written: both are keys of one dictionary
NEAR = 4096
RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{0,9}\]")
# A DER sequence with two or three octets of length, in hexadecimal, between angle brackets
CONTENTS = re.compile(rb"<(308[123][0-9A-Fa-f]*)>")
DIGESTS = ("sha256", "sha384", "sha512")
# An assertion: pyHanko so refuses a signature of another kind than its key
UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, NotImplementedError),
    *(AssertionError, UnsupportedAlgorithm),
)


@dataclass(frozen=True)
class Mark:
    """One signature as it lies in a file: where its brackets stand, whose certificate it names, what it signs."""

    start: int
    end: int
    signer: cms.SignerInfo
    certificate: x509.Certificate
    signature: bytes
    fingerprint: str


@dataclass(frozen=True)
class FoundSeal:
    """A signature of a file, judged. `is_known`: by one of the certificates that were asked for.

    `is_intact`: all that it signs is as it was. `signed_end`: how many first bytes of the file it covers. Of an unknown
    certificate neither is looked for: False, and 0.
    """

    signature_sha256: str
    fingerprint: str
    is_known: bool
    is_intact: bool
    signed_end: int


@dataclass(frozen=True)
class Stamp:
    """The hour that an authority gave to a signature."""

    at: datetime
    by: str


def seals_in(data: bytes, known: Collection[str]) -> list[FoundSeal]:
    """Return the signatures of a file, in its order. `known`: fingerprints of the certificates that are the network's.

    The cost follows the size of the file: a signature of an unknown certificate is not computed.
    """
    return [_judged(data, mark, mark.fingerprint in known) for mark in marks_in(data)]


def marks_in(data: bytes) -> list[Mark]:
    """Return what reads as a signature in a file, in its order, the last ones only."""
    return list(_marks(data))[-MOST:]


def _marks(data: bytes) -> Iterator[Mark]:
    matches = [match for match in CONTENTS.finditer(data) if SHORTEST < match.end() - match.start() < LONGEST]
    for match in matches[-2 * MOST :]:
        digits = match[1]
        try:
            content = cms.ContentInfo.load(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))["content"]
            signer = content["signer_infos"][0]
            by, signature = _certificate_of(content, signer), signer["signature"].native
            yield Mark(match.start(), match.end(), signer, by, signature, by.sha256.hex())
        except UNREADABLE:
            continue


def _certificate_of(content: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    """Return the certificate that a signature names among those that go with it; ValueError when it is not there."""
    named = signer["sid"].chosen
    for choice in content["certificates"]:
        certificate = choice.chosen
        if certificate.serial_number == named["serial_number"].native and certificate.issuer == named["issuer"]:
            return certificate
    raise ValueError("the certificate of the signer is not there")


def _judged(data: bytes, mark: Mark, is_known: bool) -> FoundSeal:
    end = _signed_end(data, mark) if is_known else 0
    return FoundSeal(
        signature_sha256=hashlib.sha256(mark.signature).hexdigest(),
        fingerprint=mark.fingerprint,
        is_known=is_known,
        is_intact=bool(end) and _is_intact(data, mark, end),
        signed_end=end,
    )


def _signed_end(data: bytes, mark: Mark) -> int:
    """Return where the range of a signature ends: all from the first byte on, but the signature itself; else 0."""
    for match in RANGE.finditer(data, max(0, mark.start - NEAR), mark.end + NEAR):
        first, before, after, length = map(int, match.groups())
        if (first, before, after) == (0, mark.start, mark.end) and after + length <= len(data):
            return after + length
    return 0


def _is_intact(data: bytes, mark: Mark, end: int) -> bool:
    view = memoryview(data)
    return _is_signed(mark.signer, mark.certificate, "data", (view[: mark.start], view[mark.end : end]))


def _is_signed(
    signer: cms.SignerInfo, certificate: x509.Certificate, kind: str, parts: Iterable[bytes | memoryview]
) -> bool:
    """Return whether a signer signed these bytes; False for what does not read."""
    try:
        name = signer["digest_algorithm"]["algorithm"].native
        if name not in DIGESTS:
            return False
        digest = hashlib.new(name)
        for part in parts:
            digest.update(part)
        return all(validate_sig_integrity(signer, certificate, kind, digest.digest()))
    except (SignatureValidationError, *UNREADABLE):
        return False


def stamp_of(mark: Mark) -> Stamp | None:
    """Return the hour of an authority on a signature; nothing without one, or with that of another signature."""
    try:
        token = next(
            attribute["values"][0]["content"]
            for attribute in mark.signer["unsigned_attrs"]
            if attribute["type"].native == "signature_time_stamp_token"
        )
        signer = token["signer_infos"][0]
        said = bytes(token["encap_content_info"]["content"])
        by, stamped = _certificate_of(token, signer), tsp.TSTInfo.load(said)
        imprint = stamped["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        is_of_it = hashlib.new(algorithm, mark.signature).digest() == imprint["hashed_message"].native
        stamp = Stamp(stamped["gen_time"].native, facts_of(load_der_x509_certificate(by.dump())).subject)
    except (StopIteration, *UNREADABLE):
        return None
    return stamp if is_of_it and _is_signed(signer, by, "tst_info", [said]) else None
