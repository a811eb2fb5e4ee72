"""The numbers of a portrait as cells of its tables. Pure."""

from decimal import Decimal

from network.portrait.change import Change
from network.portrait.totals.figures import Figure
from roriq_portal.files.spreadsheets import Cell, rate_cell
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.rates import round_ratio


def cell_of(figure: Figure) -> Cell:
    """Return a number as a file writes it: whole where it is, a rate with its decimals; a sign where there is none."""
    if figure.value is None:
        return None if figure.text == BLANK else figure.text
    if figure.is_rate:
        return rate_cell(figure.part, figure.whole, round_ratio(figure.part, figure.whole))
    return _whole(figure.number)


def change_cell(change: Change) -> Cell:
    """Return how a number moved as a file writes it: a number that adds up; the points of a rate, a break, in words."""
    return change.words if change.number is None else _whole(change.number)


def _whole(number: Decimal | None) -> Cell:
    return int(number) if number is not None and number == int(number) else number
