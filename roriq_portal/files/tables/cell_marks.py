"""What calamine does not say of a sheet: its errors, what it hides, merges or filters. Pure, read from records."""

from dataclasses import dataclass, field

# What a record writes for each error, in XLS and XLSB alike
ERROR_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
LAST_COLUMN = 16_384


class UnknownRecords(Exception):
    """The records of a workbook are not as the format says: nothing is known of what it hides."""


@dataclass
class CellMarks:
    """Rows and columns from 0. errors: row → column → its text. merged: first row and column, last row and column."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[list[list[int]]] = field(default_factory=list)
    is_filtered: bool = False

    def note_error(self, row: int, column: int, code: int) -> None:
        self.errors.setdefault(row, {})[column] = ERROR_TEXTS.get(code, "#N/A")

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))
