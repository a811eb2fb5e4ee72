"""What the database refuses because another wrote it at the same moment, said as it is at any other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def refused_as(refusal: Exception, *, constraint: str) -> Iterator[None]:
    """Raise `refusal` where this constraint refuses what is written inside; nothing of it stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if constraint not in str(refused):
            raise
        raise refusal from refused
