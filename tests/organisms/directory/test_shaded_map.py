"""A measure in shades: every region drawn, its number on it or beside it, what is hidden hatched."""

import re

from django.template.loader import render_to_string

from organisms.directory.maps.regions_map import is_small
from organisms.directory.maps.shaded_map import BESIDE, MASKED, NONE, VIEW, Shade, draw_shades
from organisms.directory.maps.tiles import SHORT_NAMES

MARKS = {"11": MASKED, "10": NONE}
SHADES = {
    code: Shade(f"Région {code}", f"n{code}", f"mots {code}", f"/r/{code}/", MARKS.get(code, "region-step-2"))
    for code in SHORT_NAMES
}
DRAWN = draw_shades(SHADES, id="essai", title="Essai")


def outlines() -> str:
    return render_to_string("charts/shaded_outlines.svg", {"map": DRAWN})


def tiles() -> str:
    return render_to_string("charts/shaded_tiles.svg", {"map": DRAWN})


def test_each_region_has_its_outline_its_number_and_its_words():
    svg = outlines()

    assert svg.count(' d="M') == 17 + 2 + len(BESIDE)  # those of the one that is hatched, and of its hatching
    assert [code for code in SHORT_NAMES if f">n{code}<" not in svg] == []
    assert 'role="img"' in svg
    assert "Région 11\xa0: mots 11" in re.search(r"<desc[^>]*>(.*?)</desc>", svg)[1]


def test_what_is_hidden_is_hatched_in_both_drawings():
    for svg, pattern in ((outlines(), "essai-h"), (tiles(), "essai-th")):
        assert svg.count(f'fill="url(#{pattern})"') == 1
        assert svg.count(f'id="{pattern}"') == 1
    shown = draw_shades(SHADES | {"11": SHADES["01"]}, id="e", title="E")
    assert not shown.has_masked
    assert "url(" not in render_to_string("charts/shaded_outlines.svg", {"map": shown})


def test_each_tile_is_a_link_that_says_its_region():
    links = re.findall(r'<a href="/r/(\d\d)/" aria-label="Région \1 : mots \1">', tiles())
    assert sorted(links) == sorted(SHORT_NAMES)


def test_every_small_region_has_its_number_beside_it():
    assert {code for code in SHORT_NAMES if is_small(code)} <= set(BESIDE)
    beside = [label for label in DRAWN.labels if label.line]
    assert len(beside) == len(BESIDE)
    west, north, width, height = VIEW
    assert all(west < float(label.x) < west + width for label in DRAWN.labels)
    assert all(north < float(label.number_y) < north + height for label in DRAWN.labels)


def test_only_the_regions_given_are_drawn():
    one = draw_shades({"08": SHADES["08"]}, id="e", title="E")
    assert (len(one.outlines), len(one.labels), len(one.tiles)) == (1, 1, 1)
