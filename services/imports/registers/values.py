"""Values: one cell read as a day, a number or a component, or refused in a sentence."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from roriq_portal.files.table_reader import Cell
from roriq_portal.formats import typed
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import SPACE, round_number
from roriq_portal.formats.typed import Unread as Refused
from services.text.spelling import excerpt, quoted

LARGEST = 1_000_000
FIRST_YEAR = 1990
# No day or number is longer. A register says the same few words in thousands of cells: a short one is read once.
SHORT_CELL = 80
_COMPONENT = re.compile(r"(?:volet\s*)?([0-9]+)(?:[.,]0)?(?:\s*[-–—:.]\s*\S.*)?", re.IGNORECASE | re.DOTALL)


def french_day(day: date) -> str:
    """The day in words, its spaces unbreakable: 1er avril 2024."""
    return format_day(day).replace(" ", SPACE)


def shown(value: Cell) -> str:
    """The cell as text, numbers in the French way."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return value.isoformat() if isinstance(value, date) else value


def read_day(value: Cell, *, today: date) -> date:
    """A day written JJ/MM/AAAA or AAAA-MM-JJ, or a date cell, from 1990 to today."""
    day = value if isinstance(value, date) else _typed_day(shown(value).strip()[:SHORT_CELL])
    if day.year < FIRST_YEAR:
        raise Refused(f"Le {french_day(day)} est avant {FIRST_YEAR}. Vérifiez l’année.")
    if day > today:
        raise Refused(f"Le {french_day(day)} est dans le futur. Une activité s’inscrit une fois réalisée.")
    return day


@lru_cache(maxsize=8192)
def _typed_day(text: str) -> date:
    if not text:
        raise Refused("Il manque le jour de l’activité.")
    return typed.read_day(text)


def read_number(value: Cell, *, decimal_allowed: bool = False) -> Decimal | None:
    """A number from 0 to 1 000 000, None for an empty cell; whole unless decimals (hours) are allowed."""
    is_short_text = isinstance(value, str) and len(value) <= SHORT_CELL
    return (_remembered_number if is_short_text else _number)(value, decimal_allowed)


def _number(value: Cell, decimal_allowed: bool) -> Decimal | None:
    if isinstance(value, date):
        raise Refused(f"Une date ({value.isoformat()}) se trouve où un nombre est attendu.")
    text = shown(value).strip()
    if not text:
        return None
    number = value if isinstance(value, Decimal) else _typed_number(text)
    if not number.is_finite():
        raise Refused(f"{quoted(text)} n’est pas un nombre.")
    if number < 0:
        raise Refused(f"{quoted(text)} est négatif. Un nombre commence à 0.")
    if number > LARGEST:
        raise Refused(f"{quoted(text)} dépasse 1\u00a0000\u00a0000. Vérifiez ce nombre.")
    if number == number.to_integral_value():
        return round_number(number)
    if not decimal_allowed:
        raise Refused(f"{quoted(text)}\u00a0: un nombre entier est attendu, sauf pour des heures.")
    if number != round(number, 2):
        raise Refused(f"{quoted(text)}\u00a0: deux décimales au plus.")
    return number


def _typed_number(text: str) -> Decimal:
    try:
        return typed.read_number(text)
    except Refused as refusal:
        if refusal.code != "too_big":
            raise
        raise Refused(f"{quoted(text)} dépasse 1\u00a0000\u00a0000 ou n’est pas écrit en chiffres.") from None


_remembered_number = lru_cache(maxsize=8192)(_number)


def read_component(value: Cell) -> int | None:
    """A component written 4, Volet 4 or « 4 – Accueil »; None for an empty cell."""
    text = shown(value).strip()
    if not text:
        return None
    match = _COMPONENT.fullmatch(text) if len(text) <= 200 else None
    if match is None:
        raise Refused(f"{quoted(text)} n’est pas un volet. Écrivez un chiffre de 1 à 5.")
    if not (len(match[1]) == 1 and "1" <= match[1] <= "5"):
        raise Refused(f"Il n’y a pas de volet {excerpt(match[1], 12)}\u00a0: les volets vont de 1 à 5.")
    return int(match[1])
