"""The plan shows each person every place of their own seats; guides are read in the portal."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search.guidance.guides import FOLDER, GUIDES, guides

pytestmark = pytest.mark.django_db


def test_the_plan_is_every_place_of_ones_own_seats(client_for, coordinator, network, funder_agent, auditor):
    for person in (coordinator, network, funder_agent, auditor):
        client = client_for(person)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("search:plan"))
        text = response.content.decode()
        main = text[text.index("<main") :]
        places = [(place.url, place.words) for door in response.context["doors"] for place in door.places]
        assert len(places) >= 8
        assert [words for url, words in places if f'href="{url}">{words}</a>' not in main] == []
        assert len(captured) <= 5
    assert "Accès des bailleurs" not in client_for(coordinator).get(reverse("search:plan")).content.decode()
    foot = client_for(coordinator).get("/").content.decode()
    assert 'href="/plan/"' in foot[foot.index("<footer") :]


def test_every_guide_is_read_whole(client_for, coordinator):
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == set(GUIDES)
    client = client_for(coordinator)
    for guide in guides():
        text = client.get(reverse("search:guide", args=[guide.slug])).content.decode()
        shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text[text.index("<main") :]))
        source = (FOLDER / f"{guide.slug}.md").read_text()
        words = re.findall(r"\w{4,}", re.sub(r"[*#`]", "", source))
        assert [word for word in words if word not in shown] == []
        assert "**" not in shown
        anchors = [block.anchor for block in guide.blocks]
        assert len(set(anchors)) == len(anchors)
        assert [anchor for anchor in anchors if f'id="{anchor}"' not in text] == []


def test_a_point_of_a_guide_opens_at_its_place(client_for, coordinator):
    client = client_for(coordinator)
    groups = client.get(reverse("search:search"), {"q": "raccourcis"}).context["groups"]
    [hit, *_] = [hit for group in groups if group.kind.key == "aide" for hit in group.hits if "intervention" in hit.url]
    url, _, anchor = hit.url.partition("#")
    text = client.get(url).content.decode()
    assert re.search(f'<li id="{anchor}">\\s*<b>Raccourcis</b>', text)
