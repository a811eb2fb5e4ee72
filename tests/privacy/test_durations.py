"""What the register and the policy say of durations is what the jobs obey: no sentence has a figure of its own."""

import re
import tomllib
from datetime import timedelta

import pytest
from django.urls import reverse

from privacy.register import lines
from privacy.register.durations import CONSTANTS, durations
from privacy.register.lines import FOLDER, families, purges

pytestmark = pytest.mark.django_db
NUMBER = r"[0-9]+|un|une|deux|trois|sept|dix|cinq|vingt|trente|quatre-vingt-dix|cent"
TYPED = re.compile(rf"\b(?:{NUMBER}) (?:an|mois|semaine|jour|heure|minute)s?\b", re.IGNORECASE)
# An entry that is over goes with the next passage of a job that comes each hour: no constant says it
BY_THE_HOUR = {"caches"}


@pytest.fixture
def fresh():
    """The register read anew, and once more for the tests that follow."""
    lines.register.cache_clear()
    yield
    lines.register.cache_clear()


def written() -> list[str]:
    """Every sentence of the register that says how long, as its file writes it."""
    said = [row["words"] for row in lines.rules()["purges"].values()]
    for path in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(path.read_text()).get("family", ()):
            if row["key"] not in BY_THE_HOUR:
                said += [row["keep"], row.get("time", "")]
    return said


def said() -> str:
    whole = [f"{family.keep} {family.time}" for family, _ in families()]
    return " | ".join([*whole, *(rule.words for rule in purges().values())])


def test_no_sentence_has_a_duration_of_its_own():
    assert len(written()) > 20
    assert [words for words in written() if TYPED.search(words)] == []


@pytest.mark.parametrize("words", ["Deux ans.", "Quatre-vingt-dix jours après le départ", "puis 3 heures"])
def test_a_typed_duration_is_seen(words):
    assert TYPED.search(words)


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_that_changes_changes_what_is_said(name, monkeypatch, fresh):
    place, constant, _ = CONSTANTS[name]
    before = said()
    value = getattr(place, constant)
    other = value + timedelta(days=1000) if isinstance(value, timedelta) else value * 49
    monkeypatch.setattr(place, constant, other)
    lines.register.cache_clear()
    assert durations()[name] in said()
    assert durations()[name] not in before


def test_the_policy_says_the_durations_in_french(client_for, coordinator, fresh):
    page = client_for(coordinator).get(reverse("privacy:policy")).text.replace("\u00a0", " ")
    for words in ("24 mois après la fin du dernier siège", "90 jours après le départ", "2 ans après la consultation"):
        assert words in page
    assert "Une session dure 2 heures, et sa trace 7 jours de plus." in page
    assert "Une entrée réussie compte 30 jours, tout le reste 1 jour." in page
