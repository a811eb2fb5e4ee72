"""The letters that a paper draws: those of Source Sans 3, and of a Noto face for each other alphabet, and for signs.

The faces are files of the portal (decision 30): a paper is the same on each machine, whatever fonts are installed.
"""

import functools
import json
import unicodedata
from bisect import bisect

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

TEXT_FACES = ("fonts/source-sans-3-latin-wght-normal.woff2", "fonts/source-sans-3-latin-ext-wght-normal.woff2")
FOLDER = "fonts/noto"
TEXT_FAMILIES = ("Source Sans 3 Variable", "Source Sans 3 Extended")
STAND_IN = "*"  # for a sign that no face draws: a missing glyph fails PDF/UA
JOINERS = "\u200c\u200d"  # they say whether two letters of one word touch, in Persian or Hindi
# First and last code of the blocks of each face; what a face does not draw inside its blocks stays without one
BLOCKS = sorted(
    (first, last, name)
    for name, blocks in {
        "europe/letters": [(0x0100, 0x052F), (0x1C80, 0x1C8F), (0x1D00, 0x1FFF), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)],
        "europe/armenian": [(0x0530, 0x058F), (0xFB13, 0xFB17)],
        "europe/georgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)],
        "middle-east/hebrew": [(0x0590, 0x05FF), (0xFB1D, 0xFB4F)],
        "middle-east/arabic": [(0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFEFE)],
        "middle-east/syriac": [(0x0700, 0x074F)],
        "middle-east/thaana": [(0x0780, 0x07BF)],
        "africa/nko": [(0x07C0, 0x07FF)],
        "africa/ethiopic": [(0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB01, 0xAB2F)],
        "africa/tifinagh": [(0x2D30, 0x2D7F)],
        "africa/adlam": [(0x1E900, 0x1E95F)],
        "america/cherokee": [(0x13A0, 0x13FF), (0xAB70, 0xABBF)],
        "america/inuktitut": [(0x1400, 0x167F), (0x18B0, 0x18FF)],
        "south-asia/devanagari": [(0x0900, 0x097F), (0xA8E0, 0xA8FF)],
        "south-asia/bengali": [(0x0980, 0x09FF)],
        "south-asia/gurmukhi": [(0x0A00, 0x0A7F)],
        "south-asia/gujarati": [(0x0A80, 0x0AFF)],
        "south-asia/oriya": [(0x0B00, 0x0B7F)],
        "south-asia/tamil": [(0x0B80, 0x0BFF)],
        "south-asia/telugu": [(0x0C00, 0x0C7F)],
        "south-asia/kannada": [(0x0C80, 0x0CFF)],
        "south-asia/malayalam": [(0x0D00, 0x0D7F)],
        "south-asia/sinhala": [(0x0D80, 0x0DFF)],
        "south-asia/tibetan": [(0x0F00, 0x0FFF)],
        "southeast-asia/thai": [(0x0E00, 0x0E7F)],
        "southeast-asia/lao": [(0x0E80, 0x0EFF)],
        "southeast-asia/myanmar": [(0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)],
        "southeast-asia/khmer": [(0x1780, 0x17FF), (0x19E0, 0x19FF)],
        "east-asia/mongolian": [(0x1800, 0x18AF)],
        "east-asia/hangul": [(0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)],
        "east-asia/han": [
            (0x2E80, 0x312F), (0x3190, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
            (0x20000, 0x2FA1F),
        ],
        # No spaces: those of these blocks are printed as one that does not break
        "signs/punctuation": [(0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x218F)],
        "signs/mathematics": [(0x2190, 0x22FF), (0x27C0, 0x27FF), (0x2900, 0x297F)],
        "signs/marks": [(0x25A0, 0x27BF), (0x2B00, 0x2BFF)],
    }.items()
    for first, last in blocks
)  # fmt: skip


@functools.cache
def printed(character: str) -> str:
    """Return what stands for one character on paper: itself where a face draws it."""
    category = unicodedata.category(character)
    if character == "\n" or (category[0] != "C" and (ord(character) in _text_codes() or _face_of(character))):
        return character
    if category == "Zs":
        return "\u00a0"
    if category in {"Zl", "Zp"}:
        return "\n"
    if character in JOINERS:
        return character
    if category[0] == "C" or category == "Me":
        return " " if character == "\t" else ""
    return STAND_IN


def sheets_for(text: str) -> list[str]:
    """Return the rules of CSS that bring what a text needs beside Source Sans 3: a rule for each face, then their use.

    None where it needs none. Each face has a family of its own: WeasyPrint embeds one font for a family.
    """
    needed = _needed_by(text)
    if not needed:
        return []
    use = f"font-family: {', '.join(map(json.dumps, families_for(text)))};"
    return [*map(_rule, needed), f"html {{ {use} }} @page {{ @bottom-left {{ {use} }} }}"]


def families_for(text: str) -> list[str]:
    """Return the families that draw a text, in their order."""
    return [*TEXT_FAMILIES, *map(_family, _needed_by(text))]


def _needed_by(text: str) -> list[str]:
    return sorted({face for character in set(text) if ord(character) > 0xFF and (face := _needed(character))})


def _family(face: str) -> str:
    return f"Noto {face.rpartition('/')[2]}"


def _rule(face: str) -> str:
    return f'@font-face {{ font-family: "{_family(face)}"; src: url("{FOLDER}/{face}.woff2") format("woff2"); }}'


@functools.cache
def _needed(character: str) -> str:
    return "" if ord(character) in _text_codes() else _face_of(character)


def _face_of(character: str) -> str:
    """Return the face that draws a character, or nothing."""
    code = ord(character)
    place = bisect(BLOCKS, (code, 0x110000, ""))
    if not place:
        return ""
    _, last, face = BLOCKS[place - 1]
    return face if code <= last and code in _codes(f"{FOLDER}/{face}.woff2") else ""


@functools.cache
def _text_codes() -> frozenset[int]:
    return frozenset().union(*map(_codes, TEXT_FACES))


@functools.cache
def _codes(name: str) -> frozenset[int]:
    with TTFont(finders.find(name), lazy=True) as face:
        return frozenset(face.getBestCmap())
