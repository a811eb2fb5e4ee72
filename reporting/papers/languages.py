"""In which languages a paper is: those of its form. Both are frozen, with the same figures; each is read alone."""

import json
from collections.abc import Callable

from reporting.models import TemplateVersion, Version
from roriq_portal.formats.language import ENGLISH, FRENCH, in_language, said
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.answer_format import format_answer
from services.models.declaration import AnswerState

Languages = tuple[str, ...]
# Between the two faces of one letter
BETWEEN = "\n\n* * *\n\n"
# By which word an address asks for a language: « ?langue=en »
ASKED = "langue"
FRENCH_ALONE: Languages = (FRENCH,)
OF_FORMS: dict[str, Languages] = {
    TemplateVersion.Language.FRENCH: FRENCH_ALONE,
    TemplateVersion.Language.BILINGUAL: (FRENCH, ENGLISH),
    TemplateVersion.Language.ENGLISH: (ENGLISH,),
}


def languages_of_form(version: TemplateVersion) -> Languages:
    """Return the languages in which a version of a form prints, the first one unless another is asked for."""
    return OF_FORMS[version.language]


def languages_of(content: dict) -> Languages:
    """Return the languages that a frozen content holds; French alone, before the portal printed in English."""
    return tuple(content.get("languages", FRENCH_ALONE))


def languages_of_version(version: Version) -> Languages:
    return languages_of(json.loads(version.content))


def mark_of(language: str) -> str:
    """Return what the name of a file in this language ends with: « -en », nothing in French."""
    return "" if language == FRENCH else f"-{language}"


def language_among(languages: Languages, asked: str) -> str:
    """Return the language that was asked for when there is a paper in it, else the first."""
    return asked if asked in languages else languages[0]


def in_each(languages: Languages, written: Callable[[str], str], between: str = BETWEEN) -> str:
    """Return what is written in each of these languages, one after the other."""
    words = []
    for language in languages:
        with in_language(language):
            words.append(written(language))
    return between.join(words)


def address_in(address: str, language: str, languages: Languages) -> str:
    """Return an address of a page or a file in this language; the first language of a report needs no word."""
    return address if language == languages[0] else f"{address}?{ASKED}={language}"


def with_english(content: dict, english: dict, languages: Languages) -> dict:
    """Return the content with, beside it, what its English words say otherwise. Of a French form, the content alone."""
    if languages == FRENCH_ALONE:
        return content
    other = {name: words for name, words in english.items() if words != content[name]}
    return {**content, "languages": list(languages), "english": other}


def content_in(content: dict, language: str) -> dict:
    """Return a frozen content as it reads in one of its languages."""
    return {**content, **content["english"]} if language == ENGLISH and "english" in content else content


def content_before(content: dict, language: str) -> dict:
    """Return the content of an older version to compare with: one that has no English says its figures again in it.

    Its texts and the names of its lines stay in French: only what moved is read there.
    """
    if language == FRENCH or "english" in content:
        return content_in(content, language)
    return {**content, "sections": [_figures_again(section) for section in content["sections"]]}


def _figures_again(value):
    if isinstance(value, list):
        return [_figures_again(item) for item in value]
    if not isinstance(value, dict):
        return value
    again = {name: _figures_again(item) for name, item in value.items()}
    return {**again, "text": text_again(value)} if {"text", "number"} <= value.keys() else again


def text_again(box: dict) -> str:
    """Return what a box says in the language of now: a number as it prints, a state, a mask or a blank by its word."""
    number, part, over = (decimal_or_none(box.get(name)) for name in ("number", "numerator", "denominator"))
    if number is None:
        return said(box["text"]) if box["text"] else ""
    state = AnswerState.VALUE if number else AnswerState.ZERO
    return format_answer(state, number if part is None else part, over, is_money=box["text"].endswith("$"))
