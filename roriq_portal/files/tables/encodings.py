"""The letters of a text file: judged line by line, because people glue files of several origins."""

import codecs
import re
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from roriq_portal.files.tables.cell_values import UnreadableFile

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Each with the words that name it; of two that read as well, the first
_ONE_BYTE = {
    "cp1252": "",
    "mac_roman": "Ce fichier est écrit dans l’encodage des Macintosh (MacRoman). Ses accents sont lus ainsi.",
    "cp850": "Ce fichier est écrit dans l’encodage de MS-DOS (page 850). Ses accents sont lus ainsi.",
}
_SMALL = "àâäçéèêëîïôöùûüœÿñáíóúæ"
_CAPITALS = _SMALL.upper().replace("Ÿ", "") + "Ÿ"
_SIGNS = "«»“”–—…°€\u00a0\u202f·•²³½"
_BETWEEN_LETTERS = "’‘"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BROKEN_UTF8 = re.compile(r"[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u203a\u20ac]|â€")
_LINE_END = re.compile(rb"(\r\n|\n|\r)")
ODD_LINE = "Cette ligne n’est pas écrite dans le même encodage que les autres. Vérifiez ses accents."


@dataclass(frozen=True)
class DecodedText:
    """A text, the sentence that names an unusual encoding, and the lines, from 1, that had another one."""

    text: str
    words: str = ""
    odd_lines: frozenset[int] = frozenset()


def looks_garbled(text: str) -> bool:
    """Return whether a text was read in the wrong encoding at some time: « Ã© », or the sign of a lost letter."""
    return "\ufffd" in text or _BROKEN_UTF8.search(text) is not None


def decode(data: bytes) -> DecodedText:
    """Return the text of the bytes: by its byte order mark, else UTF-8, else the encoding that gives French letters.

    A line that is no UTF-8 in a file that is has its stray bytes read as Windows-1252, and is named. Refuses
    (UnreadableFile) bytes that no encoding makes text of.
    """
    if data.startswith(_UTF16_MARKS):
        return _without_marks(DecodedText(_strictly(data, "utf-16")))
    if b"\0" in data:
        raise UnreadableFile(
            "Ce fichier n’est pas un registre : il contient des octets qui ne sont pas du texte. "
            "Envoyez un fichier CSV ou XLSX."
        )
    try:
        return _without_marks(DecodedText(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _without_marks(_mixed(data) or _one_byte(data))


def _without_marks(decoded: DecodedText) -> DecodedText:
    """Files glued end to end carry a byte order mark inside: unseen, it makes « Date » another word."""
    return DecodedText(decoded.text.replace("\ufeff", ""), decoded.words, decoded.odd_lines)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(
            "L’encodage de ce fichier n’est pas reconnu. Enregistrez-le en « CSV UTF-8 » ou en XLSX."
        ) from None


def _mixed(data: bytes) -> DecodedText | None:
    """Return the text when some of its lines are UTF-8 beyond doubt: their letters of several bytes hold together."""
    pieces = _LINE_END.split(data)
    lines = pieces[::2]
    odd = {number: line for number, line in enumerate(lines, 1) if not _is_utf8(line)}
    if all(number in odd or line.isascii() for number, line in enumerate(lines, 1)):
        return None
    encoding = _best(_readings(b"\n".join(odd.values()))) or "cp1252"
    read = [_odd_line(line, encoding) if number in odd else line.decode() for number, line in enumerate(lines, 1)]
    ends = [end.decode() for end in pieces[1::2]]
    return DecodedText("".join(map("".join, zip_longest(read, ends, fillvalue=""))), "", frozenset(odd))


def _odd_line(line: bytes, encoding: str) -> str:
    """Read a line that is no UTF-8: a stray byte among letters that are, or the whole line in another encoding."""
    return max(line.decode("utf-8", f"stray-{encoding}"), line.decode(encoding, "replace"), key=_likeness)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _stray_bytes(encoding: str, problem: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 in another encoding, and the few bytes that it leaves undefined as a lost letter."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.end].decode(encoding, "replace"), problem.end


for _encoding in _ONE_BYTE:
    codecs.register_error(f"stray-{_encoding}", partial(_stray_bytes, _encoding))


def _one_byte(data: bytes) -> DecodedText:
    read = _readings(data)
    best = _best(read)
    return DecodedText(read[best], _ONE_BYTE[best]) if best else DecodedText(_strictly(data, "cp1252"))


def _readings(data: bytes) -> dict[str, str]:
    return {encoding: text for encoding in _ONE_BYTE if (text := _text_of(data, encoding)) is not None}


def _best(read: dict[str, str]) -> str:
    """Return the encoding whose text looks most like French; none when another than Windows' does so by half only."""
    likeness = {encoding: _likeness(text) for encoding, text in read.items()}
    best = max(likeness, key=lambda encoding: likeness[encoding])
    signs = sum(1 for _ in _NOT_ASCII.finditer(read[best]))
    return best if best == "cp1252" or likeness[best] * 2 > signs else ""


def _text_of(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likeness(text: str) -> int:
    """Return how many signs stand where French puts them, less those that do not."""
    return sum(1 if _is_french(text, match.start()) else -1 for match in _NOT_ASCII.finditer(text))


def _is_french(text: str, place: int) -> bool:
    sign, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if sign in _SMALL:
        return not before.isupper() or not after.isupper()
    if sign in _CAPITALS:
        return not before.islower()
    if sign in _BETWEEN_LETTERS:
        return before.isalpha() and after.isalpha()
    return sign in _SIGNS and not (before.isalpha() and after.isalpha())
