"""Reading: one row under judgement, with the remarks made on it so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from roriq_portal.files.table_reader import Cell
from services.imports.registers.columns import LABELS
from services.imports.registers.facts import Fault, Level, Reason
from services.imports.registers.values import Refused, shown
from services.text.spelling import excerpt

Read = TypeVar("Read")


@dataclass
class Reading:
    """A row by field. titles: field -> header as typed in the file."""

    file_row: int
    cells: Mapping[str, Cell]
    titles: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The cell as typed, spaces around left out; empty when the file has no such column."""
        return shown(self.cells.get(name)).strip()

    def title(self, name: str) -> str:
        return self.titles.get(name) or LABELS[name]

    def refuse(self, name: str, message: str) -> None:
        """Note an error on the cell: the row is not a fact."""
        self._note(name, message, Level.ERROR, Reason.CELL)

    def warn(self, name: str, message: str, reason: Reason) -> None:
        """Note a remark on the cell: the row stays a fact."""
        self._note(name, message, Level.WARNING, reason)

    def read(self, name: str, reader: Callable[[Cell], Read]) -> Read | None:
        """The cell through the reader; when it refuses, the refusal is noted and None returned."""
        try:
            return reader(self.cells.get(name))
        except Refused as refusal:
            self.refuse(name, str(refusal))
            return None

    def drop(self, name: str) -> None:
        """Leave a cell out of the row, as if it were empty."""
        self.cells = {**self.cells, name: None}

    def is_refused(self, name: str) -> bool:
        title = self.title(name)
        return any(fault.column == title and fault.level is Level.ERROR for fault in self.faults)

    def _note(self, name: str, message: str, level: Level, reason: Reason) -> None:
        value = excerpt(self.text(name), 200)
        self.faults.append(Fault(self.file_row, self.title(name), value, message, level, reason))
