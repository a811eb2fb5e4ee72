"""The names of the agreements, MRCs and regions that lines stop at."""

from collections.abc import Iterable

from agreements.models import Agreement
from organisms.models import Mrc, Region
from reporting.monitoring.burden.ideas import AskedLine


def place_names(lines: Iterable[AskedLine]) -> dict[str, dict[int, str]]:
    """Return kind → id → name of what the lines name; three queries, none of a kind that no line names."""
    agreements: set[int] = set()
    mrcs: set[int] = set()
    regions: set[int] = set()
    for asked in lines:
        agreements |= {asked.count["agreement"]} if "agreement" in asked.count else set()
        mrcs |= set(asked.place[0])
        regions |= set(asked.place[1])
    return {
        "agreement": dict(Agreement.objects.filter(pk__in=agreements).values_list("pk", "reference")),
        "mrc": dict(Mrc.objects.filter(pk__in=mrcs).values_list("pk", "name")),
        "region": dict(Region.objects.filter(pk__in=regions).values_list("pk", "name")),
    }
