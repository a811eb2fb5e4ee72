"""What is looked for on every page is seen: « de Le Filon », « 0 jours », a button without its effect, a dark door.

The pages themselves are read by the walk through the table of rights (`test_matrix.py`).
"""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from agreements.models import Funder
from organisms.models import Organism, User
from tests.access.reading import Reader, faults_in, is_page
from tests.access.test_matrix import here, named  # noqa: F401 (fixtures)

pytestmark = pytest.mark.built_once("here", "named")


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


def test_the_world_of_the_walk_has_names_that_french_joins(named):  # noqa: F811
    assert all(name.startswith("Ana ") for name in User.objects.values_list("name", flat=True))
    assert {"Le Filon", "Les Voisins"} <= set(Organism.objects.values_list("name", flat=True))
    assert Funder.objects.filter(name="Le Comptoir").exists()


def test_a_page_that_reads_badly_is_seen(named, client_for):  # noqa: F811
    page = client_for(named.people["director"]).get("/")
    reader = Reader("director")
    assert list(reader.faults("home", page)) == []
    assert reader.read == {"french": 1, "doors": 1}

    whole = page.content.decode()
    revoke = reverse("reporting:calendar-feed-revoke")
    form = f'<form action="{revoke}" method="post"><button>Fermer</button></form>'
    spoiled = {
        "0 jours": whole.replace("</main>", "<p>Reste 0 jours</p></main>"),
        "reporting:calendar-feed-revoke does not say": whole.replace("</main>", f"{form}</main>"),
        "no panel": whole.replace('id="aide-ici"', 'id="ailleurs"'),
    }
    for fault, body in spoiled.items():
        page.content = body.encode()
        [told] = reader.faults("home", page)
        assert fault in told
    page.content = whole.encode()
    page.context["doors"].clear()
    assert list(reader.faults("home", page)) == ["not one door is lit: []"]
    assert list(reader.faults("search:plan", page)) == []


def test_what_is_no_page_is_not_read():
    headers = {"Content-Type": "text/html"}
    assert is_page(SimpleNamespace(status_code=200, streaming=False, headers=headers))
    assert not is_page(SimpleNamespace(status_code=302, streaming=False, headers=headers))
    assert not is_page(SimpleNamespace(status_code=200, streaming=False, headers={"Content-Type": "text/csv"}))
    assert not is_page(SimpleNamespace(status_code=200, streaming=True, headers=headers))
