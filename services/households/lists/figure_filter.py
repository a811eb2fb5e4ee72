"""The households behind a figure: which ones it counts, and what the list says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from roriq_portal.formats.days import format_period
from roriq_portal.formats.typed import EARLIEST, LATEST
from services.counting.periods import Period
from services.households.totals import HouseholdScope, households_behind

SETTLING = ("V1.09", "V1.10", "V1.11")


@dataclass(frozen=True)
class FigureFilter:
    """A figure of one organism, as the address of the list names it; both days included."""

    code: str
    start: date
    end: date

    @property
    def words(self) -> str:
        return (
            f"Comptés à {self.code}, {format_period(self.start, self.end)}\u00a0; ceux qui sont effacés n’y sont plus."
        )

    def behind(self, organism_id: int) -> set[int]:
        """Return the households it counts. Two queries."""
        return set(households_behind(HouseholdScope(self.start, self.end, (organism_id,))).get(self.code, {}))


def figure_filter(params: Mapping[str, str]) -> FigureFilter | None:
    """Return the figure that an address names; None, which narrows nothing, when it is not whole or cuts a month."""
    code = params.get("indicateur", "")
    try:
        start, end = (date.fromisoformat(params.get(name, "")) for name in ("du", "au"))
    except ValueError:
        return None
    whole = EARLIEST <= start <= end <= LATEST and Period("", "", start, end).months
    return FigureFilter(code, start, end) if code in SETTLING and whole else None
