"""The funnel of a year's reports on a day, beside the year before on the same day a year earlier. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from network.portrait.sections.filing.reading import Filed
from network.portrait.sections.filing.ways import Issued, Reached, Way, counted
from reporting.monitoring.filing_days.reading import ACCEPT, APPROVE, ENDORSE, FILE, Stage
from reporting.monitoring.filing_days.summary import StageDays, all_stages
from roriq_portal.formats.days import year_before


@dataclass(frozen=True)
class Known:
    """A step in words, and what ends it. `is_dated`: the day when a report came so far is kept."""

    words: str
    stage: Stage | None = None
    is_dated: bool = True


ANNUAL: dict[IntEnum, Known] = {
    Reached.ASKED: Known("Attendus"),
    Reached.BEGUN: Known("Commencés", is_dated=False),
    Reached.READY: Known("Prêts à attester"),
    Reached.FILED: Known("Attestés et déposés", FILE),
    Reached.ENDORSED: Known("Endossés", ENDORSE),
    Reached.APPROVED: Known("Approuvés", APPROVE),
    Reached.CONSOLIDATED: Known("Consolidés"),
}
FUNDERS: dict[IntEnum, Known] = {
    Issued.DUE: Known("Dus"),
    Issued.BEGUN: Known("Commencés", is_dated=False),
    Issued.ISSUED: Known("Transmis", FILE),
    Issued.ACCEPTED: Known("Acceptés", ACCEPT),
}
SIDES = {FILE: "", ENDORSE: "chez l’organisme-pivot", APPROVE: "au réseau", ACCEPT: "chez les bailleurs"}


@dataclass(frozen=True)
class FunnelStep:
    """How many came this far or further, and on the same day a year earlier of the year before (None: not kept).

    `days`: what the side that ends this step took, None of a step that no side is waited for.
    """

    words: str
    count: int
    before: int | None
    days: StageDays | None = None

    @property
    def side(self) -> str:
        return SIDES[self.days.stage] if self.days else ""


@dataclass(frozen=True)
class Funnel:
    title: str
    steps: tuple[FunnelStep, ...]

    @property
    def asked(self) -> int:
        return self.steps[0].count


@dataclass(frozen=True)
class FilingFigures:
    """`annual`: of the network's reports; `funders`: of what funders ask; `day`: on which they are counted."""

    annual: Funnel
    funders: Funnel
    day: date

    @property
    def same_day(self) -> date:
        return year_before(self.day)

    @property
    def slowest(self) -> FunnelStep | None:
        """The step for which a side other than the organism is waited longest; None where nothing was decided yet."""
        decided = [
            step for funnel in (self.annual, self.funders) for step in funnel.steps if step.side and _middle(step)
        ]
        return max(decided, key=_middle, default=None)


def _middle(step: FunnelStep):
    return step.days.middle if step.days and step.days.middle else 0


def filing_figures(filed: Filed, year: int, day: date) -> FilingFigures:
    """Return both funnels of a State year, as they stood on a day."""
    annual, funders = all_stages(filed.annual_days), all_stages(filed.funder_days)
    return FilingFigures(
        _funnel("Rapports annuels", _compared(filed.annual, Way.reached, year, day), ANNUAL, annual),
        _funnel("Rapports aux bailleurs", _compared(filed.funders, Way.issued, year, day), FUNDERS, funders),
        day,
    )


def _compared(
    ways: Iterable[Way], reached: Callable[[Way, date], IntEnum], year: int, day: date
) -> tuple[list[IntEnum], list[IntEnum]]:
    """Return how far the reports of a year had come on a day, and those of the year before on the same day."""
    earlier, known = year_before(day), list(ways)
    now = [reached(way, day) for way in known if way.year == year and way.is_asked(day)]
    return now, [reached(way, earlier) for way in known if way.year == year - 1 and way.is_asked(earlier)]


def _funnel(
    title: str,
    compared: tuple[list[IntEnum], list[IntEnum]],
    steps: Mapping[IntEnum, Known],
    days: Mapping[Stage, StageDays],
) -> Funnel:
    now, before = (counted(reached, steps) for reached in compared)
    return Funnel(
        title,
        tuple(
            FunnelStep(
                step.words,
                now[rank],
                before[rank] if step.is_dated and compared[1] else None,
                days[step.stage] if step.stage else None,
            )
            for rank, step in steps.items()
        ),
    )
