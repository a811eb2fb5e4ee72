"""What a line of a report comes to: a figure and where it comes from, or a question and why. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.households.totals import Number
from services.models.declaration import AnswerState


class AskReason(StrEnum):
    """Why a line is a question and not a figure."""

    DISTINCT = "distinct"
    BANDS = "bands"
    PARTNERS = "partners"
    NO_RECORD = "no_record"
    SHARED = "shared"
    NO_HOUSEHOLD = "no_household"
    OTHER_LINES = "other_lines"
    LESS_THAN_A_YEAR = "less_than_a_year"
    ASKED = "asked"


@dataclass(frozen=True)
class Least:
    """`named`: how many partners activities name; `unnamed`: how many of these activities name none."""

    named: int
    unnamed: int


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: `source` is records, partners, households, agreements, lines or declaration.

    A declaration has its day and its author; `since`: the day from which households are counted; `words`: how a line
    is computed from others.
    """

    source: str
    codes: tuple[str, ...] = ()
    declaration_id: int | None = None
    declared_at: datetime | None = None
    declared_by: str = ""
    since: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Figure:
    """The computed answer of a line. `bands`: band key → number; `unbroken`: dimension → rest.

    `asked`: the dimensions that are still questions; `retention`: the households of a rate of theirs, unknown ones too.
    `left_out`: what a sum of lines leaves out, as the line that leaves it out says it. `least`: band key → what its
    activities name at least, of a part that stays a question because others name nobody.
    """

    value: Decimal | None
    origin: Origin
    state: str = AnswerState.VALUE
    denominator: Decimal | None = None
    bands: Mapping[str, int | Decimal] = field(default_factory=dict)
    unbroken: dict[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    retention: Number | None = None
    left_out: str = ""
    least: Mapping[str, Least] = field(default_factory=dict)

    @property
    def is_declared(self) -> bool:
        return self.origin.source == "declaration"


@dataclass(frozen=True)
class Ask:
    """A line that is a question. `lower_bound`: what records already name, when they may miss some.

    `unplaced`: money spent that no part of the form names; `lines`: how those it waits for are named.
    """

    reason: AskReason
    lower_bound: int | None = None
    unnamed: int = 0
    unplaced: Decimal = Decimal(0)
    lines: tuple[str, ...] = ()
