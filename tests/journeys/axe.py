"""What may stop a reader: axe-core's rules of WCAG 2.2 AA and sideways scrolling, at three widths, light and dark."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from tests.journeys.conftest import WIDTHS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
COLOURS = "color-contrast"
# All rules narrow and dark, all but colours wide and light; colours also the other way round. Between the two, no part
# is shown that neither shows: what a width moves is looked at. Other rules read what is the same everywhere.
PLACES = ("target-size", "scrollable-region-focusable", "link-in-text-block", "button-name", "link-name")
WHOLE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LOOKS = {
    320: {"dark": (WHOLE, True), "light": ((), True)},
    768: {"light": (PLACES, False)},
    1280: {"light": (WHOLE, True), "dark": ((), True)},
}
# Letters on a ground are judged until axe has passed them once in this process: the same colour, size and weight over
# the same grounds are as legible on the next page. What leaves its place may lie over others: judged on each page.
PASSED: set[str] = set()
SEEN = """() => {
  const grounds = new Map([[null, ""]]), seen = window.seenLetters = new Map();
  const ground = (element) => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element), has = element.matches(":disabled") ? "disabled" : "";
      const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
      const own = paint.join() === "rgba(0, 0, 0, 0),none,1,none,normal" ? has : has + paint.join();
      const leaves = ["absolute", "fixed", "sticky"].includes(style.position) || style.transform !== "none";
      grounds.set(element, ground(element.parentElement) + (leaves ? location.href : "") + (own && `/${own}`));
    }
    return grounds.get(element);
  };
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own.map((node) => node.data).join("").trim();
    if (!(text || element.matches("input, select, textarea")) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow, /[\\p{L}\\p{N}]/u.test(text)];
    const words = `${ground(element)}: ${letters}`;
    seen.set(words, [...(seen.get(words) ?? []), element]);
  }
  return [...seen.keys()];
}"""
RUN = """async ([runOnly, rules, letters]) => {
  const place = letters ? {include: letters.flatMap((words) => window.seenLetters.get(words))} : document;
  const types = letters ? ["violations", "passes"] : ["violations"];
  const found = await axe.run(place, {runOnly, rules, resultTypes: types, elementRef: true, preload: false});
  const described = (fault) => fault.nodes.map((node) => `${fault.id} ${node.target} ${node.failureSummary}`);
  const passed = new Set(found.passes.flatMap((rule) => rule.nodes.map((node) => node.element)));
  const isPassed = (words) => window.seenLetters.get(words).some((element) => passed.has(element));
  return [found.violations.flatMap(described), (letters ?? []).filter(isPassed)];
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
        for scheme, (names, reads_colours) in LOOKS[width].items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            words = _broken(page, names) + (_illegible(page) if reads_colours else [])
            found += [f"{width} {scheme}: {fault}" for fault in words]
    page.emulate_media(color_scheme="light")
    return found


def _broken(page: Page, names: tuple[str, ...]) -> list[str]:
    """Return what breaks these rules, colours apart."""
    if not names:
        return []
    is_whole = names == WHOLE
    rules = {"target-size": {"enabled": True}, COLOURS: {"enabled": False}} if is_whole else {}
    run_only = {"type": "tag" if is_whole else "rule", "values": list(names)}
    broken, _ = page.evaluate(RUN, [run_only, rules, None])
    return broken


def _illegible(page: Page) -> list[str]:
    """Return the letters of this page that are too pale for their ground, among those that were not passed yet."""
    waiting = [words for words in page.evaluate(SEEN) if words not in PASSED]
    if not waiting:
        return []
    illegible, passed = page.evaluate(RUN, [{"type": "rule", "values": [COLOURS]}, {}, waiting])
    PASSED.update(passed)
    return illegible
