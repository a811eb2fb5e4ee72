"""Tables with the sheets of the portal, in a browser: on a phone, and on the pages of a printer."""

import subprocess

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from network.consolidation.reading.tables import OrganismTable
from tests.network.consolidation.french_paper import CONTENT

pytestmark = pytest.mark.journey
SHEETS = ("tokens", "base", "layout", "components", "pages")
LONG = "Rassemblement interculturel de l’établissement en région"


class Reading:
    content = CONTENT
    is_for_funders = False
    total_head = "Le réseau"


def shown(chromium, template: str, width: int, **context):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.set_content(f"<main class='container'>{render_to_string(template, context)}</main>")
    for name in ("vendor/bootstrap-5.3.9.min.css", *(f"css/{sheet}.css" for sheet in SHEETS)):
        page.add_style_tag(path=finders.find(name))
    return page


def organisms(rows: int) -> OrganismTable:
    names = [LONG, *(f"Organisme {rank}" for rank in range(1, rows))]
    heads = tuple((f"V2.0{rank}", "Entreprises") for rank in range(6))
    return OrganismTable(heads, tuple((name, ("1 204",) * 6) for name in names), ("391",) * 6)


def test_caption_of_a_table_of_blocks_is_as_wide_as_the_phone(chromium):
    page = shown(chromium, "network/consolidation/reading/_counted.html", 320, reading=Reading)
    caption = page.locator("caption").bounding_box()
    assert (caption["width"] > 200, caption["height"] < 60) == (True, True)


def test_names_of_a_table_that_scrolls_are_cut_between_words(chromium):
    table = {"reading": Reading, "table": organisms(3)}
    page = shown(chromium, "network/consolidation/reading/_organisms.html", 320, **table)
    longest = page.evaluate(
        """() => { const cell = document.querySelector('tbody th'), probe = document.createElement('span');
        cell.replaceChildren(probe); probe.textContent = 'Rassemblement'; return probe.getClientRects().length }"""
    )
    assert longest == 1


def test_total_of_a_printed_table_stands_once_under_its_rows(chromium, tmp_path):
    table = {"reading": Reading, "table": organisms(120)}
    page = shown(chromium, "network/consolidation/reading/_organisms.html", 1280, **table)
    page.pdf(path=tmp_path / "table.pdf", format="Letter")
    command = ["pdftotext", "-layout", tmp_path / "table.pdf", "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    assert len(pages) > 3
    assert ["Le réseau" in text for text in pages[:-1]] == [False] * (len(pages) - 2) + [True]
