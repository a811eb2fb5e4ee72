"""Cells that hold no value: formulas that failed or were never calculated, and the rest of a merged range."""

from roriq_portal.files.table_reader import MergedBlank, broken_in
from services.imports.registers.columns import REQUIRED
from services.imports.registers.facts import Reason
from services.imports.registers.row_reading import Reading
from services.imports.registers.values import shown
from services.text.spelling import quoted

NOT_KEPT = "Elle n’est pas gardée."


def refuse_valueless(reading: Reading) -> bool:
    """Note the cells without a value, and return whether the row is refused for them.

    A note without a value is left out, with a warning: nobody typed it.
    """
    is_refused = False
    for name, cell in list(reading.cells.items()):
        if isinstance(cell, MergedBlank):
            is_refused |= _note_merged(reading, name, cell)
        elif isinstance(cell, str) and (broken := broken_in(cell)):
            words = f"Cette cellule {broken.words}."
            if name == "notes":
                reading.warn(name, f"{words} {NOT_KEPT}", Reason.VALUELESS)
                reading.drop(name)
            else:
                reading.refuse(name, words)
                is_refused = True
    return is_refused


def _note_merged(reading: Reading, name: str, cell: MergedBlank) -> bool:
    above = quoted(shown(cell.above))
    words = f"Cette cellule est fusionnée avec celle du dessus\u00a0: {above} n’est écrit que sur la première ligne"
    if name in REQUIRED:
        reading.refuse(name, f"{words}. Défaites la fusion, ou demandez de remplir les cellules fusionnées.")
        return True
    reading.warn(name, f"{words}, et rien n’est lu ici.", Reason.MERGED)
    return False
