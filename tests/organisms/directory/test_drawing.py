"""The 17 regions drawn as tiles and outlines, and which of them touch."""

import re

import pytest
from django.template.loader import render_to_string

from organisms.directory.maps.outlines import neighbours, outlines
from organisms.directory.maps.regions_map import RegionLabel, draw_regions
from organisms.directory.maps.tiles import SHORT_NAMES

TOLD = {
    code: RegionLabel(f"Région {code}", n, f"{n} organismes", f"/r/{code}/")
    for n, code in enumerate(sorted(SHORT_NAMES))
}


def page(view=""):
    drawing = draw_regions(TOLD, id="essai", title="Essai", view=view)
    return render_to_string("charts/regions.svg", {"drawing": drawing})


def test_each_tile_is_a_link_with_a_name_and_its_number():
    svg = page()
    links = re.findall(r'<a href="(/r/\d\d/)" aria-label="(Région \d\d : \d+ organismes)"><title>\2</title>', svg)
    assert len(links) == 17
    assert '<title id="essai-t">Essai</title>' in svg
    assert re.search(r'<desc id="essai-d">Région 01', svg)


def test_no_tile_stands_on_another():
    places = [(tile.x, tile.y) for tile in draw_regions(TOLD, id="e", title="E").tiles]
    assert len(set(places)) == 17


def test_outlines_are_an_image_with_all_regions():
    svg = page("contours")
    assert svg.count("<path") == 17
    assert 'role="img"' in svg
    assert "<a " not in svg
    assert page("n'importe quoi") == page()


def test_only_the_regions_told_are_drawn():
    one = {"08": TOLD["08"]}
    assert [tile.short for tile in draw_regions(one, id="e", title="E").tiles] == ["AT"]
    assert len(draw_regions(one, id="e", title="E", view="contours").outlines) == 1


def test_every_outline_is_a_closed_ring():
    assert len(outlines()) == 17
    for rings in outlines().values():
        assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("05", ("12", "16", "17")),
        ("13", ("06", "14", "15")),
        ("08", ("04", "07", "10")),
        ("11", ("01", "09")),
        ("15", ("06", "07", "04", "13", "14", "16")),
    ],
)
def test_neighbours(code, near):
    assert set(neighbours()[code]) == set(near)


def test_neighbours_are_so_both_ways():
    near = neighbours()
    assert set(near) == set(SHORT_NAMES)
    assert all(code in near[other] for code, others in near.items() for other in others)
    assert all(others and code not in others for code, others in near.items())


def test_shades_are_parts_of_the_most():
    shades = [RegionLabel("R", number, "", "", 24).step for number in (0, 1, 6, 7, 12, 13, 23, 24)]
    assert shades == [0, 1, 1, 2, 2, 3, 4, 4]
    assert [RegionLabel("R", number, "", "").step for number in (0, 1, 2, 4, 9)] == [0, 1, 2, 4, 4]
    assert RegionLabel("R", 0, "", "", 0).step == 0


def test_large_outlines_have_their_name_inside_the_drawing():
    drawing = draw_regions(TOLD, id="e", title="E", view="contours")
    named = [outline for outline in drawing.outlines if outline.short]
    assert {outline.label.name for outline in drawing.outlines} - {outline.label.name for outline in named} >= {
        "Région 06", "Région 13",
    }  # fmt: skip
    assert len(named) == 10
    assert all(0 < float(one.x) < drawing.width and 0 < float(one.y) < drawing.height for one in named)
