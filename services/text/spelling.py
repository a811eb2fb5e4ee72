"""Spelling: what makes two typed words the same, and what no cell may hold."""

import re
import unicodedata
from functools import lru_cache

from organisms.names import LONGEST_NAME, sort_name

_ARTICLES = {"mrc", "de", "du", "des", "d", "la", "le", "les", "l"}
_SAINTS = {"st": "saint", "ste": "sainte"}
# Controls but tab and ends of line, halves of surrogate pairs, and two signs that are none
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}")
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}(?!\d)")
_IDENTIFIER = re.compile(r"(?<!\d)\d(?:[ -]?\d){7,}(?!\d)|\b[A-Za-z]{4} ?\d{4} ?\d{4}\b")
_NOTHING = re.compile(r"(?!)")
_DATES = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b(?:19|20)\d{2} ?- ?(?:19|20)\d{2}\b")
# Each kind is looked for in what the ones before leave: a telephone number is no file number too.
_PERSONAL = (
    ("une adresse courriel", _EMAIL, _NOTHING),
    ("un numéro de téléphone", _PHONE, _NOTHING),
    ("un identifiant (numéro de dossier, d’assurance ou d’immigration)", _IDENTIFIER, _DATES),
)
# Whatever is looked for holds one of these: most notes need no closer look.
_PERSONAL_SIGN = re.compile(r"[@\d]")


def fold(text: str) -> str:
    """The letters and digits of the text, of every alphabet, without accents or case; "+" reads "plus".

    Only the first LONGEST_NAME characters count: no name is longer, and what is kept in memory stays small.
    """
    return _fold(text[:LONGEST_NAME])


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    plain = sort_name(text.replace("+", " plus "))
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain).split())


def place_key(text: str) -> str:
    """fold(), with St and Ste spelled out and « Ville de » or « Municipalité de » left out."""
    words = [_SAINTS.get(word, word) for word in fold(text).split()]
    if len(words) > 2 and words[0] in {"ville", "municipalite"} and words[1] in {"de", "d"}:
        words = words[2:]
    return " ".join(words)


def mrc_key(text: str) -> str:
    """place_key() without leading « MRC de la » and the like."""
    words = place_key(text).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def has_unreadable_character(text: str) -> bool:
    """True when the text holds a NUL, another control character or half of a surrogate pair."""
    return _UNREADABLE.search(text) is not None


def personal_data_in(text: str) -> str | None:
    """What kinds of personal data the free text seems to hold, in words; None when it seems to hold none."""
    if not _PERSONAL_SIGN.search(text):
        return None
    kinds = []
    for words, pattern, left_out in _PERSONAL:
        if pattern.search(left_out.sub("", text)):
            kinds.append(words)
            text = pattern.sub(" ", text)
    return " et ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds) or None


def warnings_in(text: str) -> list[str]:
    """Return a warning when a text seems to name or reach a person; it refuses nothing."""
    personal = personal_data_in(text)
    if not personal:
        return []
    return [f"Ce texte semble contenir {personal}\u00a0: retirez ce qui désigne une personne accompagnée."]


def quoted(text: str) -> str:
    """An excerpt of the text between French quotation marks."""
    return f"«\u00a0{excerpt(text)}\u00a0»"


def excerpt(text: str, length: int = 60) -> str:
    """The text as a message may quote it: one line, cut, controls and lone surrogates replaced."""
    clean = "".join("�" if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text[: length + 1])
    return clean if len(clean) <= length else clean[:length] + "…"
