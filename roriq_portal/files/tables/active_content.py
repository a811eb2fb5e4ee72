"""What a workbook carries beside its cells: macros, and links to other files. Named in a sentence, never run."""

import io
import re
import zipfile
import zlib

from roriq_portal.files.tables.cell_values import UnreadableFile

MACROS = (
    "Ce classeur contient des macros. Le portail n’en prend aucun\u00a0: enregistrez-le en XLSX, sans macros, puis "
    "téléversez-le de nouveau."
)
LINKS = (
    "Ce classeur va chercher des valeurs dans d’autres fichiers. Remplacez ces formules par leurs valeurs, rompez les "
    "liaisons, puis téléversez-le de nouveau."
)
_ZIP = b"PK\x03\x04"
_MACRO_PARTS = re.compile(r"(^|/)vbaProject\.bin$|^Basic/|^Scripts/|^xl/(macrosheets|activeX)/", re.IGNORECASE)
_LINK_PARTS = re.compile(r"^xl/externalLinks/", re.IGNORECASE)
# The names of streams and storages, as the directory of an old workbook writes them
_OLD_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR"))


def refuse_active_content(data: bytes) -> None:
    """Refuse (UnreadableFile) a workbook with macros, or with links to other files. Nothing is unpacked."""
    if not data.startswith(_ZIP):
        if any(name in data for name in _OLD_MACROS):
            raise UnreadableFile(MACROS)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError):
        return  # the reader says what is wrong with it
    if any(_MACRO_PARTS.search(name) for name in names):
        raise UnreadableFile(MACROS)
    if any(_LINK_PARTS.search(name) for name in names):
        raise UnreadableFile(LINKS)
