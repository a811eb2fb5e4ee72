"""The fiscal year of the State, 1 April to 31 March, known by the year it begins in: 2024 is « 2024-2025 »."""

from datetime import date

APRIL = 4


def state_year_of(day: date) -> int:
    """Return the year that holds the day: 2024 for 31 March 2025, 2025 for 1 April 2025."""
    return day.year if day.month >= APRIL else day.year - 1


def state_year_start(year: int) -> date:
    """Return its 1 April; that of the next year is the day after its last."""
    return date(year, APRIL, 1)


def state_year_end(year: int) -> date:
    """Return its last day, 31 March."""
    return date(year + 1, APRIL - 1, 31)


def format_state_year(year: int) -> str:
    """Return « 2024-2025 »."""
    return f"{year}-{year + 1}"
