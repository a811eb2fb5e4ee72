"""Files: the door where a register comes in; what it is is read from its bytes, never from its name."""

from pathlib import Path
from typing import BinaryIO

from services.registers.delimited import read_text
from services.registers.sheets import Sheet, UnreadableRegister
from services.registers.workbook import PROTECTED, read_workbook

MAX_BYTES = 10 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"RIFF": "une image ou un son",
    b"\x1f\x8b": "une archive",
    b"7z\xbc\xaf": "une archive",
    b"Rar!": "une archive",
    b"\x7fELF": "un programme",
    b"MZ": "un programme",
    b"{\\rtf": "un document de traitement de texte",
    b"<!DOCTYPE": "une page Web",
    b"<html": "une page Web",
    b"<?xml": "un document XML",
}


def read_register(
    source: str | Path | BinaryIO,
    *,
    max_bytes: int = MAX_BYTES,
    known_headers: frozenset[str] = frozenset(),
) -> Sheet:
    """Read a register, CSV or XLSX, and return its header and rows.

    At most max_bytes + 1 bytes are ever read. known_headers: folded names that people of the organism mapped
    by hand before. Refuses with UnreadableRegister, a French sentence, whatever is not a register.
    """
    data = _bytes_of(source, max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableRegister(
            f"Ce fichier dépasse {max_bytes // (1024 * 1024)} Mo. Partagez le registre en plusieurs fichiers."
        )
    if not data.strip():
        raise UnreadableRegister("Ce fichier est vide.")
    if data.startswith(_OLE):
        raise UnreadableRegister(PROTECTED)
    if data.startswith(_ZIP):
        return read_workbook(data, known_headers=known_headers)
    kind = next((kind for magic, kind in _OTHERS.items() if data.startswith(magic)), None)
    if kind is not None and not (data.startswith(b"MZ") and b"\0" not in data):
        raise UnreadableRegister(f"Ce fichier est {kind}, pas un registre. Envoyez un fichier CSV ou XLSX.")
    return read_text(data, known_headers=known_headers)


def _bytes_of(source: str | Path | BinaryIO, limit: int) -> bytes:
    if isinstance(source, str | Path):
        with open(source, "rb") as file:
            return file.read(limit)
    source.seek(0)
    return source.read(limit)
