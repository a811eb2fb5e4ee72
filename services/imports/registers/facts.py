"""Facts and faults: what validation makes of a register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.activities import rules
from services.counting.recipes import Number
from services.imports.registers.set_aside import Aside


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Reason(StrEnum):
    """Why a fault was noted, for a caller that counts or filters."""

    CELL = "cell"
    ROW_LENGTH = "row-length"
    IDENTICAL = "identical"
    NOT_MANDATED = rules.Reason.NOT_MANDATED.value
    OUTSIDE = rules.Reason.OUTSIDE.value
    PERSONAL_DATA = rules.Reason.PERSONAL_DATA.value
    NOT_COUNTED = "not-counted"
    VALUELESS = "valueless"
    MERGED = "merged"
    ENCODING = "encoding"
    QUOTATION = "quotation"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class Fault:
    """One remark on one row. `column` is the header as typed in the file, empty for the row as a whole."""

    file_row: int
    column: str
    value: str
    message: str
    level: Level = Level.ERROR
    reason: Reason = Reason.CELL


@dataclass(frozen=True)
class Fact:
    """A valid row. identity + occurrence name it within an organism; counts: indicator -> value.

    cells: the (field, normalised text) pairs that the identity is made of. outside: each rule of components that it
    is outside of.
    """

    file_row: int
    identity: str
    occurrence: int
    day: date
    activity_type: str
    municipality: str | None
    counts: dict[str, Number]
    partners: tuple[str, ...]
    agreements: tuple[int, ...]
    notes: str
    cells: tuple[tuple[str, str], ...]
    outside: tuple[rules.Outside, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A register once judged: valid rows, remarks in the order of the file, empty rows skipped, rows left aside."""

    valid: tuple[Fact, ...]
    faults: tuple[Fault, ...]
    skipped: int
    aside: Mapping[int, Aside] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.level is Level.WARNING)

    @property
    def faulty_rows(self) -> tuple[int, ...]:
        """File rows with at least one error, in order, each once."""
        return tuple(dict.fromkeys(fault.file_row for fault in self.errors))
