"""The columns of a consolidated paper: no word and no amount is cut, and every usual sign prints."""

import copy
import shutil
import subprocess

import pytest

from network.consolidation.papers import render_pdf
from tests.network.consolidation.french_paper import CONTENT, SHA256

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is absent")
AMOUNT, TOTAL, BEFORE, MOVED = "827 400,00 $", "12 654 800,00 $", "11 500 000,00 $", "+1 154 800,00 $"


def content() -> dict:
    """Six lines of money, as wide a table as there is; a target of some; a line of no sum, the year before too."""
    made = copy.deepcopy(CONTENT)
    meetings, people = made["sections"][0]["figures"]
    people["before"] = {"text": "ne s’additionne pas", "number": None}
    money = meetings | {
        "cells": [{"state": "value", "text": AMOUNT.replace(" ", "\u00a0"), "number": "827400"}] * 2,
        "total": meetings["total"] | {"text": TOTAL.replace(" ", "\u00a0")},
        "before": {"text": BEFORE.replace(" ", "\u00a0"), "number": "11500000"},
        "difference": MOVED.replace(" ", "\u00a0"),
        "target": {"text": "9\u00a0999", "number": "9999", "partial": "5\u00a0organismes sur 13 ont une cible"},
    }
    made["sections"][0]["figures"] = [*(money | {"key": f"V4.1{rank}"} for rank in range(6)), people]
    made["words"][0]["text"] = "Un taux de 50 % → ≤ 3, fait ✓"
    return made


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    path.write_bytes(render_pdf(content(), sha256=SHA256))
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\u00a0", " ")


def test_no_amount_and_no_word_is_cut(words):
    # In the table of totals; the total under the organisms
    assert [words.count(amount) for amount in (AMOUNT, TOTAL, BEFORE, MOVED)] == [12, 12, 6, 6]
    assert words.count("ne s’additionne ") == 2
    assert words.count("organismes sur") == 6


def test_arrows_and_signs_of_comparison_are_printed(words):
    assert "Un taux de 50 % → ≤ 3, fait ✓" in words
