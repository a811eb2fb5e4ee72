"""What people type or keep in files: numbers, money and days read, or refused in a sentence that says what was seen.

The only reader, for boxes of forms and cells of files. Each then asks what it must: whole, positive, in range.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import SPACE, format_number

LONGEST = 40
# No amount of the portal has as many dollars, and a longer one cannot be rounded to its cents
MOST_MONEY = 10**15
# A key of a row has nineteen digits at most; one of eighteen is surely one that a column takes
MOST_DIGITS = 18
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
SPREADSHEET_EPOCH = date(1899, 12, 30)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SPACES = re.compile(r"\s+")
_NO_BREAK = "\xa0\u202f"
_POWER = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?[eE]\+?([0-9]+)")
_PLAIN = re.compile(r"([0-9]+)(?:([.,])([0-9]+))?")
_SPACED = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:([.,])([0-9]+))?")
_QUOTED = re.compile(r"([0-9]{1,3}(?:'[0-9]{3})+)(?:([.,])([0-9]+))?")
_OTHER_WAY = (
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(\.)([0-9]+)"),
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(,)([0-9]+)"),
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){2,})()()"),
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){2,})()()"),
)
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_CURRENCY = re.compile(r"^(?:\$|CAD)\s*|\s*(?:\$\s*CAD?|\$|CAD)$", re.IGNORECASE)
_CREDIT = re.compile(r"\((.+)\)|(.+)-|(.+?)\s*CR", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:er)? ([^\W\d_]{3,9})\.? ([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2})")
_DAY_NUMBER = re.compile(r"[0-9]{5}")


class Unread(ValueError):
    """What was typed cannot be read; the message says what to write.

    code: `invalid` when it is nothing of the kind, `too_big` for what nobody takes, `decimals` past two of them in
    money, `unsure` when it may be read two ways, or is not written in figures.
    """

    def __init__(self, words: str, code: str = "unsure"):
        super().__init__(words)
        self.code = code


def read_number(text: str) -> Decimal:
    """Return the number: « 1 234,5 », « 1234.5 », « 1'234 », « −3 »; thousands that are grouped by three only.

    Raises Unread for a power of ten, for « 1.234 », which may be read two ways, and for what is no number.
    """
    bare = _bare(text)
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-")
    if power := _POWER.fullmatch(bare):
        raise _power(text, power)
    if _AMBIGUOUS.fullmatch(bare):
        thousands, decimals = bare.replace(".", SPACE), bare.replace(".", ",")
        raise Unread(f"{quoted(text)} peut se lire {thousands} ou {decimals}\xa0: écrivez l’un des deux.")
    parts = next(_parts(bare), None) if len(bare) <= LONGEST else None
    if parts is None:
        raise Unread(f"{quoted(text)} n’est pas un nombre. Écrivez-le en chiffres.", "invalid")
    whole, decimals = parts
    return sign * Decimal(f"{whole}.{decimals}" if decimals.strip("0") else whole) + 0


def read_money(text: str) -> Decimal:
    """Return dollars and cents: a number as `read_number` has it, with or without « $ » or « CAD ».

    A credit is negative: « −12,50 », « 12,50- », « (12,50) », « 12,50 CR ». Raises Unread past two decimals too.
    """
    bare = _CURRENCY.sub("", _bare(text)).strip()
    credit = _CREDIT.fullmatch(bare)
    inside = next(part for part in credit.groups() if part) if credit else bare
    try:
        amount = read_number(_CURRENCY.sub("", inside.strip()).strip())
    except Unread as unread:
        words = f"{quoted(text)} n’est pas un montant. Écrivez-le comme 1204,50."
        raise Unread(words, unread.code) if unread.code == "invalid" else unread from None
    if abs(amount) >= MOST_MONEY:
        raise Unread(f"{quoted(text)} est trop grand.", "too_big")
    if amount != round(amount, 2):
        words = f"{quoted(text)} a plus de deux décimales\xa0; pour des milliers, écrivez 1{SPACE}204."
        raise Unread(words, "decimals")
    return -abs(amount) if credit else amount


def read_digits(text: object, most: int = MOST_DIGITS) -> int | None:
    """Return the whole number of an address or a hidden box: plain digits, at most so many; None of anything else.

    Nobody typed it, so nobody is told: the page that does not understand it shows what it shows without.
    """
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= most else None


def understood(text: str, value: Decimal) -> str:
    """Return how an unusual writing was read, « 1'234 » as 1 234; nothing for what French writes so."""
    bare = _bare(text)
    is_usual = _PLAIN.fullmatch(bare.removeprefix("-")) or _SPACED.fullmatch(bare.removeprefix("-"))
    return "" if is_usual else f"{quoted(text)} est lu {format_number(value)}."


