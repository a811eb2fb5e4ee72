"""The agreement of another organism as a partner reads it: what is owed and whether it left, never the report."""

from dataclasses import replace

from agreements.agreement.listing import Owed
from agreements.models import Agreement
from agreements.permissions import reads_from_outside, signs
from organisms.models import User


def reads_as_partner(user: User, agreement: Agreement) -> bool:
    """Return whether they read it for a partner organism only: neither of the lead's side, nor a funder."""
    return reads_from_outside(user, agreement) and not signs(user, agreement)


def rows_for_reader(user: User, agreement: Agreement, rows: list[Owed]) -> list[Owed]:
    """Return what is owed as this person may read it: a partner learns that a report left, and opens none."""
    if not any(row.report for row in rows) or not reads_as_partner(user, agreement):
        return rows
    return [
        replace(row, report=None, words="Transmis", turn="settled", sign="check") if row.report else row for row in rows
    ]
