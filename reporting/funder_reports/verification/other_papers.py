"""Papers that other apps make and verify on pages of their own; each app registers how one is found."""

from collections.abc import Callable

# SHA-256 of a file → the address where it is verified, blank when it is none of theirs
OTHER_PAPERS: list[Callable[[str], str]] = []
# A code as it is typed → the same
OTHER_CODES: list[Callable[[str], str]] = []


def address_elsewhere(sha256: str) -> str:
    """Return where a file, known by its SHA-256, is verified; blank when no other app made it."""
    return next((address for find in OTHER_PAPERS if (address := find(sha256))), "")


def address_of_code(typed: str) -> str:
    """Return where the paper that bears a code is verified; blank when no other app made one."""
    return next((address for find in OTHER_CODES if (address := find(typed))), "")
