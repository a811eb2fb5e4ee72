"""The 17 regions in shades of one measure: outlines with their numbers, and the same as tiles that are links. No I/O.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from organisms.directory.maps.regions_map import TILES_SIZE, middle_of, outline_paths, tile_places
from organisms.directory.maps.tiles import SHORT_NAMES

# West, north, width, height: the outlines, and room below them for the numbers of the small regions
VIEW = (-12, -4, 560, 378)
MASKED, NONE = "region-masked", "region-none"
# Where the name of a region too small for it stands, and where the text begins from there
BESIDE = {
    "12": (306, 282, "start"), "15": (58, 310, "end"), "14": (58, 330, "end"), "13": (58, 350, "end"),
    "06": (116, 368, "end"), "16": (178, 368, "middle"), "17": (298, 306, "start"), "05": (266, 346, "start"),
}  # fmt: skip
# Where the name of a region stands that its middle has no room for, and where the line to a small one ends
WITHIN = {"11": (462.0, 214.0), "01": (309.0, 193.0)}
ENDS = {"15": (141.0, 285.0), "14": (164.0, 277.0)}
LINE = 16


@dataclass(frozen=True)
class Shade:
    """What the drawing says of a region. `mark`: `region-step-1` to `-4`, `MASKED` or `NONE`; `number` as printed."""

    name: str
    number: str
    words: str
    url: str
    mark: str

    @property
    def is_masked(self) -> bool:
        return self.mark == MASKED


@dataclass(frozen=True)
class ShadedOutline:
    shade: Shade
    path: str


@dataclass(frozen=True)
class Label:
    """The name and number of a region. Within it, one under the other; `line`: beside it, at the end of a line."""

    short: str
    shade: Shade
    x: str
    y: str
    number_y: str
    anchor: str = "middle"
    line: str = ""
    end_x: str = ""
    end_y: str = ""


@dataclass(frozen=True)
class ShadedTile:
    short: str
    shade: Shade
    x: int
    y: int


@dataclass(frozen=True)
class ShadedMap:
    """Both drawings of one measure. `title` and `summary` are read aloud before them."""

    id: str
    title: str
    summary: str
    view: str
    tiles_view: str
    outlines: tuple[ShadedOutline, ...]
    labels: tuple[Label, ...]
    tiles: tuple[ShadedTile, ...]

    @property
    def hatch(self) -> str:
        """The name of the hatching of outlines; each drawing has its own."""
        return f"{self.id}-h"

    @property
    def tiles_hatch(self) -> str:
        return f"{self.id}-th"

    @property
    def has_masked(self) -> bool:
        return any(outline.shade.is_masked for outline in self.outlines)


def draw_shades(shades: Mapping[str, Shade], *, id: str, title: str) -> ShadedMap:
    """Return the drawing of these regions, by code."""
    summary = "\u00a0; ".join(f"{shade.name}\u00a0: {shade.words}" for shade in shades.values())
    paths, places = outline_paths(), tile_places()
    return ShadedMap(
        id,
        title,
        summary,
        " ".join(map(str, VIEW)),
        f"0 0 {TILES_SIZE[0]} {TILES_SIZE[1]}",
        tuple(ShadedOutline(shades[code], path) for code, path in paths.items() if code in shades),
        # Lines first, so that no name is crossed
        tuple(
            _label(code, shades[code]) for code in sorted(paths, key=lambda code: code not in BESIDE) if code in shades
        ),
        tuple(ShadedTile(SHORT_NAMES[code], shades[code], *place) for code, place in places.items() if code in shades),
    )


def _label(code: str, shade: Shade) -> Label:
    short = SHORT_NAMES[code]
    # One outline holds its short name and not its number too
    if code not in BESIDE:
        x, y = WITHIN.get(code) or middle_of(code)
        return Label(short, shade, f"{x:.1f}", f"{y - 2:.1f}", f"{y - 2 + LINE:.1f}")
    x, y = ENDS.get(code) or middle_of(code)
    to_x, to_y, anchor = BESIDE[code]
    towards = {"start": (to_x - 4, to_y - 4), "end": (to_x + 4, to_y - 4), "middle": (to_x, to_y - 13)}[anchor]
    line = f"M{x:.1f} {y:.1f}L{towards[0]} {towards[1]}"
    return Label(short, shade, str(to_x), str(to_y), str(to_y), anchor, line, f"{x:.1f}", f"{y:.1f}")
