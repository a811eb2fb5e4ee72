"""Boxes of forms that read what is typed as files are read: numbers, whole numbers and days.

What is nothing of the kind, or too big, has the words of each field; what may be read two ways says which.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms

from roriq_portal.formats.typed import EARLIEST, LATEST, Unread, read_day, read_money, read_number

Read = TypeVar("Read")


class TypedNumberField(forms.DecimalField):
    """A number as `read_number` has it."""

    reader = staticmethod(read_number)

    def to_python(self, value):
        if isinstance(value, str):
            value = _read(self, self.reader, value)
        return super().to_python(value)


class TypedMoneyField(TypedNumberField):
    """Dollars and cents as `read_money` has them."""

    reader = staticmethod(read_money)


class TypedWholeField(forms.IntegerField):
    """A whole number: « 1 234 » and « 12,0 » too."""

    def to_python(self, value):
        if isinstance(value, str):
            value = _read(self, read_number, value)
            if value is not None and value != value.to_integral_value():
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value if value is None else int(value))


class DayInput(forms.DateInput):
    """The one control of a day: the browser's own calendar, which offers and says the days that are taken."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None, first: date = EARLIEST, last: date = LATEST):
        days = {"min": first.isoformat(), "max": last.isoformat(), "title": f"{first.year}–{last.year}"}
        super().__init__({"class": "form-control", **days, **(attrs or {})}, format="%Y-%m-%d")


class TypedDayField(forms.DateField):
    """A day as `read_day` has it, from 1990 to 2100: one out of range makes a table unreadable."""

    widget: Any = DayInput
    default_error_messages = {
        "invalid": "Écrivez la date ainsi\xa0: 2026-05-19.",
        "too_far": f"Écrivez une date entre {EARLIEST.year} et {LATEST.year}.",
    }

    def to_python(self, value) -> date | None:
        return super().to_python(_read(self, read_day, value) if isinstance(value, str) else value)

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(self.error_messages["too_far"], code="too_far")


def _read(field: forms.Field, reader: Callable[[str], Read], text: str) -> Read | None:
    if not text.strip():
        return None
    try:
        return reader(text)
    except Unread as unread:
        words = {"invalid": field.error_messages["invalid"]}
        words["too_big"] = field.error_messages.get("max_digits", words["invalid"])
        words["decimals"] = field.error_messages.get("max_decimal_places", str(unread))
        raise forms.ValidationError(words.get(unread.code, str(unread)), code=unread.code) from unread


def field_key(words: str) -> str:
    """Return the name of the field that asks about words of a file: the same on every reading of it."""
    return "q" + hashlib.sha256(words.encode(errors="replace")).hexdigest()[:16]
