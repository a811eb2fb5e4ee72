"""What was filed for the period before, line by line."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from roriq_portal.formats.numbers import format_number
from services.models.declaration import AnswerState


@dataclass(frozen=True)
class PastBox:
    """What was filed for the period before, as its paper says it; `period` names it (« 2024-2025 »).

    `narrative`: a text, or what was written beside a figure. `days`: those that it counted. `was_computed`: the records
    gave it, and nobody corrected it.
    """

    text: str
    value: Decimal | None = None
    narrative: str = ""
    state: str = AnswerState.BLANK
    denominator: Decimal | None = None
    bands: dict[str, str] = field(default_factory=dict)
    band_values: dict[str, Decimal] = field(default_factory=dict)
    period: str = ""
    days: DateRange | None = None
    was_computed: bool = False

    @property
    def words(self) -> str:
        """`text`, and the two terms of a rate: « 62,5 % (5 sur 8) »."""
        over = self.denominator if self.value is not None else None
        terms = f" ({format_number(self.value or 0)} sur {format_number(over)})" if over else ""
        return f"{self.text}{terms}"
