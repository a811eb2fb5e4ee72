"""Outlines of the 17 regions (limits of 2012–2021), and which of them touch: read once from the reference file."""

import json
from functools import cache
from itertools import combinations

from django.conf import settings

SOURCE = settings.BASE_DIR / "organisms" / "reference" / "quebec_regions_2012.geojson"
Ring = list[tuple[float, float]]


@cache
def outlines() -> dict[str, list[Ring]]:
    """Return the rings of each region by its code, in degrees: longitude, latitude."""
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: _rings(feature["geometry"]) for feature in features}


def _rings(geometry: dict) -> list[Ring]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y in ring] for part in parts for ring in part]


@cache
def neighbours() -> dict[str, tuple[str, ...]]:
    """Return the regions that share a point of their outline with each region, by code. The river parts few of them."""
    points = {code: {point for ring in rings for point in ring} for code, rings in outlines().items()}
    near: dict[str, list[str]] = {code: [] for code in points}
    for code, other in combinations(sorted(points), 2):
        if points[code] & points[other]:
            near[code].append(other)
            near[other].append(code)
    return {code: tuple(sorted(codes)) for code, codes in near.items()}
