"""The days of each side by year, as a table that a page, a file and the network's other pages read. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.monitoring.filing_days.reading import ACCEPT, APPROVE, ENDORSE, FILE, Spent, Stage
from reporting.monitoring.filing_days.summary import StageDays, all_stages, stages_by
from roriq_portal.files.spreadsheets import Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import round_number
from roriq_portal.formats.phrases import counted

# What each side does, and the short words over its column
SIDES: dict[Stage, tuple[str, str]] = {
    FILE: ("Organisme", "Dépôt, autour de l’échéance"),
    ENDORSE: ("Organisme-pivot", "Endossement"),
    APPROVE: ("Réseau", "Approbation"),
    ACCEPT: ("Bailleur", "Acceptation"),
}
HEAD = ("Année", "Côté", "Étape", "Rapports", "Jours, médiane", "Jours, au plus", "Attendent encore", "Depuis, au plus")


@dataclass(frozen=True)
class Square:
    """« 12 j », « au plus 61 » and « 3 attendent encore, au plus 40 j » of one side in one year."""

    side: str
    act: str
    days: StageDays

    @property
    def words(self) -> str:
        return self.days.words

    @property
    def under(self) -> str:
        """How many reports the middle is of, and what it does not know."""
        parts = [counted(self.days.over, "rapport")] if self.days.over else []
        if self.days.waiting:
            verb = "attendent" if self.days.waiting > 1 else "attend"
            parts.append(f"{self.days.waiting} {verb} encore, au plus {self.days.waiting_longest}\u00a0j")
        return "\u00a0; ".join(parts)


@dataclass(frozen=True)
class YearLine:
    year: int
    words: str
    squares: tuple[Square, ...]


def year_lines(spent: Iterable[Spent], stages: Sequence[Stage]) -> list[YearLine]:
    """Return a line for each State year that has days of these stages, the latest first."""
    relevant = [row for row in spent if row.stage in stages]
    by_year = stages_by(lambda row: row.year, relevant)
    return [_line(year, by_year[year], stages) for year in sorted(by_year, reverse=True)]


def one_line(spent: Iterable[Spent], stages: Sequence[Stage]) -> tuple[Square, ...]:
    """Return the squares of all these days together."""
    summaries = all_stages(spent)
    return tuple(Square(*SIDES[stage], summaries[stage]) for stage in stages)


def _line(year: int, summaries: dict[Stage, StageDays], stages: Sequence[Stage]) -> YearLine:
    squares = tuple(Square(*SIDES[stage], summaries[stage]) for stage in stages)
    return YearLine(year, format_state_year(year), squares)


def days_table(lines: Iterable[YearLine]) -> Table:
    """Return one row for each year and side; days are numbers, blank where nothing is over."""
    rows = [_cells(line, square) for line in lines for square in line.squares]
    return Table("Délais", HEAD, rows)


def _cells(line: YearLine, square: Square) -> list:
    days = square.days
    middle = "" if days.middle is None else round_number(days.middle, 0 if days.middle.denominator == 1 else 1)
    longest = "" if days.longest is None else days.longest
    since = "" if days.waiting_longest is None else days.waiting_longest
    return [line.words, square.side, square.act, days.over, middle, longest, days.waiting, since]
