"""Credits in a file of expenses: amounts below zero, as bookkeepers write them."""

import re
from decimal import Decimal

from agreements.money.expenses.file_reader import read_amount

_CREDIT = re.compile(r"\(\s*(.+?)\s*\)|[-−–]\s*(.+)|(.+?)\s*[-−–]")


def read_signed_amount(text: str) -> Decimal | None:
    """Return an amount, below zero for a credit written « -50,00 », « 50,00- » or « (50,00) »; None as `read_amount`.

    A credit is never made an expense: its sign is kept, or the cell refused.
    """
    bare = text.strip().removesuffix("$").strip()
    credit = _CREDIT.fullmatch(bare)
    if credit is None:
        return read_amount(text)
    amount = read_amount(next(filter(None, credit.groups())))
    return None if amount is None else -amount
