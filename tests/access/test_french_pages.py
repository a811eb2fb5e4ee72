"""Every page that opens, read as its reader does: no « de Le Filon », « de Ana », « 0 jours », « 1 avril »."""

import html
import re

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse

from organisms.models import User
from tests.access import matrix
from tests.access.test_matrix import arguments, here  # noqa: F401 (a fixture)
from tests.attack.effects import unsaid

pytestmark = pytest.mark.built_once("here")

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


def words_of(body: bytes) -> str:
    """What is read on a page, and what a screen reader says of its marks."""
    page = BLOCK.sub(" ¦ ", LEFT.sub(" ", body.decode()))
    labels = " ¦ ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', body.decode()))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page) + " ¦ " + labels).split(" "))


def faults_in(words: str) -> list[str]:
    words = re.sub(r"[ \t\r\n]+", " ", words)
    return [
        f"{name}: {words[max(0, found.start() - 50) : found.end() + 20]}"
        for name, fault in FAULTS.items()
        for found in re.finditer(fault, words)
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("le siège de Ana", 1),
        ("le rapport de Le Filon", 1),
        ("0 jours, 1 jours", 2),
        ("dû le 1 avril 2026, le 2026-04-01", 2),
        ("l'organisme, 12 Kio", 2),
        ("le siège d’Ana, l’organisme Le Filon, 0 jour, 10 jours, 1er avril, 1,0 heure, 12 ko, RB-2026-04-01", 0),
    ],
)
def test_a_fault_is_seen(words, count):
    assert len(faults_in(words)) == count


@pytest.fixture
def named(here, organism, neighbour_organism, funder):  # noqa: F811
    """People whose names begin with a vowel, organisms and a funder whose names begin with an article."""
    User.objects.update(name=Concat(Value("Ana "), F("name")))
    for row, name in ((organism, "Le Filon"), (neighbour_organism, "Les Voisins"), (funder, "Le Comptoir")):
        type(row).objects.filter(pk=row.pk).update(name=name)
    return here


# A walk through all the pages of a person
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ["director", "network", "funder"])
def test_pages_read_well(role, named, client_for):
    client, faults = client_for(named.people[role]), []
    for route, method, relation, signs in matrix.rows():
        if method != "GET" or signs[role] != "+":
            continue
        response = client.get(reverse(route, kwargs=arguments(route, relation, named)))
        if response.streaming:
            response.getvalue()
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            faults += [f"{route} {relation}: {fault}" for fault in faults_in(words_of(response.content))]
            silent = unsaid(response.content.decode(), response.request["PATH_INFO"])
            faults += [f"{route} {relation}: a form to {each} does not say its effect" for each in silent]
    assert not faults, "\n".join(faults)
