"""What a copy of a workbook does not hold of it: its parts and drawings, counted before and after."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime

from openpyxl.workbook import Workbook

from roriq_portal.files.blank_books.saving import workbook_bytes
from roriq_portal.files.tables.cell_values import UnreadableFile

NO_COPY = (
    "Le portail ne peut pas faire de copie de ce classeur. Copiez ses feuilles dans un classeur neuf, puis téléversez "
    "celui-ci."
)
ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Thing:
    """Something that a workbook may hold: parts by their names, or in these parts elements by theirs."""

    code: str
    words: str
    parts: re.Pattern[str]
    elements: re.Pattern[bytes] | None = None

    def count(self, archive: zipfile.ZipFile) -> int:
        names = [name for name in archive.namelist() if self.parts.search(name)]
        if self.elements is None:
            return len(names)
        return sum(len(self.elements.findall(archive.read(name))) for name in names)


def _elements(*names: str) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:\w+:)?(?:" + "|".join(names).encode() + rb")[ />]")


_DRAWINGS = re.compile(r"^xl/drawings/drawing[^/]*\.xml$")
_SHEETS = re.compile(r"^xl/worksheets/[^/]+\.xml$")
THINGS = (
    _Thing("charts", "des graphiques", re.compile(r"^xl/(charts/chart|charts/chartEx|chartEx)[^/]*\.xml$")),
    _Thing("pictures", "des images", _DRAWINGS, _elements("pic")),
    _Thing("shapes", "des formes, des zones de texte ou des boutons", _DRAWINGS, _elements("sp", "cxnSp", "grpSp")),
    _Thing("diagrams", "des diagrammes SmartArt", re.compile(r"^xl/diagrams/data")),
    _Thing("pivots", "des tableaux croisés dynamiques", re.compile(r"^xl/pivotTables/")),
    _Thing("slicers", "des segments ou des chronologies", re.compile(r"^xl/(slicers|timelines)/")),
    _Thing("controls", "des cases à cocher ou des listes de formulaire", re.compile(r"^xl/ctrlProps/")),
    _Thing("objects", "des documents incorporés", re.compile(r"^xl/embeddings/")),
    _Thing("comments", "des commentaires", re.compile(r"^xl/comments")),
    _Thing("threads", "des fils de commentaires", re.compile(r"^xl/threadedComments/")),
    _Thing("formats", "des mises en forme conditionnelles", _SHEETS, _elements("cfRule")),
    _Thing("validations", "des listes ou des règles de saisie", _SHEETS, _elements("dataValidation")),
    _Thing("sparklines", "des graphiques de case (sparkline)", _SHEETS, _elements("sparkline")),
    _Thing("headers", "des images d’en-tête ou de fond", _SHEETS, _elements("legacyDrawingHF", "picture")),
    _Thing("signatures", "une signature numérique", re.compile(r"^_xmlsignatures/")),
    _Thing("ribbon", "des boutons de ruban", re.compile(r"^customUI/")),
)
# Drawn again from what the library understands of them
REDRAWN = "redrawn"
_WORDS = {thing.code: thing.words for thing in THINGS}
REDRAWN_WORDS = "Les graphiques sont redessinés\u00a0: leurs couleurs ou leurs étiquettes peuvent changer."


def losses_of(data: bytes, book: Workbook) -> list[str]:
    """Return the codes of what a copy of `book`, opened from `data`, holds fewer of; charts that stay are redrawn.

    Raises UnreadableFile for a workbook of which no copy can be made.
    """
    try:
        copy = workbook_bytes(book, made_at=ANY_DAY)
    # The library opens more than it can write again
    except Exception as odd:
        raise UnreadableFile(NO_COPY) from odd
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        counts = {thing.code: (thing.count(before), thing.count(after)) for thing in THINGS}
    lost = [code for code, (stood, stands) in counts.items() if stands < stood]
    return [*lost, *([REDRAWN] if counts["charts"][0] and "charts" not in lost else [])]


def loss_words(codes: list[str]) -> list[str]:
    """Return a sentence for each code."""
    lost = [f"La copie perd {_WORDS[code]}." for code in codes if code in _WORDS]
    return [*lost, *([REDRAWN_WORDS] if REDRAWN in codes else [])]
