"""The kind of financial statement an organism owes for a State year, from its Québec and municipal aid. Pure.

Since 1 April 2024 (Québec's reference for community action): 500 000 $ and over, an audit; from 50 000 $, a review
engagement; under 50 000 $, a compilation. The sum is that of the amounts received in the year.
"""

from dataclasses import dataclass
from decimal import Decimal

from agreements.currency import NOTHING
from agreements.models import Funder
from roriq_portal.formats.money import format_money

SINCE = 2024
PUBLIC = (Funder.Kind.MINISTRY, Funder.Kind.MUNICIPAL)
STEPS = [
    (Decimal(500_000), "Audit", "500\u00a0000\u00a0$ et plus"),
    (Decimal(50_000), "Mission d’examen", "de 50\u00a0000\u00a0$ à moins de 500\u00a0000\u00a0$"),
    (Decimal(0), "Compilation", "moins de 50\u00a0000\u00a0$"),
]


@dataclass(frozen=True)
class AidLine:
    """What one funder paid for one agreement in the year."""

    reference: str
    title: str
    agreement_id: int
    funder: str
    amount: Decimal


@dataclass(frozen=True)
class Statement:
    kind: str
    words: str
    total: Decimal
    lines: tuple[AidLine, ...]


def statement_of(year: int, lines: tuple[AidLine, ...]) -> Statement:
    """Return the statement owed for a State year; `kind` is empty before the rule."""
    total = sum((line.amount for line in lines), NOTHING)
    if year < SINCE:
        words = (
            "La règle des 50\u00a0000\u00a0$ et des 500\u00a0000\u00a0$ vaut depuis avril 2024\u00a0: "
            "voyez l’entente de cette année-là."
        )
        return Statement("", words, total, lines)
    kind, step = next((kind, step) for floor, kind, step in STEPS if total >= floor)
    words = f"{format_money(total)} d’aide du Québec et des municipalités reçus\u00a0: {step}."
    return Statement(kind, words, total, lines)
