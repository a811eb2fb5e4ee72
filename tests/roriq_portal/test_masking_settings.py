"""The thresholds of readers, as a server writes them: what is taken, and why the rest is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from roriq_portal.settings.masking import LEAST, MOST, NAME, READERS, read_thresholds
from services.masking.audiences import Audience

ROOT = Path(__file__).parents[2]


def read(monkeypatch, text: str) -> dict[str, int]:
    monkeypatch.setenv(NAME, text)
    return read_thresholds(Env())


def test_the_readers_of_the_setting_are_those_of_the_code():
    assert {audience.value for audience in Audience} == set(READERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (5, 5, 5, 5)),
        ("funder=10", (5, 5, 10, 10)),
        (" network = 7 ,public=12,", (7, 5, 5, 12)),
        ("network=5,organism=6,funder=7,public=7", (5, 6, 7, 7)),
        (f"network={MOST}", (MOST, 5, 5, MOST)),
    ],
)
def test_what_is_not_written_is_five_and_what_everybody_reads_is_the_strictest(monkeypatch, text, expected):
    assert tuple(read(monkeypatch, text)[reader] for reader in READERS) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"network={LEAST - 1}", "« network=4 » is not a reader and a whole number of 5 to 100"),
        ("funder=0", "« funder=0 » is not"),
        (f"funder={MOST + 1}", "« funder=101 » is not"),
        ("funder=-10", "« funder=-10 » is not"),
        ("funder=7.5", "« funder=7.5 » is not"),
        ("funder=²5", "« funder=²5 » is not"),
        ("funder=", "« funder= » is not"),
        ("10", "« 10 » names none of network, organism, funder, public"),
        ("bailleur=10", "« bailleur=10 » names none of"),
        ("funder=10,funder=5", "« funder=5 » names none of network, organism, funder, public, or one of them twice"),
        ("funder=10,public=9", "« public » is under the 10 of another reader"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused_in_a_sentence(monkeypatch, text, words):
    with pytest.raises(ImproperlyConfigured, match=NAME) as refusal:
        read(monkeypatch, text)
    assert words in str(refusal.value)


def test_the_portal_does_not_start_with_a_threshold_under_five():
    command = [sys.executable, "-c", "import roriq_portal.settings"]
    env = os.environ | {NAME: "funder=3", "TESTING": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "MASKING_THRESHOLDS: « funder=3 » is not a reader and a whole number of 5 to 100." in ran.stderr
