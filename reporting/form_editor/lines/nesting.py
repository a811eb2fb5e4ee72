"""Whether what records carry fits in the bands that a funder asks, and why not: band by band, in words."""

from dataclasses import dataclass

from reporting.engine.bands import lies_inside
from reporting.engine.form.spec import BandSpec, CategorySpec, FormSpec, LineSpec


@dataclass(frozen=True)
class Nesting:
    """`inside`: the categories that the band holds whole; `across`: those that it cuts."""

    band: BandSpec
    inside: list[str]
    across: list[str]

    @property
    def nests(self) -> bool:
        return not self.band.dimension or (bool(self.inside) and not self.across)


def nestings(line: LineSpec, form: FormSpec) -> list[Nesting]:
    """Return how each band of a line takes the categories of its axis, in the line's order."""
    ages = form.ages()
    rows = []
    for band in line.bands:
        own = [row for row in form.categories.values() if row.dimension == band.dimension]
        inside = [row for row in own if lies_inside(row.key, band, ages)]
        across = [row for row in own if row not in inside and _overlaps(row, band)]
        rows.append(Nesting(band, [row.words for row in inside], [row.words for row in across]))
    return rows


def cut_axes(line: LineSpec, form: FormSpec) -> list[str]:
    """Return, in words, the axes of a line that will be asked: one of their bands cuts a category."""
    cut = {nesting.band.dimension for nesting in nestings(line, form) if not nesting.nests}
    return [words for key, words in line.dimensions().items() if key in cut]


def _overlaps(category: CategorySpec, band: BandSpec) -> bool:
    if band.age_from is None or category.age_from is None:
        return False
    begins = band.age_to is None or category.age_from <= band.age_to
    return begins and (category.age_to is None or category.age_to >= band.age_from)
