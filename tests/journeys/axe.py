"""What may stop a reader: axe-core's rules of WCAG 2.2 AA and sideways scrolling, at three widths, light and dark."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from tests.journeys.conftest import WIDTHS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TARGETS = ["target-size", "scrollable-region-focusable", "link-in-text-block", "button-name", "link-name"]
# All rules narrow and dark, and wide and light; colours also the other way round. Between the two, no part is shown
# that neither shows: what a width moves is looked at. Other rules read what is the same at all widths in both schemes.
WHOLE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
PLACES = {"type": "rule", "values": TARGETS}
LOOKS = {
    320: {"light": COLOURS, "dark": WHOLE},
    768: {"light": PLACES},
    1280: {"light": WHOLE, "dark": COLOURS},
}
RUN = """async (runOnly) => {
  const rules = runOnly.type === "tag" ? {"target-size": {enabled: true}} : {};
  const found = await axe.run(document, {runOnly, rules, resultTypes: ["violations"], preload: false});
  const described = (fault) => fault.nodes.map((node) => `${fault.id} ${node.target} ${node.failureSummary}`);
  return found.violations.flatMap(described);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """Return what is wrong on the page as it is, each with its width and scheme; leave the page wide and light."""
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(SIDEWAYS)
        found += [f"{width}: {over} px sideways"] if over > 0 else []
        for scheme, rules in LOOKS[width].items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {words}" for words in page.evaluate(RUN, rules)]
    page.emulate_media(color_scheme="light")
    return found
