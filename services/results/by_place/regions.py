"""The seventeen regions side by side: what the organisms of each did, and what was done in each, by whomever."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from organisms.models import Indicator, Region
from roriq_portal.files.spreadsheets import Table
from services.counting.activity_totals import Result
from services.counting.periods import Period
from services.masking.tables import ALL
from services.results.by_place.crossed import INSIDE, NOWHERE, CrossedTotals, read_crossed_totals
from services.results.by_place.mrc_figures import NOTES, PlaceLine, cell_of, line_of, named_indicators
from services.results.by_place.senses import Sense
from services.results.masked_totals import MaskedTotals

HEAD = ("Code", "Indicateur", "Unité", "Région")
WITHOUT_PLACE = "Sans lieu"


@dataclass(frozen=True)
class RegionLine:
    """One region in both senses; `place` None in the row of records without a place is no region's own work."""

    words: str
    home: PlaceLine
    place: PlaceLine
    code: str = ""
    note: str = ""


@dataclass(frozen=True)
class RegionFigures:
    """One indicator over the period; the lines of `home` add up to the total, and so do those of `place`."""

    indicator: Indicator
    words: str
    lines: list[RegionLine]
    total: RegionLine

    @property
    def texts(self) -> list[str]:
        return [half.text for line in (*self.lines, self.total) for half in (line.home, line.place)]


def figures_by_region(period: Period) -> list[RegionFigures]:
    """Return, for each indicator that records count, its figure by region in both senses. Four queries.

    They are masked with every page of results of that year.
    """
    totals, homes = read_crossed_totals(period)
    regions = list(Region.objects.order_by("code"))
    whole = homes.of(None)
    return [_figures(*named, regions, totals, homes, whole) for named in named_indicators(totals.by_code)]


def _figures(
    indicator: Indicator,
    words: str,
    regions: list[Region],
    totals: CrossedTotals,
    homes: MaskedTotals,
    whole: Mapping[str, Result],
) -> RegionFigures:
    code = indicator.code

    def home(region_id: int | None) -> PlaceLine:
        result = (whole if region_id is None else homes.by_region.get(region_id, {})).get(code)
        return line_of("", result.value if result else None, is_hidden=homes.hides(code, region_id))

    def placed(cell: tuple) -> PlaceLine:
        return line_of("", totals.value(code, cell), is_hidden=totals.hides(code, cell))

    lines = [RegionLine(region.name, home(region.pk), placed((INSIDE, region.pk)), region.code) for region in regions]
    nobody = PlaceLine("", "", None)
    lines.append(RegionLine(WITHOUT_PLACE, nobody, placed((NOWHERE, ALL)), note=NOTES[WITHOUT_PLACE]))
    total = home(None)
    return RegionFigures(indicator, words, lines, RegionLine("Total", total, total))


def region_table(figures: Iterable[RegionFigures], period: Period) -> Table:
    """Return every indicator by region, one row each, its total last."""
    rows = [
        (
            each.indicator.code,
            each.words,
            each.indicator.unit_plural,
            line.words,
            cell_of(line.home),
            cell_of(line.place),
        )
        for each in figures
        for line in (*each.lines, each.total)
    ]
    return Table("Résultats par région", (*HEAD, *(f"{sense.label}, {period.words}" for sense in Sense)), rows)
