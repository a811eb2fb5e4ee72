"""The bands of a funder filled from recorded categories: pure arithmetic, never a guess."""

from collections.abc import Iterable, Mapping

from reporting.engine.form.spec import BandSpec, CategorySpec

Ages = Mapping[str, tuple[int, int | None]]


def fill_bands(recorded: Mapping[str, int], bands: Iterable[BandSpec], ages: Ages) -> dict[str, int] | None:
    """Return the number of each band, or None when a recorded category does not lie inside exactly one band.

    `recorded`: category key → number, of one dimension; zeros are no obstacle. Nothing recorded fills nothing: {}.
    """
    bands = list(bands)
    filled = dict.fromkeys((band.key for band in bands), 0) if recorded else {}
    for category, number in recorded.items():
        around = [band.key for band in bands if lies_inside(category, band, ages)]
        if number and len(around) != 1:
            return None
        if number:
            filled[around[0]] += number
    return filled


def lies_inside(category: str, band: BandSpec, ages: Ages) -> bool:
    """Whether a category nests in a band: the band lists it, or its ages lie between the band's."""
    if category in band.categories:
        return True
    if band.age_from is None or category not in ages:
        return False
    youngest, oldest = ages[category]
    if youngest < band.age_from:
        return False
    return band.age_to is None or (oldest is not None and oldest <= band.age_to)


def own_category(band: BandSpec, categories: Iterable[CategorySpec]) -> CategorySpec | None:
    """Return the category with the very bounds or content of the band; None when there is none."""
    for category in categories:
        if category.dimension != band.dimension:
            continue
        same_ages = (category.age_from, category.age_to) == (band.age_from, band.age_to)
        if same_ages if band.age_from is not None else band.categories == {category.key}:
            return category
    return None


def unbroken(total: int, filled: Mapping[str, int]) -> int:
    """Return how many of the total no band holds (« non ventilé »); never below zero."""
    return max(0, total - sum(filled.values()))
