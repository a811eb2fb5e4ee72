"""What was filed for the period before, line by line."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext

from reporting.lines.answer_format import format_box
from roriq_portal.formats.numbers import format_number
from services.models.declaration import AnswerState


@dataclass(frozen=True)
class PastBox:
    """What was filed for the period before, as its paper says it; `period` names it (« 2024-2025 »).

    `narrative`: a text, or what was written beside a figure. `days`: those that it counted. `was_computed`: the records
    gave it, and nobody corrected it.
    """

    kind: str
    value: Decimal | None = None
    narrative: str = ""
    state: str = AnswerState.BLANK
    denominator: Decimal | None = None
    band_states: dict[str, str] = field(default_factory=dict)
    band_values: dict[str, Decimal] = field(default_factory=dict)
    period: str = ""
    days: DateRange | None = None
    was_computed: bool = False

    @property
    def text(self) -> str:
        return format_box(self.kind, self.state, self.value, self.denominator)

    def band(self, key: str) -> str:
        """Return what a part said, empty of one that was not asked."""
        return (
            format_box(self.kind, self.band_states[key], self.band_values.get(key)) if key in self.band_states else ""
        )

    @property
    def bands(self) -> dict[str, str]:
        """What each part said, by its key."""
        return {key: self.band(key) for key in self.band_states}

    @property
    def words(self) -> str:
        """`text`, and the two terms of a rate: « 62,5 % (5 sur 8) »."""
        if self.value is None or not self.denominator:
            return self.text
        terms = gettext("{} sur {}").format(format_number(self.value), format_number(self.denominator))
        return f"{self.text} ({terms})"
