"""The 17 regions drawn: tiles, a scheme that a keyboard walks through, or outlines. The table beside says the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil, cos, radians

from django.conf import settings

from organisms.directory.maps.outlines import outlines
from organisms.directory.maps.tiles import SHORT_NAMES

GRID = settings.BASE_DIR / "organisms" / "reference" / "quebec_regions_tilegrid.json"
WIDE, HIGH, GAP = 60, 46, 3
TILES_SIZE = (6 * WIDE - GAP, 6 * HIGH - GAP)
STEPS = 4
LEAST_SURFACE = 2600  # of an outline that holds its short name
OUTLINES = "contours"
# The north of the outlines is cut at this parallel: the south, where people live, would be a dot.
NORTH, SOUTH, WEST, EAST = 53.2, 44.9, -79.9, -57.0
SCALE = 40.0


@dataclass(frozen=True)
class RegionLabel:
    """What a drawing says of a region: a number, its sentence, and the page it leads to; `most` is the darkest."""

    name: str
    number: int
    words: str
    url: str
    most: int = STEPS

    @property
    def step(self) -> int:
        """The shade, from 0 for nothing to 4: a quarter of the most each, so that a map has more than one."""
        return min(ceil(STEPS * self.number / self.most), STEPS) if self.most else 0


@dataclass(frozen=True)
class Tile:
    short: str
    label: RegionLabel
    x: int
    y: int


@dataclass(frozen=True)
class Outline:
    """`x` and `y` are where its short name stands; a region too small for it has none."""

    label: RegionLabel
    path: str
    short: str = ""
    x: str = ""
    y: str = ""


@dataclass(frozen=True)
class Drawing:
    """`tiles` or `outlines`, never both; `title` and `summary` are read aloud before them."""

    id: str
    title: str
    summary: str
    width: int
    height: int
    tiles: tuple[Tile, ...] = ()
    outlines: tuple[Outline, ...] = ()


def draw_regions(labels: Mapping[str, RegionLabel], *, id: str, title: str, view: str = "") -> Drawing:
    """Return the drawing of these regions, by code: tiles, or outlines when `view` is « contours »."""
    summary = " ; ".join(f"{label.name}\u00a0: {label.words}" for label in labels.values())
    if view == OUTLINES:
        paths = outline_paths()
        drawn = tuple(Outline(labels[code], path, *_name(code)) for code, path in paths.items() if code in labels)
        width, height = _point(EAST, SOUTH)
        return Drawing(id, title, summary, round(width), round(height), outlines=drawn)
    tiles = tuple(
        Tile(SHORT_NAMES[code], labels[code], *place) for code, place in tile_places().items() if code in labels
    )
    return Drawing(id, title, summary, *TILES_SIZE, tiles=tiles)


def tile_places() -> dict[str, tuple[int, int]]:
    """Return the left and top of the tile of each region, by code, in the order in which one reads them."""
    return {code: (column * WIDE, row * HIGH) for code, (column, row) in _grid().items()}


@cache
def _grid() -> dict[str, tuple[int, int]]:
    """Column and row of each tile, in the order in which one reads them."""
    tiles = sorted(json.loads(GRID.read_text(encoding="utf-8"))["tiles"], key=lambda tile: (tile["row"], tile["col"]))
    return {tile["code"]: (tile["col"], tile["row"]) for tile in tiles}


def _point(longitude: float, latitude: float) -> tuple[float, float]:
    return (longitude - WEST) * cos(radians(48)) * SCALE, (NORTH - latitude) * SCALE


@cache
def outline_paths() -> dict[str, str]:
    """Return the outline of each region, by code, as an SVG path."""
    return {
        code: "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (_point(*point) for point in ring)) + "Z" for ring in rings
        )
        for code, rings in outlines().items()
    }


def _name(code: str) -> tuple[str, str, str]:
    """The short name of a region and where it stands; nothing of a region that does not hold it."""
    if is_small(code):
        return "", "", ""
    x, y = middle_of(code)
    return SHORT_NAMES[code], f"{x:.1f}", f"{y:.1f}"


def is_small(code: str) -> bool:
    """Whether the outline of a region is too small to hold its short name."""
    return abs(_largest_part(code)[0]) < LEAST_SURFACE


def middle_of(code: str) -> tuple[float, float]:
    """Return the middle of the largest part of a region, as far as the drawing shows it."""
    area, x, y = _largest_part(code)
    return x / area, y / area


@cache
def _largest_part(code: str) -> tuple[float, float, float]:
    rings = [[(x, max(y, 0.0)) for x, y in (_point(*point) for point in ring)] for ring in outlines()[code]]
    return max(map(_moments, rings), key=lambda moments: abs(moments[0]))


def _moments(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """The area of a polygon, and its first moments: divided by the area they are its middle."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross / 6, y + (y1 + y2) * cross / 6
    return area, x, y
