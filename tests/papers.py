"""Frozen contents for the tests of the paper, in the shape the summary writes; invented names and figures."""

import json
from pathlib import Path

SHA256 = "9f2c41d07ab8e3650c1d88f452be6a973d0eb1c5f74820a96e13c7d2894b5f06"
FUNDER_PAPER = Path(__file__).parent / "reporting" / "papers" / "funder_paper.json"


def funder_content() -> dict:
    """A funder's final report with targets, breakdowns, money and a file; a fresh copy each time."""
    return json.loads(FUNDER_PAPER.read_text(encoding="utf-8"))


def annual_content() -> dict:
    """An annual report without funder, agreement, texts, target or signature; one component holds nothing."""
    content = funder_content()
    untold = {"target": None, "rate": "", "short": False, "note": ""}
    sections = [
        {**part, "texts": [], "priority": "", "figures": [{**figure, **untold} for figure in part["figures"]]}
        for part in content["sections"]
        if part["component"]
    ]
    sections[-1]["figures"] = []
    return {
        **content,
        "kind": "annual",
        "title": "Rapport annuel unifié 2025-2026",
        "kind_words": "Rapport annuel au réseau",
        "programme": "",
        "funder": None,
        "agreement": None,
        "sections": sections,
        "signatures": [],
        "counting_notes": [],
        "changes_since": "",
        "changes": None,
    }


def section(title: str, text: str) -> dict:
    """A section of the first component that holds one text."""
    empty = {"key": "x", "component": 1, "priority": "", "figures": [], "money": None, "files": []}
    return {**empty, "title": title, "texts": [{"key": "T", "words": "Texte", "text": text}]}


def row(words: str, text: str) -> dict:
    number = text if text.isdigit() else None
    return {"key": words, "words": words, "text": text, "number": number, "past": "", "past_number": None}
