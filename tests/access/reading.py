"""What is read on each page that the table of rights opens: its French, the effects of its buttons, its door, its help.

The walk through the table opens each page once for each role; whoever wants something of every page reads it there.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from search.guidance.guides import guides
from tests.attack.effects import unsaid

# They open the pages between them: each has its own words. Doors are read by every side
FRENCH_OF = {"director", "network", "funder"}
DOORS_OF = {"staff", "director", "pivot", "network", "funder", "other_funder", "auditor"}
# Pages of the person, of the foot and of the door itself: they stand under the name or below the page
OUTSIDE_DOORS = {
    "page", "organisms:profile", "organisms:second-step", "organisms:invitation-accept", "reporting:calendar-feed",
    "organisms:mail-choices", "organisms:removal-list", "privacy:own-data", "privacy:own-name-edit", "privacy:policy",
    "reporting:verify", "reporting:verify-code", "network:consolidated-verify", "search:search",
    "search:plan", "search:guide", "search:help", "search:news", "organisms:inquiry-add",
    "network:public-barometer-newest", "network:public-barometer",
}  # fmt: skip
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
INVARIABLE = "pas|mois|sous|dans|sans|des|les|ses|après|depuis|dès|fois|puis|remis"
FAULTS = {
    "de Le": r"\b(?:[Dd]e|à) Les? \w+",
    "de Ana": r"\b[Dd]e [AÂEÉÈÊIÎOÔUÙ]\w+",
    "0 jours": rf"(?<![\d,.])(?<!\d[ \u00a0])[01][ \u00a0](?!(?:{INVARIABLE})\b)[a-zéèêà]+s\b",
    "1 avril": rf"\b1[ \u00a0](?:{MONTHS})\b",
    "2026-04-01": r"(?<![\w-])(?<!exemple )(?:19|20)\d\d-\d\d-\d\d(?![\w-])",
    "l'un": r"[^\W\d_]'[^\W\d_]",
    "Kio": r"\d[ \u00a0][KMG]io\b",
}
BLOCK = re.compile(r"</?(?:p|li|d[dlt]|t[dhr]|h[1-6]|div|section|caption|option|label|button)\b[^>]*>")
LEFT = re.compile(r"<(script|style|textarea)\b.*?</\1>|<svg\b.*?</svg>", re.S)
PANEL = re.compile(r'id="aide-ici" popover.*?href="/aide/(\w+)/#([\w-]+)"', re.S)


@dataclass
class Reader:
    """Reads pages as one role; `pages`, `doors`: how many were read for their French, and for their door."""

    role: str
    read: Counter = field(default_factory=Counter)

    def faults(self, route: str, response) -> Iterator[str]:
        """Yield what is wrong on one answer, in words; nothing of what is no page."""
        if not is_page(response):
            return
        page = response.content.decode()
        if self.role in FRENCH_OF:
            self.read["french"] += 1
            yield from faults_in(words_of(page))
            silent = unsaid(page, response.request["PATH_INFO"])
            yield from (f"a form to {each} does not say its effect" for each in silent)
        if self.role in DOORS_OF and response.context and "doors" in response.context:
            if not has_panel(page):
                yield "no panel « Aide » that leads to a part of a guide"
            if route not in OUTSIDE_DOORS:
                self.read["doors"] += 1
                if len(lit(response)) != 1:
                    yield f"not one door is lit: {lit(response)}"


def is_page(response) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def lit(response) -> list[str]:
    """Return the words of the doors that a page lights."""
    return [door.words for door in response.context["doors"] if door.is_current]


def has_panel(page: str) -> bool:
    """Whether a page has its panel « Aide », which leads to a part of a guide that is there."""
    part = PANEL.search(page)
    return part is not None and part[2] in _anchors()[part[1]]


@cache
def _anchors() -> dict[str, set[str]]:
    return {guide.slug: {block.anchor for block in guide.blocks} for guide in guides()}


def words_of(page: str) -> str:
    """Return what is read on a page, and what a screen reader says of its marks."""
    labels = " ¦ ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page))
    shown = BLOCK.sub(" ¦ ", LEFT.sub(" ", page))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown) + " ¦ " + labels).split(" "))


def faults_in(words: str) -> list[str]:
    """Return each fault of French with the words around it."""
    words = re.sub(r"[ \t\r\n]+", " ", words)
    return [
        f"{name}: {words[max(0, fault.start() - 50) : fault.end() + 20]}"
        for name, pattern in FAULTS.items()
        for fault in re.finditer(pattern, words)
    ]
