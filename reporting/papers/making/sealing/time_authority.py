"""Asks an authority for the hour of a seal (RFC 3161), over http: PAdES B-T instead of B-B."""

from http.client import HTTPException
from urllib.request import Request, urlopen

from asn1crypto.tsp import TimeStampReq, TimeStampResp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

SECONDS = 10
MOST_BYTES = 64 * 1024
KINDS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class TimeAuthority(TimeStamper):
    """An authority at an address of the settings. What is no answer raises TimestampRequestError."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
        try:
            with urlopen(Request(self._address, req.dump(), KINDS), timeout=SECONDS) as answer:
                said = TimeStampResp.load(answer.read(MOST_BYTES))
            # Read to its last part now: one that refuses has no hour in it
            if not said["time_stamp_token"]["content"].native:
                raise ValueError("no hour in the answer")
            return said
        except (OSError, ValueError, TypeError, KeyError, HTTPException) as failure:
            raise TimestampRequestError(f"{self._address}: {failure}") from failure
