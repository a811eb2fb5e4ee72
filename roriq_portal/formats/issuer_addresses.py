"""What the address of an issuer has to be. Reads no settings: the installation asks the same before there are any."""

import ipaddress
import re
from enum import Enum, auto
from urllib.parse import SplitResult, unquote, urlsplit

ASKED, TRUSTED = "asked", "trusted"
SECOND_STEPS = (ASKED, TRUSTED)

# Others would be read as several names, or as any name
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# Microsoft's addresses for the accounts of everybody: whoever has one names any e-mail as theirs
MICROSOFT, OF_EVERYBODY = "login.microsoftonline.com", {"common", "organizations", "consumers"}


class Doubt(Enum):
    """Why nobody could believe what comes from an address."""

    UNREADABLE = auto()
    IN_CLEAR = auto()
    OF_EVERYBODY = auto()


def doubt_of(url: str) -> Doubt | None:
    """Return why an issuer at this address could not be believed; None where it could."""
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or "@" in parts.netloc or set("?#") & set(url):
        return Doubt.UNREADABLE
    host = parts.hostname or ""
    if not is_host(host):
        return Doubt.UNREADABLE
    if parts.scheme == "http" and host not in LOOPBACK:
        return Doubt.IN_CLEAR
    first = unquote(parts.path).strip("/").partition("/")[0].lower()
    return Doubt.OF_EVERYBODY if host == MICROSOFT and first in OF_EVERYBODY else None


def is_host(name: str) -> bool:
    """Whether this, in lower case, is the name of one machine or its number."""
    try:
        return bool(HOST.fullmatch(name) or ipaddress.ip_address(name))
    except ValueError:
        return False


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # Spaces and line feeds, which it drops or keeps, have no place in an address
        return None if parts.port == 0 or re.search(r"[\s\\]", url) else parts
    except ValueError:
        return None