def read_day(text: str) -> date:
    """Return a day written 2026-05-19, 19/05/2026 or 19 mai 2026.

    Raises Unread, which says the day meant where it is known: a year of two digits, a month that comes first, the day
    number of a spreadsheet.
    """
    bare = _SPACES.sub(" ", text.strip())
    if match := _DAY_FIRST.fullmatch(bare):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(bare):
        year, month, day = map(int, match.groups())
    elif (match := _IN_WORDS.fullmatch(bare)) and (named := _month_named(match[2])):
        day, month, year = int(match[1]), named, int(match[3])
    else:
        raise _no_day(bare)
    if not 1 <= month <= 12:
        raise Unread(f"{quoted(text)}\xa0: il n’y a pas de mois {month}.{_month_first(day, month, year)}")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unread(f"{quoted(text)}\xa0: ce jour n’existe pas.") from None


def quoted(text: str) -> str:
    """Return what was typed between French quotation marks, on one line, cut, its unreadable signs replaced."""
    shown = "".join(sign if sign.isprintable() or sign in _NO_BREAK else "�" for sign in text[:LONGEST])
    return f"«\xa0{shown}{'…' if len(text) > LONGEST else ''}\xa0»"


def _bare(text: str) -> str:
    return _SPACES.sub(" ", text.strip()).replace("−", "-").replace("’", "'")


def _parts(bare: str) -> Iterator[tuple[str, str]]:
    for shape in (_PLAIN, _SPACED, _QUOTED, *_OTHER_WAY):
        if match := shape.fullmatch(bare):
            yield re.sub(r"\D", "", match[1]), match[3] or ""


def _power(text: str, match: re.Match[str]) -> Unread:
    whole, decimals, power = match.groups()
    if len(power) > 1 or len(whole) + int(power) > 9:
        return Unread(f"{quoted(text)} est trop grand, ou n’est pas écrit en chiffres.", "too_big")
    value = Decimal(f"{whole}.{decimals or 0}").scaleb(int(power))
    return Unread(f"{quoted(text)} vaut {format_number(value)}\xa0: écrivez-le en chiffres.")


def _month_named(word: str) -> int | None:
    """Return the month of its name or of its beginning: « mai », « sept », « Févr »; None when two begin so."""
    plain = word.casefold().replace("é", "e").replace("û", "u")
    months = [name.replace("é", "e").replace("û", "u") for name in MONTHS]
    numbers = [number for number, name in enumerate(months, start=1) if name.startswith(plain)]
    return numbers[0] if len(numbers) == 1 else None


def _month_first(day: int, month: int, year: int) -> str:
    try:
        return f" Si le mois vient d’abord, ce serait le {format_day(date(year, day, month))}."
    except ValueError:
        return ""


def _no_day(bare: str) -> Unread:
    if _SHORT_YEAR.fullmatch(bare):
        century = f"{bare[:-2]}20{bare[-2:]} ou {bare[:-2]}19{bare[-2:]}"
        return Unread(f"L’année de {quoted(bare)} n’a que deux chiffres. Dites le siècle\xa0: {century}.")
    if _DAY_NUMBER.fullmatch(bare):
        meant = format_day(SPREADSHEET_EPOCH + timedelta(days=int(bare))).replace(" ", SPACE)
        return Unread(f"{quoted(bare)} est un numéro de jour de tableur\xa0: ce serait le {meant}.")
    return Unread(f"{quoted(bare)} n’est pas une date. Écrivez JJ/MM/AAAA ou AAAA-MM-JJ.", "invalid")
