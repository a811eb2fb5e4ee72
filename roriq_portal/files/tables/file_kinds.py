"""What a file is, by its bytes: text, one of the workbooks we read, or what it is called and what to do."""

from enum import Enum

from roriq_portal.files.tables.cell_values import AnotherKind, UnreadableFile


class FileKind(Enum):
    """TEXT: a CSV; XLS: an old workbook of Excel; ZIP: what the archive holds says the rest."""

    TEXT = "text"
    XLS = "xls"
    ZIP = "zip"


PROTECTED = (
    "Ce classeur est protégé par un mot de passe. "
    "Ouvrez-le dans votre tableur, retirez le mot de passe, puis enregistrez-le en XLSX."
)
WEB_PAGE = (
    "Ce fichier est une page Web, pas un classeur, même si son nom finit par .xls ou .csv\u00a0: des applications en "
    "exportent ainsi. Ouvrez-le dans votre tableur, puis enregistrez-le en XLSX."
)
XML_BOOK = "Ce fichier est un classeur XML de 2003. Ouvrez-le dans votre tableur, puis enregistrez-le en XLSX."
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# The first bytes → what the file is
_BINARIES = {
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
    b"SQLite format 3": "une base de données",
    b"bplist": "une liste de propriétés d’Apple",
}
# The first signs, in small letters, once spaces and byte order marks are left out
_TEXTS = {
    b"mime-version:": WEB_PAGE,
    b"id;p": "Ce fichier est un classeur SYLK (.slk). Ouvrez-le dans votre tableur, puis enregistrez-le en XLSX.",
    b"table\r\n0,1": "Ce fichier est un tableau DIF. Ouvrez-le dans votre tableur, puis enregistrez-le en XLSX.",
    b"begin:v": "Ce fichier est un agenda ou un carnet d’adresses, pas un tableau. Envoyez un fichier CSV ou XLSX.",
    b"{": "Ce fichier est du JSON, pas un tableau. Envoyez un fichier CSV ou XLSX.",
    b"[{": "Ce fichier est du JSON, pas un tableau. Envoyez un fichier CSV ou XLSX.",
}
# Names of the streams inside, as the directory of such a file writes them
_STREAMS = {"EncryptedPackage": PROTECTED, "WordDocument": "un document Word", "PowerPoint Document": "un PowerPoint"}
_ENOUGH = 4096


def kind_of(data: bytes, *, max_bytes: int, noun: str) -> FileKind:
    """Return what the bytes are. Refuses (UnreadableFile) an empty file, one too big, and by its name any other."""
    if len(data) > max_bytes:
        raise UnreadableFile(
            f"Ce fichier dépasse {max_bytes // (1024 * 1024)} Mo. Partagez le {noun} en plusieurs fichiers."
        )
    if not data.strip():
        raise UnreadableFile("Ce fichier est vide.")
    if data.startswith(_OLE):
        return _old_office(data, noun)
    if data.startswith(_ZIP):
        return FileKind.ZIP
    kind = next((kind for magic, kind in _BINARIES.items() if data.startswith(magic)), None)
    if kind is not None and not (data.startswith(b"MZ") and b"\0" not in data):
        raise another_kind(kind, noun)
    _refuse_other_text(_first_signs(data), noun)
    return FileKind.TEXT


def another_kind(kind: str, noun: str) -> AnotherKind:
    """Return the refusal of a file by what it is, as « un PDF »."""
    return AnotherKind(kind, f"Ce fichier est {kind}, pas un {noun}. Envoyez un fichier CSV ou XLSX.")


def _first_signs(data: bytes) -> bytes:
    """The first signs in small letters, without what hides them from the eye."""
    head = data[:_ENOUGH]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip(b" \t\r\n\xef\xbb\xbf").lower()


def _old_office(data: bytes, noun: str) -> FileKind:
    for stream, words in _STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise UnreadableFile(words) if words == PROTECTED else another_kind(words, noun)
    return FileKind.XLS


def _refuse_other_text(head: bytes, noun: str) -> None:
    refusal = next((words for start, words in _TEXTS.items() if head.startswith(start)), None)
    if refusal:
        raise UnreadableFile(refusal)
    if not head.startswith(b"<"):
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and not head.startswith(b"<html"):
        raise UnreadableFile(XML_BOOK)
    is_page = any(sign in head for sign in (b"<html", b"<!doctype html", b"<table", b"<body", b"<meta", b"<div"))
    raise UnreadableFile(WEB_PAGE) if is_page else another_kind("un document XML", noun)
