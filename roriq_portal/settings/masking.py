"""Under which number a count is hidden from each kind of reader: read from the environment, refused where it is wrong.

One place for this number (decision 64). Who each reader is: `Audience` of services/masking/audiences.py.
"""

from django.core.exceptions import ImproperlyConfigured
from environs import Env

NAME = "MASKING_THRESHOLDS"
# Counts of 1 to 4 are hidden from everybody; beyond the most, nearly nothing would be printed
LEAST, MOST = 5, 100
EVERYBODY = "public"
READERS = ("network", "organism", "funder", EVERYBODY)


def read_thresholds(env: Env) -> dict[str, int]:
    """Return the threshold of each reader, 5 where none is written; what everybody reads has the largest of all.

    Refuses (ImproperlyConfigured) a reader that is none, what is no whole number of 5 to 100, and for everybody a
    number under that of a reader, who would find what is hidden from them on the pages of everybody.
    """
    written = _written(env.str(NAME, ""))
    largest = max((number for reader, number in written.items() if reader != EVERYBODY), default=LEAST)
    if written.get(EVERYBODY, largest) < largest:
        raise ImproperlyConfigured(
            f"{NAME}: « {EVERYBODY} » is under the {largest} of another reader, who reads what everybody reads too."
        )
    return dict.fromkeys(READERS, LEAST) | {EVERYBODY: largest} | written


def _written(text: str) -> dict[str, int]:
    """Return what « network=5,funder=10 » says."""
    written: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        reader, _, number = (piece.strip() for piece in part.partition("="))
        if reader not in READERS or reader in written:
            raise ImproperlyConfigured(f"{NAME}: « {part} » names none of {', '.join(READERS)}, or one of them twice.")
        # Not `isdigit`: it takes « ² »
        if not (number.isascii() and number.isdecimal() and LEAST <= int(number) <= MOST):
            raise ImproperlyConfigured(f"{NAME}: « {part} » is not a reader and a whole number of {LEAST} to {MOST}.")
        written[reader] = int(number)
    return written
