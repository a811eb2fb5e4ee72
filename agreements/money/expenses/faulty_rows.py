"""The rows of a file of expenses that were left aside, as a file to correct and send again."""

from collections import defaultdict

from agreements.models import ExpenseBatch
from agreements.money.expenses.file_import import examine
from agreements.money.expenses.file_reader import COLUMNS
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.numbers import format_number, unit_for

OURS = ("Ligne du fichier", "À corriger")


def written_words(batch: ExpenseBatch) -> str:
    """Return how many expenses a file gave, and how many of its rows it hands back."""
    written = f"{format_number(batch.written)} {unit_for(batch.written, 'dépense inscrite', 'dépenses inscrites')}."
    left = len(batch.cells)
    if not left:
        return written
    return f"{written} {format_number(left)} {unit_for(left, 'ligne reste', 'lignes restent')} à corriger."


def faulty_table(batch: ExpenseBatch) -> Table:
    """Return the rows at fault: their number, the reasons, then the cells as they are in the file."""
    examination = examine(batch)
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for fault in examination.faults:
        reasons[fault.row].append(f"{fault.column}\u00a0: {fault.words}")
    rows = [
        [str(row.number), " ".join(reasons[row.number]), *(getattr(row, name) for name in COLUMNS)]
        for row in examination.faulty
    ]
    return Table("Dépenses à corriger", [*OURS, *COLUMNS.values()], rows)
