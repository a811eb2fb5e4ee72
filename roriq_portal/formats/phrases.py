"""French around a name or a number: « d’Ana », « aux Escoumins », « 0 jour », « 2 jours ».

A person and a place stand right after « de » and « à ». All other names (organisms, funders, partners, budget lines,
files) stand after a common noun that bears the article: « de l’organisme Le Filon », « du bailleur Fondation Alpha ».

In English names take no article and no elision: the preposition is the sentence's own, and these return the name.
"""

import re
import unicodedata
from collections.abc import Iterable, Sized
from decimal import Decimal

from django.template import Library
from django.utils.translation import gettext

from roriq_portal.formats.language import is_english
from roriq_portal.formats.numbers import BLANK, SPACE, format_number, unit_for

register = Library()
VOWELS = "aeiou"
# First names whose h is mute; before any other h nothing is elided: « de Hassan », « de Hoang »
MUTE_H = ("hector", "helen", "henri", "hermine", "herve", "hilaire", "hippolyte", "honor", "hortense", "hubert", "hugo")
STRAIGHT = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# A line end inside a paragraph; it stays before an item of a list: « - », « • », « 2. »
SOFT_END = re.compile(r"(?<=\S)\n(?=\S)(?!(?:[-–•*]|\d{1,2}[.)])\s)")
ARTICLES = {"le ": ("du ", "au "), "les ": ("des ", "aux ")}


def of_person(name: str) -> str:
    """Return « d’Ana Roy », « d’Hélène », « d’Yves », « de Yasmine », « de Le Thi Hoa »."""
    if is_english():
        return name
    return f"d’{name}" if _begins_with_vowel(name) else f"de {name}"


def of_period(words: str) -> str:
    """Return « de 2024-2025 », « d’avril à septembre 2024 », « du 1er mai 2024 au 3 juin 2024 »."""
    return f"du {words}" if " au " in words and not is_english() else of_person(words)


def of_periods(periods: Iterable[str]) -> str:
    """Return « de 2024-2025 et d’avril à septembre 2024 », each period once."""
    return f" {gettext('et')} ".join(dict.fromkeys(map(of_period, periods)))


def for_period(words: str) -> str:
    """Return « pour 2024-2025 », « pour la période du 1er mai 2024 au 3 juin 2024 »."""
    return f"pour la période du {words}" if " au " in words else f"pour {words}"


def of_place(name: str) -> str:
    """Return « de Laval », « d’Alma », « du Bic », « des Escoumins », « de La Pocatière »."""
    article, rest = _article(name)
    return f"{ARTICLES[article][0]}{rest}" if article else of_person(name)


def to_place(name: str) -> str:
    """Return « à Laval », « à Alma », « au Bic », « aux Escoumins »."""
    article, rest = _article(name)
    return f"{ARTICLES[article][1]}{rest}" if article else f"à {name}"


def agree(number: Decimal | int | None, singular: str, plural: str = "") -> str:
    """Return the word that agrees with a number: the singular for 0, 1 and 1,5, the plural for none.

    Without a plural, « s » is added. In English, each of the two is looked up in the catalogue.
    """
    word = unit_for(number, singular, plural or f"{singular}s")
    return gettext(word) if is_english() else word


def counted(number: Decimal | int, singular: str, plural: str = "") -> str:
    """Return « 0 jour », « 1 jour », « 1 204 jours », with a no-break space."""
    return f"{format_number(number)}{SPACE}{agree(number, singular, plural)}"


def and_others(named: Iterable[object], others: int) -> str:
    """Return « A, B », « A, B et 1 autre », « A, B et 12 autres »: the names, and how many are not named."""
    words = ", ".join(map(str, named))
    return f"{words} et {counted(others, 'autre')}" if others > 0 else words


def capital(words: str) -> str:
    """Return the words as they open a sentence; an acronym keeps its capitals."""
    return words[:1].upper() + words[1:]


def colon() -> str:
    """Return what stands between a name and what is said of it: « \u00a0: », « : » in English."""
    return ": " if is_english() else f"{SPACE}: "


def quoted(words: str) -> str:
    """Return the words in the quotation marks of the language: « ainsi », “so”."""
    return f"“{words}”" if is_english() else f"«{SPACE}{words}{SPACE}»"


@register.filter(name="of_person")
def of_person_filter(person: object) -> str:
    return of_person(str(person))


@register.filter(name="of_period")
def of_period_filter(words: object) -> str:
    return of_period(str(words))


@register.filter(name="counted")
def counted_filter(value: Decimal | int | Sized | None, words: str) -> str:
    """`{{ rows|counted:"organisme membre,organismes membres" }}`: a list counts its rows; nothing is « – jours »."""
    singular, _, plural = words.partition(",")
    number = _number(value)
    return f"{BLANK}{SPACE}{plural or singular + 's'}" if number is None else counted(number, singular, plural)


@register.filter(name="agree")
def agree_filter(value: Decimal | int | Sized | None, words: str = ",s") -> str:
    """`déposé{{ n|agree }}`, `{{ n|agree:"reçoit,reçoivent" }}`: only the word or its end."""
    singular, _, plural = words.partition(",")
    return agree(_number(value), singular, plural)


@register.filter
def reflowed(words: object) -> str:
    """`{{ text|reflowed|linebreaks }}`: a line end that was typed or pasted is a space; a blank line parts."""
    return SOFT_END.sub(" ", "\n".join(line.strip() for line in str(words).splitlines()))


@register.filter(is_safe=True)
def typographic(words: object) -> str:
    """`{{ error|typographic }}`: libraries write their refusals with straight apostrophes."""
    return STRAIGHT.sub("’", str(words))


def _number(value: Decimal | int | Sized | None) -> Decimal | int | None:
    return len(value) if isinstance(value, Sized) else value


def _article(name: str) -> tuple[str, str]:
    article = next((article for article in ARTICLES if name.casefold().startswith(article)), "")
    return article, name[len(article) :]


def _begins_with_vowel(name: str) -> bool:
    """True where « de » is elided: a vowel, a mute h, a y before a consonant (Yves, not Yasmine)."""
    letters = "".join(sign for sign in unicodedata.normalize("NFD", name.casefold()) if sign.isalpha())
    letters = letters.replace("œ", "oe").replace("æ", "ae")
    if letters.startswith("y"):
        return letters[1:2] not in (*VOWELS, "y", "")
    return letters[:1] in (*VOWELS,) or letters.startswith(MUTE_H)
