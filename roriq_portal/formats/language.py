"""In which language words are being written: French, the source, or English for whom a bilingual report is made.

`with in_language("en")`: every format and every sentence that passes through gettext is then English.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.template import Library
from django.utils import translation
from django.utils.translation import gettext

register = Library()
FRENCH, ENGLISH = "fr", "en"
# What pages and papers say of themselves to those who read them aloud
TAGS = {FRENCH: "fr-CA", ENGLISH: "en-CA"}


def is_english() -> bool:
    """Return whether what is written now is for somebody who reads English."""
    return translation.get_language() == ENGLISH


def current_language() -> str:
    return ENGLISH if is_english() else FRENCH


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Write in this language until the end of the block; in French, nothing is written otherwise than anywhere else."""
    with translation.override(ENGLISH if language == ENGLISH else settings.LANGUAGE_CODE):
        yield


def said(words: str, words_en: str = "") -> str:
    """Return the words of a form or of the vocabulary in the language that is written now.

    Each stands for the other where it is missing. A word of the vocabulary that has no English of its own is looked up
    in the catalogue; what is nobody's word there stays as it was typed.
    """
    if is_english():
        return words_en or (gettext(words) if words else "")
    return words or words_en


def language_of(words: str, words_en: str = "") -> str:
    """Return the language of what `said` returns: another than the current one where the words are missing in it."""
    if is_english():
        return ENGLISH if words_en or gettext(words) != words else FRENCH
    return FRENCH if words else ENGLISH


@register.filter
def language_tag(language: str) -> str:
    """Return « fr-CA » or « en-CA », for the attribute `lang`."""
    return TAGS.get(language, TAGS[FRENCH])


@register.filter
def translated(words: object) -> str:
    """Return a word of the portal in the language of now: the name of a state, of a kind."""
    return said(str(words))
