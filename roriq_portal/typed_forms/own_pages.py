"""Addresses that a browser says it comes from or is to go back to, read whatever stands in them."""

from urllib.parse import SplitResult, urlsplit

LONGEST = 300


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address, all of them blank for one that does not read."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def own_address(address: str) -> str:
    """Return the path of an address of ours, blank for any other."""
    parts = parts_of(address)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return parts.path if is_ours and len(parts.path) <= LONGEST and "\0" not in parts.path else ""
