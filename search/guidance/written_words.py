"""Words of the files that people write: their spaces as a page prints them, and the anchors made of them."""

import re

from django.utils.text import slugify

# A space that a line must not break at: before these signs, after the first quotation mark
BEFORE_SIGN = re.compile(" (?=[:;!?»%$])|(?<=«) ")
BREAKS = str.maketrans({"’": " ", "'": " ", ".": " ", "œ": "oe", "Œ": "oe", "→": " ", "\u00a0": " "})


def spaced(text: str) -> str:
    """Return the text with the spaces of French that keep a sign and its word together."""
    return BEFORE_SIGN.sub("\u00a0", text)


def anchor_of(words: str) -> str:
    """Return the anchor of a heading or a word: its letters without accents, a hyphen between words."""
    return slugify(words.translate(BREAKS))
