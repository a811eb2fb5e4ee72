"""Puts the seal on a PDF: an update after its bytes, which stay as they were laid out, that nobody sees on the page."""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from reporting.papers.making.sealing.certificate import Facts, SealingKey, SealRefused
from reporting.papers.making.sealing.inspection import marks_in, stamp_of
from reporting.papers.making.sealing.key_file import readable
from reporting.papers.making.sealing.time_authority import TimeAuthority

FIELD, FIELD_WORDS = "Sceau", "Sceau du RORIQ"
# Letters of the hexadecimal signature, beside those of its certificates: for itself, and for an authority's answer
ROOM, ROOM_OF_STAMP = 2 * 4096, 2 * 12_288


@dataclass(frozen=True)
class Sealed:
    """A PDF that bears the seal, and what is kept of it. `stamped_at`: the hour of an authority, if one was asked."""

    data: bytes
    facts: Facts
    signed_at: datetime
    signature_sha256: str
    stamped_at: datetime | None
    stamped_by: str


def seal(data: bytes, key: SealingKey, *, at: datetime, address: str = "") -> Sealed:
    """Return the PDF with the network's signature (PAdES B-B, B-T with an authority), still PDF/UA-1.

    `at`: the moment of sealing, now, as it is written in the signature; `address`: where the paper is verified. What
    the PDF was before stays its first bytes. Raises SealRefused when nothing can be signed, or no hour is given.
    """
    authority = TimeAuthority(settings.SEAL_TIMESTAMP_URL) if settings.SEAL_TIMESTAMP_URL else None
    at = at.replace(microsecond=0)
    try:
        signed = asyncio.run(_signed(data, key, authority, at, address))
    except TimestampRequestError as failure:
        raise SealRefused(f"L’autorité d’horodatage ne répond pas\u00a0: {_one_line(failure)}") from failure
    except (SigningError, PdfError) as failure:
        raise SealRefused(f"Le sceau ne se pose pas\u00a0: {_one_line(failure)}") from failure
    mark = marks_in(signed)[-1]
    stamp = stamp_of(mark)
    if authority and stamp is None:
        raise SealRefused("L’heure que donne l’autorité d’horodatage n’est pas celle de ce sceau.")
    return Sealed(
        data=signed,
        facts=key.facts,
        signed_at=at,
        signature_sha256=hashlib.sha256(mark.signature).hexdigest(),
        stamped_at=stamp.at if stamp else None,
        stamped_by=stamp.by if stamp else "",
    )


def _one_line(failure: Exception) -> str:
    return " ".join(str(failure).split()).rstrip(".") + "."


async def _signed(data: bytes, key: SealingKey, authority: TimeStamper | None, at: datetime, address: str) -> bytes:
    paper, out = IncrementalPdfFileWriter(io.BytesIO(data)), io.BytesIO()
    # Out of the page, so that no reader meets an untagged box; nothing may be changed after
    place = InvisSigSettings(box_out_of_bounds=True)
    meaning = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, name=key.facts.subject, location=address or None,
    )  # fmt: skip
    field = SigFieldSpec(FIELD, readable_field_name=FIELD_WORDS, invis_sig_settings=place)
    session = PdfSigner(meaning, key.signer, timestamper=authority, new_field_spec=field).init_signing_session(paper)
    session.system_time = at
    certificates = sum(len(readable(certificate).dump()) for certificate in key.chain)
    room = ROOM + 2 * certificates + (ROOM_OF_STAMP if authority else 0)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=room, appearance_text_params=None)
    digest, _ = prepared.digest_tbs_document(output=out)
    said = PdfCMSSignedAttributes(signing_time=at)
    await prepared.perform_signature(digest.document_digest, said)
    return out.getvalue()
