"""A blank workbook opened as it is, formulas and formats with it, once it was seen that it is safe to open."""

import io
import re
import warnings
import zipfile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from roriq_portal.files.tables.active_content import refuse_active_content
from roriq_portal.files.tables.archives import BookKind, book_kind, in_usual_form, weigh
from roriq_portal.files.tables.cell_values import TooHeavy, UnreadableFile
from roriq_portal.files.tables.file_kinds import FileKind, kind_of
from roriq_portal.files.uploads import LIMIT
from roriq_portal.formats.numbers import format_number, format_size

# A blank form of sixty sheets unpacks to less; it is opened whole each time that a copy is made
MAX_UNPACKED = 8 * 1024 * 1024
MOST_SHEETS = 60
# Cells that hold nothing but a format cost as much to open as any other
MOST_CELLS = 100_000
NOUN = "classeur XLSX"
NOT_XLSX = "Ce fichier n’est pas un classeur XLSX. Dans votre tableur, enregistrez-le en XLSX, puis téléversez-le."
DAMAGED = "Ce classeur ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le de nouveau en XLSX, puis revenez."
DATA_LINKS = (
    "Ce classeur va chercher des données ailleurs (requêtes ou connexions). Retirez-les dans votre tableur, puis "
    "téléversez-le de nouveau."
)
TOO_HEAVY = (
    f"Ce classeur prend plus de {format_size(MAX_UNPACKED)} une fois décompressé\u00a0: retirez ses images et ses "
    "feuilles inutiles, puis téléversez-le de nouveau."
)
TOO_MANY_CELLS = (
    f"Ce classeur a plus de {format_number(MOST_CELLS)} cases remplies ou mises en forme. Effacez les rangées et les "
    "colonnes inutiles, puis téléversez-le de nouveau."
)
TOO_MANY_SHEETS = f"Ce classeur a plus de {MOST_SHEETS} feuilles\u00a0: retirez celles qui ne se remplissent pas."
FETCHES = (
    "Une formule de la feuille «\u00a0{}\u00a0» va chercher des données ailleurs, ou lance un programme. Remplacez-la "
    "par sa valeur, puis téléversez le classeur de nouveau."
)
NO_SHEET = "Ce classeur n’a aucune feuille de cases."
_DATA_PARTS = re.compile(r"^xl/(connections\.xml$|queryTables/|model/)", re.IGNORECASE)
_SHEET_PARTS = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
# What a formula runs, or fetches from elsewhere, once the copy is opened
_FETCHES = re.compile(
    r"\b(WEBSERVICE|RTD|CALL|REGISTER\.ID|EXEC|DDE|IMPORTDATA|IMPORTXML|IMPORTRANGE)\s*\(|\w\|'", re.IGNORECASE
)
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")


def open_blank_book(data: bytes) -> Workbook:
    """Return a workbook with its formulas, formats and runs of text. Raises UnreadableFile, a sentence.

    Refused: another kind of file, a password, macros, links to other files or data, a bomb, too many cells or sheets.
    """
    refuse_unsafe(data)
    book = load_trusted(data)
    for sheet in book.worksheets:
        if any(cell.data_type == "f" and _FETCHES.search(str(cell.value)) for cell in sheet._cells.values()):
            raise UnreadableFile(FETCHES.format(sheet.title))
    return book


def refuse_unsafe(data: bytes) -> None:
    """Refuse (UnreadableFile, a sentence) what is no workbook or is not safe to open. Nothing of it is loaded."""
    if kind_of(data, max_bytes=LIMIT, noun=NOUN) is not FileKind.ZIP:
        raise UnreadableFile(NOT_XLSX)
    refuse_active_content(data)
    try:
        weigh(data, MAX_UNPACKED)
    except TooHeavy as heavy:
        raise UnreadableFile(TOO_HEAVY) from heavy
    if book_kind(data, NOUN) is not BookKind.XLSX:
        raise UnreadableFile(NOT_XLSX)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if any(_DATA_PARTS.search(name) for name in names):
            raise UnreadableFile(DATA_LINKS)
        cells = sum(len(_CELL.findall(archive.read(name))) for name in names if _SHEET_PARTS.search(name))
    if cells > MOST_CELLS:
        raise UnreadableFile(TOO_MANY_CELLS)


def load_trusted(data: bytes) -> Workbook:
    """Return a workbook that was seen to be safe. Raises UnreadableFile for one that does not open."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a copy loses is said by `losses.py`, from the copy itself
            book = load_workbook(io.BytesIO(in_usual_form(data)), rich_text=True)
    # The library says no in as many ways as a part can be odd
    except Exception as odd:
        raise UnreadableFile(DAMAGED) from odd
    if not book.worksheets:
        raise UnreadableFile(NO_SHEET)
    if len(book.sheetnames) > MOST_SHEETS:
        raise UnreadableFile(TOO_MANY_SHEETS)
    return book
