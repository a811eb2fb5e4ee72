"""A consolidated content in French, and the paper that was made of it before there was English: not one byte moves."""

import json
import re
from pathlib import Path

from django.template.loader import render_to_string

from network.consolidation import papers
from roriq_portal.formats.language import FRENCH as IN_FRENCH
from roriq_portal.formats.language import in_language

FOLDER = Path(__file__).parent / "french_papers"
CONTENT = json.loads((FOLDER / "content.json").read_text())
SHA256 = "0123456789abcdef" * 4
FRENCH = {audience: (FOLDER / f"{audience}.html").read_text() for audience in ("network", "funders")}


def one_line(html: str) -> str:
    """As a paper lays it out: white space between words is one space, and none between tags."""
    return re.sub(r">\s+<", "><", re.sub(r"[ \n]+", " ", html)).strip()


def paper_html(audience: str) -> str:
    with in_language(IN_FRENCH):
        paper = papers._paper({**CONTENT, "audience": audience}, SHA256)
        return one_line(render_to_string("network/consolidation/rendering/paper.html", {"paper": paper})) + "\n"
