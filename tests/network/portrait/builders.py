"""Filters, readers and records of a portrait, as tests need them."""

from datetime import date

from network.portrait.filters import Filters
from network.portrait.reader import Reader
from tests import factories

TODAY = date(2026, 11, 28)
YEAR = 2025


def reader_of(user, *, year=YEAR, today=TODAY, region=None, component=None, choices=None) -> Reader:
    return Reader(Filters(year, YEAR, today, component, region, choices or {}), user)


def inform(organism, day: date, people: int) -> None:
    """A séance d’information: one V1.01, so many V1.02."""
    factories.make_activity(organism, "Séance d’information", day=day, immigrants=people)
