"""The filters of a list in words: what is on, each with the address that takes it away, and two days in their order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseForm, BoundField, Form

from roriq_portal.edits.marked_forms import in_words
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted
from roriq_portal.lists.address import ARRANGED, Asked

LONGEST_WORDS = 60


@dataclass(frozen=True)
class Chip:
    """A filter that is on: its words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True)
class Filters:
    """`first` always stand open, `more` are folded; `kept`: the choices that sending the filters leaves as they are."""

    first: list[BoundField]
    more: list[BoundField]
    is_open: bool
    hidden: list[tuple[str, str]]
    chips: list[Chip]
    clear_url: str

    @property
    def count_words(self) -> str:
        return counted(len(self.chips), "filtre")


class DaysInOrderForm(Form):
    """A form with the days « du » and « au »: refuses them reversed, in words beside the second."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            label, day = self["du"].label, format_day(data["du"])
            words = f"Ce jour vient avant «\u00a0{label}\u00a0»\u00a0: choisissez le {day} ou après."
            self.add_error("au", words)
        return data


def read_filters(form: BaseForm, asked: Asked, hidden: tuple[str, ...] = ()) -> Filters:
    """Return the filters of a list as its page shows them. `kept`: choices of the address that no box shows."""
    fields = [field for field in form if not field.is_hidden]
    more = list(getattr(form, "more", ()))
    folded = {field.name for field in more}
    arranged = asked.chosen(*ARRANGED)
    return Filters(
        first=[field for field in fields if field.name not in folded],
        more=more,
        is_open=any(field.errors for field in more),
        hidden=[*arranged, *asked.chosen(*hidden)],
        chips=[_chip(field, asked) for field in fields if is_on(field, asked)],
        clear_url=asked.url(without={name for name, _ in asked.pairs} - set(ARRANGED)),
    )


def is_on(field: BoundField, asked: Asked) -> bool:
    """A filter is on when it is chosen and reads."""
    return not field.errors and bool(asked.chosen(field.html_name))


def _chip(field: BoundField, asked: Asked) -> Chip:
    words = f"{field.label}\u00a0: {_words(field)}"
    cut = f"{words[:LONGEST_WORDS]}…" if len(words) > LONGEST_WORDS else words
    return Chip(cut, asked.url(without=[field.html_name]))


def _words(field: BoundField) -> str:
    value: Any = getattr(field.form, "cleaned_data", {}).get(field.name)
    return format_day(value) if isinstance(value, date) else in_words(field, field.value())
