"""The barometer prints on two Letter pages, whoever prints it, the foot of a demonstration included."""

import re
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from network.barometer.actions import adopt_threshold, freeze_barometer, publish_barometer, write_sentences
from network.barometer.forms import MOST_SIGNS
from network.management.demo_barometer import SENTENCES, THRESHOLDS, YEAR
from tests.network.worlds import build_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# Chromium prints so when nobody changes anything: the sheet gives its own size and margins
AS_PRINTED = {"prefer_css_page_size": True, "print_background": False}


def pages_of(path) -> tuple[int, str]:
    """How many pages a PDF has, and their size."""
    said = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"^Pages:\s+(\d+)$", said, re.M)[1]), re.search(r"^Page size:\s+(.+)$", said, re.M)[1]


@pytest.fixture(params=["as the demonstration writes", "as long as they may be"])
def printed(committed_reference, settings, request):
    """The addresses of a year's barometer: counted now, frozen, published; with each threshold and sentence."""
    settings.DEMO = True
    times = 8 if request.param == "as long as they may be" else 1
    sentences = {number: (f"{words} " * times)[:MOST_SIGNS].strip() for number, words in SENTENCES.items()}
    network = build_world().network
    for number, percent in THRESHOLDS.items():
        adopt_threshold(recommendation=number, percent=Decimal(percent), adopted_on=date(2025, 6, 6), by=network)
    write_sentences(year=YEAR, words=sentences, by=network)
    version = freeze_barometer(year=YEAR, by=network)
    publish_barometer(version=version, by=network)
    return network, [
        f"{reverse('network:barometer')}?exercice={YEAR}",
        reverse("network:barometer-version", args=[YEAR, version.number]),
        reverse("network:public-barometer", args=[YEAR]),
    ]


def test_the_barometer_prints_on_two_letter_pages(page_for, printed, tmp_path):
    network, addresses = printed
    counted = {}
    for rank, address in enumerate(addresses):
        page = page_for(network)
        page.goto(address)
        assert "Démonstration" in page.inner_text(".foot")
        path = tmp_path / f"{rank}.pdf"
        page.pdf(path=path, **AS_PRINTED)
        counted[address] = pages_of(path)
    assert counted == dict.fromkeys(addresses, (2, "612 x 792 pts (letter)"))


def test_a_third_page_would_be_seen(page_for, printed, tmp_path):
    network, addresses = printed
    page = page_for(network)
    page.goto(addresses[-1])
    page.evaluate("document.querySelector('.recos').append(document.querySelector('.recos').cloneNode(true))")
    page.pdf(path=tmp_path / "long.pdf", **AS_PRINTED)
    assert pages_of(tmp_path / "long.pdf")[0] > 2
