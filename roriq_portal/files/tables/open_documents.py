"""What the text of an ODS says that the library leaves out: failed formulas, hidden rows, merged cells."""

import io
import re
import zipfile

from roriq_portal.files.tables.cell_values import UnreadableFile
from roriq_portal.formats.numbers import format_number, unit_for

_ERROR = re.compile(
    rb'calcext:value-type="error"|<text:p>(?:#REF!|#N/[AD]|#DIV/0!|#VAL(?:UE|EUR)!|#NAME\?|#NOM\s?\?|Err\s?:\d{3})</text:p>'
)
_CELL = re.compile(rb"<table:table-cell\b")
_HIDDEN = re.compile(rb'<table:table-(?:row|column)\b[^>]*table:visibility="(?:collapse|filter)"')
_MERGED = re.compile(rb'table:number-rows-spanned="(?:[2-9]|\d{2,})"')
HIDDEN = "Ce classeur a des lignes ou des colonnes masquées\u00a0: elles sont lues quand même."
MERGED = (
    "Ce classeur a des cellules fusionnées sur plusieurs lignes\u00a0: seule la première garde sa valeur. "
    "Enregistrez-le en XLSX pour que les autres puissent être remplies."
)


def open_document_remarks(data: bytes) -> tuple[str, ...]:
    """Return what an ODS hides or merges. Refuses (UnreadableFile) one with failed formulas: they read as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    if errors := sum(1 for cell in _CELL.split(text) if _ERROR.search(cell)):
        nouns = unit_for(errors, "cellule montre", "cellules montrent"), unit_for(errors, "la", "les")
        raise UnreadableFile(
            f"Dans ce classeur, {format_number(errors)} {nouns[0]} l’erreur d’une formule. Corrigez-{nouns[1]}, "
            "ou enregistrez le classeur en XLSX pour voir où."
        )
    return (*[HIDDEN] * bool(_HIDDEN.search(text)), *[MERGED] * bool(_MERGED.search(text)))
